/** A clock that nobody can set, for whatever is waited for or measured: the machine's own time may jump in the middle of it. */

/** Milliseconds since whenever, alike in every process of this machine, since both sides of a measure may be in two. */
export const steadyNowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);
