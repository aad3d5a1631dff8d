/** Keeps the centre's deny list at this window, and says which card is on it. */
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { DeniedCardsStore, type DenyChange } from './denied-cards.store.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { oneOf } from '../central/words-known.js';
import { ActBook } from '../outbox/act-book.service.js';

/** A centre that takes longer may have stopped answering altogether. */
const refreshWithinMs = 1_500;

const codes = Object.keys(problems) as readonly ProblemCode[];

/** A card that is locked still proves itself, so that the card window can unlock it: the centre has the last word. */
const leftToTheCentre = new Set<ProblemCode>(['card-locked']);

const changeOf = ({ cardNumber, identificationCode, refusal }: Schemas['DenyEntryDto']): DenyChange => ({
  cardNumber,
  identificationCode,
  refusal: refusal === null ? null : oneOf(codes, refusal, 'code of a problem'),
});

@Injectable()
export class DeniedCards implements OnApplicationBootstrap {
  private refreshing: Promise<void> | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly store: DeniedCardsStore,
    private readonly book: ActBook,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.show();
    this.central.watchLink((online) => {
      // Its age counts while the centre cannot be asked.
      if (!online) this.show();
    });
    this.book.watchDecided(({ kind, state }) => {
      if (kind !== 'card-service' || state !== 'succeeded') return;
      void this.refresh().catch((error: unknown) =>
        this.log.warn(errorFields(error), 'deny list not refreshed'),
      );
    });
  }

  /** Fetches what has changed; one fetch at a time. Throws Refusal. */
  refresh(): Promise<void> {
    this.refreshing ??= this.fetchChanges().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  /**
   * Why a card is refused at once, or null. A card found on the list is looked up anew while the centre answers, so that
   * one that was lifted a moment ago is not turned away.
   */
  async refusalOf(cardNumber: string, identificationCode: string): Promise<ProblemCode | null> {
    const found = this.store.find(cardNumber, identificationCode);
    if (found === null || this.desk.state.central.state === 'offline') return found;
    if (leftToTheCentre.has(found)) return null;
    await this.refreshSoon();
    return this.store.find(cardNumber, identificationCode);
  }

  /** Why a card is refused by the list as it is here. */
  known(cardNumber: string, identificationCode: string): ProblemCode | null {
    return this.store.find(cardNumber, identificationCode);
  }

  /** Waits for what has changed, but no longer than somebody at the window should: then the list decides as it is. */
  private async refreshSoon(): Promise<void> {
    const refreshed = this.refresh().catch((error: unknown) =>
      this.log.warn(errorFields(error), 'deny list not refreshed'),
    );
    const over = new AbortController();
    const late = delay(refreshWithinMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([refreshed, late]);
    over.abort();
  }

  private async fetchChanges(): Promise<void> {
    const beganMs = performance.now();
    let changes = 0;
    for (;;) {
      const since = this.store.changeNumber;
      const asOf = this.central.clock.now().toISOString();
      const { entries, next } = await this.central.asTerminal((headers) =>
        this.central.http.GET('/v1/deny-list', { params: { query: { since } }, headers }),
      );
      if (next < since) {
        this.log.warn({ since, next }, 'deny list of the centre was restored from before: fetched anew');
        this.store.startOver();
        this.show();
      } else if (entries.length > 0) {
        this.store.take(entries.map(changeOf), next);
        changes += entries.length;
      } else {
        this.store.confirm(asOf);
        break;
      }
    }
    if (changes === 0 && this.desk.state.denyList.asOf !== null) return;
    this.show();
    const milliseconds = Math.round(performance.now() - beganMs);
    this.log.info({ changes, ...this.desk.state.denyList, milliseconds }, 'deny list');
  }

  private show(): void {
    this.desk.apply(withMembers({ denyList: this.store.extent }));
  }
}
