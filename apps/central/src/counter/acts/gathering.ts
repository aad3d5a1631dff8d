/**
 * Says when the acts that have come are taken: with as many others as there were of late. A group of eight costs the database little
 * more than one of two, and who was answered together asks again at about the same time; see docs/benchmarks.md.
 */

/** How long who has come waits for the group before, and for those of it who come back. */
const groupAtMostMs = 20;
const momentMs = 2;

/** Waits for the work, and no longer than this. */
const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
};

export class Gathering {
  /** Most who were there at a time, until the group before was taken, and until the one before that. */
  private peaks: readonly [number, number] = [0, 0];
  private peak = 0;
  private look: () => void = () => undefined;

  /** `most`: how many a group takes at most; so many wait for nobody. */
  constructor(private readonly most: number) {}

  /** Somebody has come, and is one of so many who have no answer yet. */
  came(underWay: number): void {
    this.peak = Math.max(this.peak, underWay);
    this.look();
  }

  /** A group was taken. */
  took(): void {
    this.peaks = [this.peak, this.peaks[0]];
    this.peak = 0;
  }

  /** Resolves when as many have come as were there of late, or were waited for long enough: who works alone waits for nobody. */
  async wait(present: () => number, settling: ReadonlySet<Promise<void>>): Promise<void> {
    if (present() >= this.most) return;
    // One that stands at a lock is not waited for until it is through.
    if (settling.size > 0) await within(groupAtMostMs, Promise.all(settling));
    const expected = Math.min(this.most, Math.max(...this.peaks, this.peak));
    if (present() >= expected) return;
    await within(
      momentMs,
      new Promise<void>((resolve) => {
        this.look = () => {
          if (present() >= expected) resolve();
        };
      }),
    );
    this.look = () => undefined;
  }
}
