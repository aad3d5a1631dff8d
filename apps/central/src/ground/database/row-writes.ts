/** Writes rows of several tables in one statement: each room says how its own table is written, whoever does the act puts them together. */
import type { EntityManager } from 'typeorm';
import { prepared } from './prepared.js';

/** How rows of one table are written. */
export type RowWrite = {
  readonly table: string;
  /** The statement, around what yields the rows: a table expression with the table's own columns. */
  readonly sql: (rows: string) => string;
};

/** Rows by the name of their write, each under the table's column names. */
export type RowsOf<Writes extends Readonly<Record<string, RowWrite>>> = {
  readonly [Name in keyof Writes]: readonly object[];
};

/**
 * One statement of several writes; foreign keys are checked when all of it is there. `name` is what connections keep its plan under.
 * Numbers of fen travel as text, because JSON numbers do not hold a bigint.
 */
export const together = <Writes extends Readonly<Record<string, RowWrite>>>(name: string, writes: Writes) => {
  const entries = Object.entries(writes);
  // A parameter for each table: one JSON of them all would be parsed anew for every table it is read for.
  const parts = entries.map(
    ([, { table, sql }], index) =>
      `w${index + 1} as (${sql(`json_populate_recordset(null::${table}, $${index + 1}::json)`)})`,
  );
  const text = `with ${parts.join(',\n')}\nselect`;
  return async (tx: EntityManager, rows: RowsOf<Writes>): Promise<void> => {
    await prepared(
      tx,
      name,
      text,
      entries.map(([write]) => JSON.stringify(rows[write])),
    );
  };
};
