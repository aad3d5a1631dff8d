/**
 * Knows whether the work that runs now holds a connection of the database, so that whatever may take its time can refuse to be
 * asked meanwhile: others wait for those rows and connections.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

// An object that is put out at the end: work that was begun inside and goes on after it holds nothing any more.
const current = new AsyncLocalStorage<{ isOpen: boolean }>();

/** Runs the work as one that holds a connection, and all that it waits for with it. */
export const whileHeld = async <T>(work: () => Promise<T>): Promise<T> => {
  const held = { isOpen: true };
  try {
    return await current.run(held, work);
  } finally {
    held.isOpen = false;
  }
};

/** Throws Error, which is a fault of the program and no refusal, when the asking work holds a connection. */
export const requireNothingHeld = (what: string): void => {
  if (current.getStore()?.isOpen === true)
    throw new Error(`${what} was asked while a connection of the database was held`);
};

/**
 * Acts that hold a connection while they ask, each for its reason:
 * - `key-ceremony`: a version gets into the vault and into the register under one turn, so that two ceremonies at once leave no keys
 *   in the vault that nobody may use. It is rare, and only another ceremony waits for that turn; nobody at a counter does.
 */
export type ActThatHolds = 'key-ceremony';

/** Runs what may ask although it holds a connection. */
export const heldOnPurpose = <T>(_act: ActThatHolds, work: () => Promise<T>): Promise<T> =>
  current.run({ isOpen: false }, work);
