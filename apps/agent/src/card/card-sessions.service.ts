/** Ends card sessions at the centre once their card has left and their acts have their outcome, through restarts too. */
import { Inject, Injectable } from '@nestjs/common';
import { CentralClient } from '../central/central.client.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { Refusal } from '../ground/refusal.js';

@Injectable()
export class CardSessions {
  /** Sessions whose card is in the reader. */
  private readonly live = new Set<string>();
  private sweeping: Promise<void> | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** A session was opened; it is noted on disk, so that a restarted agent ends it too. */
  opened(id: string): void {
    this.live.add(id);
    this.outbox.addCardSession(id);
  }

  /** The card of this session left, or its clerk. */
  release(id: string): void {
    this.live.delete(id);
    void this.sweep();
  }

  /** Ends every session that can be ended; what cannot be reached is tried at the next sweep. */
  sweep(): Promise<void> {
    this.sweeping ??= this.endAll().finally(() => {
      this.sweeping = null;
    });
    return this.sweeping;
  }

  private async endAll(): Promise<void> {
    for (const id of this.outbox.endableCardSessions()) {
      if (this.live.has(id)) continue;
      try {
        await this.central.asTerminal((headers) =>
          this.central.http.DELETE('/v1/card-sessions/{id}', { params: { path: { id } }, headers }),
        );
        this.outbox.dropCardSession(id);
      } catch (error) {
        // Refused for good: the centre has no such session any more. Anything else is tried again.
        if (error instanceof Refusal && error.problem.retry !== 'same-key') this.outbox.dropCardSession(id);
        this.log.warn(errorFields(error), 'card session could not be ended');
        if (!(error instanceof Refusal) || error.problem.retry === 'same-key') return;
      }
    }
  }
}
