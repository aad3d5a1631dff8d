/** Reads operations: one by its key, or those of a terminal that changed. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen } from '#libs/money/fen.js';
import type { RecordedOperation } from './operation.js';

export type NumberedOperation = RecordedOperation & { readonly changeNumber: number };

const columns = `key, terminal_id as "terminalId", staff_number as "staffNumber", card_session_id as "cardSessionId", person_id as "personId",
  business_date::text as "businessDate", kind, service, channel, body_digest as "bodyDigest", total_fen as total,
  state, receipt_number as "receiptNumber", problem_code as "problemCode", problem_detail as "problemDetail",
  started_at as "startedAt", finished_at as "finishedAt", change_number as "changeNumber"`;

type Row = Omit<NumberedOperation, 'total' | 'changeNumber'> & {
  readonly total: string;
  readonly changeNumber: string;
};

const fromRow = (row: Row): NumberedOperation => ({
  ...row,
  total: fen(BigInt(row.total)),
  changeNumber: Number(row.changeNumber),
});

@Injectable()
export class OperationsStore {
  async find(tx: EntityManager, terminalId: string, key: string): Promise<NumberedOperation | null> {
    const rows: Row[] = await tx.query(
      `select ${columns} from operation where key = $1 and terminal_id = $2`,
      [key, terminalId],
    );
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }

  /** Operations of a terminal that changed after change number `since` up to `settled`, in the order they changed. */
  async changed(
    tx: EntityManager,
    terminalId: string,
    since: number,
    settled: number,
    limit: number,
  ): Promise<NumberedOperation[]> {
    const rows: Row[] = await tx.query(
      `select ${columns} from operation
       where terminal_id = $1 and change_number > $2 and change_number <= $3 order by change_number limit $4`,
      [terminalId, since, settled, limit],
    );
    return rows.map(fromRow);
  }
}
