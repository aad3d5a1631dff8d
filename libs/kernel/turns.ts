/** Lets tasks that share one thing have it one after another, in the order they asked. */

/** Somebody waited for a turn as long as they could; their task was not begun. */
export class TurnNotReached extends Error {
  constructor(name: string, waitedMs: number) {
    super(`${name}: no turn within ${waitedMs} ms`);
    this.name = 'TurnNotReached';
  }
}

const nothing = (): void => undefined;

export class Turns {
  private last: Promise<void> = Promise.resolve();
  private unfinished = 0;

  /**
   * `name` says in errors and logs what is shared. `waitAtMostMs`: who waits longer is refused with TurnNotReached; the wait is
   * bounded and not the task, because whatever is shared is only free once the task before has left it.
   */
  constructor(
    readonly name: string,
    private readonly waitAtMostMs: number | null = null,
  ) {}

  /** Tasks that have the turn or wait for it. */
  get size(): number {
    return this.unfinished;
  }

  /** Runs the task when all earlier ones have ended, however they ended. */
  async take<T>(task: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await task();
    } finally {
      leave();
    }
  }

  /** Resolves when it is the caller's turn, with what ends it; ending it twice changes nothing. */
  async enter(): Promise<() => void> {
    const before = this.last;
    let end = nothing;
    this.last = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.unfinished += 1;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      this.unfinished -= 1;
      end();
    };
    if (this.waitAtMostMs !== null && !(await reached(before, this.waitAtMostMs))) {
      // The place in the line is kept until it comes up, and is left at once then.
      void before.then(leave);
      throw new TurnNotReached(this.name, this.waitAtMostMs);
    }
    await before;
    return leave;
  }

  /** Resolves when everybody who has asked until now has left. */
  async idle(): Promise<void> {
    await this.last;
  }
}

/** Whether it comes about in time. */
const reached = async (event: Promise<void>, withinMs: number): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
