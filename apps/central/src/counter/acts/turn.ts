/** One after another: whoever enters waits until the one before has left. */

// Promise.withResolvers comes with Node 22.
const withResolvers = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let settle: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle?.() };
};

export class Turn {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, with what ends it; ending it twice changes nothing. */
  async enter(): Promise<() => void> {
    const before = this.last;
    const { promise, resolve } = withResolvers();
    this.last = promise;
    await before;
    return resolve;
  }
}
