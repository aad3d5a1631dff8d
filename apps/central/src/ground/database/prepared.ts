/** Runs a statement under a name, so that each connection plans it once instead of every time. */
import type { EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';

/** The rows of a statement that the connection keeps prepared. For hot paths only: the plan no longer sees the values. */
export const prepared = async <Row extends object>(
  tx: EntityManager,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> => {
  if (tx.queryRunner === undefined) throw new Error('prepared statements need an open transaction');
  // TypeORM passes no statement names on; its runner hands out the driver's own connection of this transaction.
  const client = (await tx.queryRunner.connect()) as PoolClient;
  return (await client.query<Row>({ name, text, values: [...values] })).rows;
};
