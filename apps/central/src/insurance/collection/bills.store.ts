/** Holds bills while they are paid, and writes what was paid on them. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { together, type RowWrite } from '../../ground/database/row-writes.js';

export type PaymentChannel = 'transfer' | 'debit' | 'tax';

/** A bill in hand, as it is being paid. */
export type HeldBill = {
  readonly id: string;
  readonly noticeNumber: number;
  readonly unit: string;
  readonly scheme: string;
  readonly period: string;
  readonly dueOn: PlainDate;
  readonly inHand: 'debit' | 'tax' | null;
  /** Neither paid nor written off. */
  open: Fen;
  /** Late fee of what was paid late, neither paid nor waived. */
  feeOwed: Fen;
};

export type NewBillPayment = {
  readonly bill: string;
  readonly channel: PaymentChannel;
  readonly sourceId: string;
  readonly sourceLine: number;
  readonly amount: Fen;
  readonly feeFixed: Fen;
  readonly feePaid: Fen;
  readonly receivedOn: PlainDate;
};

const payments: RowWrite = {
  table: 'bill_payment',
  sql: (rows) => `insert into bill_payment select * from ${rows}`,
};
const bills: RowWrite = {
  table: 'unit_bill',
  // The columns of a row hold what is added to each.
  sql: (
    rows,
  ) => `update unit_bill b set paid_fen = b.paid_fen + r.paid_fen, fee_fixed_fen = b.fee_fixed_fen + r.fee_fixed_fen,
    fee_paid_fen = b.fee_paid_fen + r.fee_paid_fen, in_hand = null from ${rows} r where b.id = r.id`,
};
const write = together('bill-payments', { payments, bills });

const columns = `b.id, b.notice_number as "noticeNumber", b.unit_code as unit, b.scheme, b.period, b.due_on::text as "dueOn", b.in_hand as "inHand",
  b.unit_fen + b.person_fen - b.paid_fen - b.written_off_fen as open, b.fee_fixed_fen - b.fee_paid_fen - b.fee_waived_fen as "feeOwed"`;

type Row = Omit<HeldBill, 'open' | 'feeOwed'> & { readonly open: string; readonly feeOwed: string };

const held = (rows: readonly Row[]): HeldBill[] =>
  rows.map((row) => ({ ...row, open: fen(BigInt(row.open)), feeOwed: fen(BigInt(row.feeOwed)) }));

@Injectable()
export class BillsStore {
  /**
   * Holds the bills of a fund that notices name, and all that units owe in it, the oldest first; always in the order of their keys, so that two
   * who pay at once wait for each other.
   */
  async hold(
    tx: Transaction,
    scheme: string,
    { notices, units }: { readonly notices: readonly number[]; readonly units: readonly string[] },
  ): Promise<HeldBill[]> {
    const rows: Row[] = await tx.query(
      `select ${columns} from unit_bill b where b.id in (
         select n.id from unit_bill n where n.notice_number = any($2) and n.scheme = $1
         union select o.id from unit_bill o where o.unit_code = any($3) and o.paid_fen < o.unit_fen + o.person_fen and o.scheme = $1
         union select f.id from unit_bill f where f.unit_code = any($3) and f.fee_fixed_fen > f.fee_paid_fen + f.fee_waived_fen and f.scheme = $1)
       order by b.id for update`,
      [scheme, notices, units],
    );
    return held(rows).toSorted(
      (one, other) => one.dueOn.localeCompare(other.dueOn) || one.noticeNumber - other.noticeNumber,
    );
  }

  async pay(tx: Transaction, paid: readonly NewBillPayment[], bookedAt: Date): Promise<void> {
    if (paid.length === 0) return;
    const added = new Map<string, { paid: bigint; fixed: bigint; fee: bigint }>();
    for (const { bill, amount, feeFixed, feePaid } of paid) {
      const before = added.get(bill) ?? { paid: 0n, fixed: 0n, fee: 0n };
      added.set(bill, {
        paid: before.paid + amount,
        fixed: before.fixed + feeFixed,
        fee: before.fee + feePaid,
      });
    }
    await write(tx, {
      payments: paid.map((one) => ({
        bill_id: one.bill,
        channel: one.channel,
        source_id: one.sourceId,
        source_line: one.sourceLine,
        amount_fen: one.amount.toString(),
        fee_fen: one.feePaid.toString(),
        received_on: one.receivedOn,
        booked_at: bookedAt.toISOString(),
      })),
      bills: Array.from(added, ([id, { paid: sum, fixed, fee }]) => ({
        id,
        paid_fen: sum.toString(),
        fee_fixed_fen: fixed.toString(),
        fee_paid_fen: fee.toString(),
      })),
    });
  }
}
