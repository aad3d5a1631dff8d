/** Lets somebody enter that a thing was done in the very transaction that does it, so that asked again after a kill it is done once. */
import type { Transaction } from './database/database.js';

export type Once<T extends object> = {
  /** What was entered the time before; null: nothing yet. */
  readonly entered: T | null;
  readonly enter: (tx: Transaction, what: T) => Promise<void>;
};
