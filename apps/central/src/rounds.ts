/** Work that is looked for again and again while the process lives: one round at a time, and the last one waited for. */
import type { Logger } from '@nestjs/common';

export class Rounds {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {}

  /** Begins; the first round comes after one interval. */
  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.work().then(
        () => this.start(),
        (fault: unknown) => {
          // What was not done is found again by the next round.
          this.logger.warn(`not done this time: ${fault instanceof Error ? fault.message : String(fault)}`);
          this.start();
        },
      );
    }, this.everyMs);
  }

  /** Begins no more rounds, and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.round;
  }
}
