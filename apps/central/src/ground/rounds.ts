/** Work that is looked for again and again while the process lives: one round at a time, and the last one waited for. */
import type { Logger } from '@nestjs/common';

export class Rounds {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> | null = null;
  private isWanted = false;
  private stopped = false;

  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {}

  /** Begins; the first round comes after one interval. */
  start(): void {
    this.next(this.everyMs);
  }

  /** There is work now: a round begins at once, or right after the one under way, which may have looked too early. */
  soon(): void {
    if (this.round === null) this.next(0);
    else this.isWanted = true;
  }

  /** Begins no more rounds, and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.round;
  }

  private next(afterMs: number): void {
    if (this.stopped) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.round = this.go()), afterMs);
  }

  private async go(): Promise<void> {
    this.isWanted = false;
    try {
      await this.work();
    } catch (fault) {
      // What was not done is found again by the next round.
      this.logger.warn(`not done this time: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
    this.round = null;
    this.next(this.isWanted ? 0 : this.everyMs);
  }
}
