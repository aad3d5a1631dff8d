/** Whom or what a request turned out to be about: noted where it is found, read by whoever records that it was looked at. */
import { AsyncLocalStorage } from 'node:async_hooks';

type LookedUp = { subject: string | null };

const current = new AsyncLocalStorage<LookedUp>();

/** Runs a request's work so that what it notes can be asked for, whether it ends well or not. */
export const whileLooking = <T>(work: (lookedUp: Readonly<LookedUp>) => T): T => {
  const lookedUp = { subject: null };
  return current.run(lookedUp, () => work(lookedUp));
};

/** Notes an id or a number, never a name; the last one stands. Does nothing where nobody records. */
export const noteLookedUp = (subject: string): void => {
  const lookedUp = current.getStore();
  if (lookedUp !== undefined) lookedUp.subject = subject;
};
