/** Takes away what is over, some rows at a time, so that no run holds many rows or lasts long while others write. */
import type { Words } from '#libs/kernel/words.js';
import type { Database, Transaction } from '../database/database.js';
import type { JobResult } from './job.js';

/** Rows in one transaction. */
export const sweptAtOnce = 1000;

/** `some` takes away at most {@link sweptAtOnce} rows and returns how many; it is called until there are no more. */
export const sweep = async (
  database: Database,
  signal: AbortSignal,
  some: (tx: Transaction) => Promise<number>,
  say: (count: number) => Words,
): Promise<JobResult | null> => {
  let all = 0;
  while (!signal.aborted) {
    const count = await database.transaction(some);
    all += count;
    if (count < sweptAtOnce) break;
  }
  return all === 0 ? null : { words: say(all), counts: { rows: all } };
};
