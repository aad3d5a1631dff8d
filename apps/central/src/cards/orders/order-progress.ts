/** Tells how far an order is in its row, so that every page sees it: twice a second at most. */
import { Logger } from '@nestjs/common';
import type { Words } from '#libs/kernel/words.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import type { OrderProgress } from './production-order.js';

const everyMs = 500;

export class ToldProgress implements Progress {
  private readonly logger = new Logger('ProductionOrders');
  private state: OrderProgress | null = null;
  private told: OrderProgress | null = null;
  private toldMs = -Infinity;
  private telling: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(
    private readonly tell: (progress: OrderProgress) => Promise<void>,
    private readonly now: () => Date,
  ) {}

  readonly begin = (label: Words, total: number | null, done = 0): void => {
    this.state = { label, done, total, before: done, since: this.now().toISOString() };
    this.flush();
  };

  readonly at = (done: number): void => {
    if (this.state === null) return;
    this.state = { ...this.state, done };
    if (performance.now() - this.toldMs >= everyMs) this.flush();
  };

  readonly end = (): void => undefined;

  /** Waits until what is being told is there. */
  settled(): Promise<void> {
    return this.telling;
  }

  private flush(): void {
    const { state } = this;
    if (this.busy || state === null || state === this.told) return;
    this.busy = true;
    this.toldMs = performance.now();
    this.told = state;
    // The work itself finds out what is wrong with the database; that nobody sees how far it is is no reason to end it.
    this.telling = this.tell(state)
      .catch((fault: unknown) => this.logger.warn(`progress is not told: ${String(fault)}`))
      .finally(() => (this.busy = false));
  }
}
