/**
 * Has connections plan anew now and then. A connection keeps the plans of prepared statements and of foreign keys; what was planned
 * while a table was small reads it whole, which is cheapest then, and is kept as it grows until the table is analysed.
 */
import type { EntityManager } from 'typeorm';

/** How old a plan may become: a table that fills fastest, at a new counter, gains some ten thousand rows meanwhile. */
export const plansKeptMs = 5000;

/** When the plans of a connection began to be made. */
const since = new WeakMap<object, number>();

/** Throws the connection's plans away if they are old. They are made again once, when each is next used, by the size a table has now. */
export const renewPlans = async (tx: EntityManager): Promise<void> => {
  if (tx.queryRunner === undefined) throw new Error('plans are renewed on a connection in use');
  const client = (await tx.queryRunner.connect()) as object;
  const now = performance.now();
  const begun = since.get(client);
  if (begun !== undefined && now - begun < plansKeptMs) return;
  since.set(client, now);
  if (begun !== undefined) await tx.query('discard plans');
};
