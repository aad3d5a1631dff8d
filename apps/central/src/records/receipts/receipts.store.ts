/** Keeps receipts, the prints asked for, and what came of each print. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StoredReceipt } from './receipt-document.js';
import type { UndoingReceiptDto } from './receipts.dto.js';

export type FoundReceipt = {
  readonly document: StoredReceipt;
  readonly copies: number;
  /** Where and when it arose; null: it was collected elsewhere. */
  readonly terminalId: string | null;
  /** Whose act it is of; null: nobody's, such as the till's. */
  readonly personId: string | null;
  readonly issuedAt: Date;
  readonly undoneBy: UndoingReceiptDto | null;
};

/** An act that gave back what a receipt says, with a receipt of its own. */
export type Undoing = {
  readonly kind: 'reversal' | 'refund';
  readonly receiptNumber: string;
  readonly businessDate: string;
};

@Injectable()
export class ReceiptsStore {
  async find(tx: EntityManager, number: string): Promise<FoundReceipt | null> {
    const rows: FoundReceipt[] = await tx.query(
      `select document, (select count(*)::int from receipt_print where receipt_number = number) as copies,
         o.terminal_id as "terminalId", o.person_id as "personId", issued_at as "issuedAt",
         (select json_build_object('number', u.receipt_number, 'kind', u.kind, 'businessDate', u.business_date::text)
          from operation u where u.undoes = o.key and u.state <> 'refused' and u.state = 'succeeded') as "undoneBy"
       from receipt join operation o on o.key = operation_key where number = $1`,
      [number],
    );
    return rows[0] ?? null;
  }

  /** What has undone the act of a receipt; null when nothing has. */
  async undoing(tx: EntityManager, number: string): Promise<Undoing | null> {
    const rows: Undoing[] = await tx.query(
      `select u.kind, r.number as "receiptNumber", r.document ->> 'businessDate' as "businessDate"
       from receipt first join operation u on u.undoes = first.operation_key and u.state = 'succeeded'
       join receipt r on r.operation_key = u.key where first.number = $1`,
      [number],
    );
    return rows[0] ?? null;
  }

  /** Numbers a print: the first is the original. Two asked at once get two numbers. */
  async addPrint(tx: EntityManager, number: string, terminalId: string, at: Date): Promise<number> {
    // The receipt row itself is written once and cannot be locked for update by the service role.
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`print ${number}`]);
    const rows: { copy: number }[] = await tx.query(
      `insert into receipt_print (receipt_number, copy, terminal_id, requested_at)
       select $1, coalesce(max(copy), 0) + 1, $2, $3 from receipt_print where receipt_number = $1 returning copy`,
      [number, terminalId, at.toISOString()],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`print of ${number} was not numbered`);
    return row.copy;
  }

  /** The terminal that numbered a print; null when there is no such print. */
  async printedAt(tx: EntityManager, number: string, copy: number): Promise<string | null> {
    const rows: { terminalId: string }[] = await tx.query(
      'select terminal_id as "terminalId" from receipt_print where receipt_number = $1 and copy = $2',
      [number, copy],
    );
    return rows[0]?.terminalId ?? null;
  }

  /** Records what came of a print; the first report stands. */
  async report(
    tx: EntityManager,
    number: string,
    copy: number,
    outcome: string,
    fault: string | null,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into receipt_print_outcome (receipt_number, copy, outcome, fault, reported_at) values ($1, $2, $3, $4, $5)
       on conflict (receipt_number, copy) do nothing`,
      [number, copy, outcome, fault, at.toISOString()],
    );
  }
}
