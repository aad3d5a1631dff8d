/** Builds an index while the counter goes on writing; for migrations that run outside a transaction. Frozen with the migrations. */
import type { QueryRunner } from 'typeorm';

/**
 * `definition` is what follows `create index`'s name, such as `on audit_event (at)`. The migration says `transaction = false`, and does
 * nothing that could not be done twice: it is run again from its beginning where it was broken off. What a broken off build left is
 * gone by then. It waits for whoever is in a transaction, but nobody waits for it.
 */
export const indexConcurrently = async (
  runner: QueryRunner,
  name: string,
  definition: string,
): Promise<void> => {
  const [{ before }] = (await runner.query(`select current_setting('lock_timeout') as before`)) as [
    { before: string },
  ];
  await runner.query('set lock_timeout = 0');
  try {
    await runner.query(`create index concurrently if not exists ${name} ${definition}`);
  } finally {
    await runner.query(`set lock_timeout = '${before}'`);
  }
};
