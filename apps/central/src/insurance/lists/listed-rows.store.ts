/** Reads the rows of units' lists that stand, and marks those that the register refuses. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProblemCode } from '#libs/contract/problems.js';

/** An accepted row, with what it says besides its person. */
export type ListedRow<Content> = {
  readonly row: number;
  readonly number: string;
  readonly name: string;
  readonly content: Content;
};

@Injectable()
export class ListedRowsStore {
  /** Accepted rows of a range, in their order. */
  accepted<Content>(
    tx: EntityManager,
    importId: number,
    { first, last }: { readonly first: number; readonly last: number },
  ): Promise<ListedRow<Content>[]> {
    return tx.query(
      `select row, number, name, content from file_import_row
       where import_id = $1 and row between $2 and $3 and code is null order by row`,
      [importId, first, last],
    );
  }

  /** Rows of a range that were refused for a reason. */
  refusedFor<Content>(
    tx: EntityManager,
    importId: number,
    { first, last }: { readonly first: number; readonly last: number },
    code: ProblemCode,
  ): Promise<ListedRow<Content>[]> {
    return tx.query(
      `select row, number, name, content from file_import_row
       where import_id = $1 and row between $2 and $3 and code = $4 order by row`,
      [importId, first, last, code],
    );
  }

  /** Numbers of the rows that are refused for what they say themselves: whoever they name is not missing. */
  async refusedNumbers(tx: EntityManager, importId: number): Promise<string[]> {
    const rows: { number: string }[] = await tx.query(
      'select number from file_import_row where import_id = $1 and row > 0 and code is not null and number is not null',
      [importId],
    );
    return rows.map(({ number }) => number);
  }

  async refuse(
    tx: EntityManager,
    importId: number,
    row: number,
    {
      code,
      field,
      detail,
    }: { readonly code: ProblemCode; readonly field: string; readonly detail: string | null },
  ): Promise<void> {
    await tx.query(
      'update file_import_row set asked = true, code = $3, field = $4, detail = $5 where import_id = $1 and row = $2',
      [importId, row, code, field, detail],
    );
  }

  /** Enters who is missing in a list, each as a row before the first: `-1`, `-2`, … in place of those of an earlier look. */
  async setMissing(
    tx: EntityManager,
    importId: number,
    numbers: readonly string[],
    code: ProblemCode,
  ): Promise<void> {
    await tx.query('delete from file_import_row where import_id = $1 and row < 0', [importId]);
    await tx.query(
      `insert into file_import_row (import_id, row, code, field, number, asked)
       select $1, -place, $3, 'AAC002', number, true from unnest($2::text[]) with ordinality as missing (number, place)`,
      [importId, numbers, code],
    );
  }

  /** Does something that may be taken back alone, while the transaction goes on. */
  async apart<T>(tx: EntityManager, work: () => Promise<T>, keeps: (outcome: T) => boolean): Promise<T> {
    await tx.query('savepoint row_of_list');
    const outcome = await work();
    await tx.query(keeps(outcome) ? 'release savepoint row_of_list' : 'rollback to savepoint row_of_list');
    return outcome;
  }
}
