/** Takes many rows in at once by COPY, which checks the same as an INSERT and does with half of the work around it. */
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

type Cell = string | number | bigint | null;

/** Backslashes and what ends a cell or a row, as COPY reads them (PostgreSQL, COPY, Text Format). */
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const cellText = (cell: Cell): string | number | bigint =>
  typeof cell === 'string'
    ? cell.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found)
    : (cell ?? '\\N');

/** One row of COPY. */
export const copyLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join('\t')}\n`;

/**
 * Adds rows of {@link copyLine} by `copy table (columns) from stdin`; all or, where one of them cannot be, none. Then the transaction stands as it was before them
 * and false is returned, if it is because a row with such a key is there; any other fault is thrown.
 */
export const copiedUnlessThere = async (
  tx: EntityManager,
  statement: string,
  lines: readonly string[],
): Promise<boolean> => {
  if (tx.queryRunner === undefined) throw new Error('COPY needs an open transaction');
  const client = (await tx.queryRunner.connect()) as PoolClient;
  await client.query('savepoint before_copy');
  try {
    const sink = client.query(copyFrom(statement));
    sink.end(lines.join(''));
    await finished(sink);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === '23505')) throw fault;
    await client.query('rollback to savepoint before_copy');
    return false;
  }
  await client.query('release savepoint before_copy');
  return true;
};
