/** Takes in what a bank answered to a run: its rows laid aside as they are read, held against what was sent, and entered all at once. */
import { Injectable } from '@nestjs/common';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { copiedUnlessThere, copyLine } from '../../ground/database/copied.js';
import type { Transaction } from '../../ground/database/database.js';
import { type AnsweredItem, findingsAtMost, type PayAnswer } from './pay-answer.js';
import { lineIds } from './pay-run-rows.js';
import { serialPages } from './serials.js';

const odd = {
  repeated: { field: 'serial', code: 'row-repeated' },
  unsent: { field: 'serial', code: 'pay-row-unsent' },
  account: { field: 'account', code: 'pay-row-changed' },
  amount: { field: 'amount', code: 'pay-row-changed' },
} as const satisfies Record<string, Omit<RowFinding, 'line'>>;

@Injectable()
export class PayAnswersStore {
  /** Makes room for the rows of one answer, which goes with the transaction. */
  async begin(tx: Transaction): Promise<void> {
    await tx.query(`set local statement_timeout = '10min'`);
    await tx.query(
      `create temporary table answered_row (line int not null, serial int not null, account text not null, amount_fen bigint not null,
         outcome text not null, reference text not null, reason text not null) on commit drop`,
    );
  }

  async layAside(tx: Transaction, rows: readonly AnsweredItem[]): Promise<void> {
    await copiedUnlessThere(
      tx,
      'copy answered_row (line, serial, account, amount_fen, outcome, reference, reason) from stdin',
      rows.map(({ row, serial, account, amount, outcome, reference, reason }) =>
        copyLine([row, serial, account, amount, outcome, reference, reason]),
      ),
    );
  }

  /** Rows of which the answer has another with the same serial before. */
  async repeated(tx: Transaction): Promise<readonly RowFinding[]> {
    await tx.query('create index on answered_row (serial); analyze answered_row');
    const rows: { line: number }[] = await tx.query(
      `select line from (select line, row_number() over (partition by serial order by line) as n from answered_row) numbered
       where n > 1 order by line limit ${findingsAtMost}`,
    );
    return rows.map(({ line }) => ({ line, ...odd.repeated }));
  }

  /** Rows that are not as they were sent, or that nobody sent or waits for. */
  async changed(tx: Transaction, run: string): Promise<readonly RowFinding[]> {
    const rows: { line: number; what: 'unsent' | 'account' | 'amount' }[] = await tx.query(
      `select * from (select a.line, case when i.id is null then 'unsent' when i.account <> a.account then 'account'
           when i.amount_fen <> a.amount_fen then 'amount' end as what
         from answered_row a left join lateral (select id, account, amount_fen, state from pay_run_item where run_id = $1 and serial = a.serial offset 0) i
           on i.state in ('sent', 'doubt')) compared
       where what is not null order by line limit ${findingsAtMost}`,
      [run],
    );
    return rows.map(({ line, what }) => ({ line, ...odd[what] }));
  }

  /** Items that the bank has not answered for. */
  async open(tx: Transaction, run: string): Promise<number> {
    const [row]: { count: number }[] = await tx.query(
      `select count(*)::int as count from pay_run_item where run_id = $1 and state in ('sent', 'doubt')`,
      [run],
    );
    return row?.count ?? 0;
  }

  async isAnswered(tx: Transaction, run: string, digest: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('select 1 from pay_run_answer where run_id = $1 and digest = $2', [
      run,
      digest,
    ]);
    return rows.length > 0;
  }

  /**
   * Writes down what the bank made of the items it names, which are all that it had not answered for; lines that were paid are paid. Each table is looked up
   * by its key, and what a line's state is does not choose it: an index of what is with banks, taken for empty, would be read whole for each item.
   */
  async enter(
    tx: Transaction,
    run: string,
    { digest, sums, lastSerial }: PayAnswer & { readonly lastSerial: number },
    by: { readonly staffNumber: string; readonly at: Date },
  ): Promise<void> {
    const { paid, failed, doubt } = sums;
    await tx.query(
      `insert into pay_run_answer (run_id, digest, rows, paid_rows, paid_fen, received_by, received_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        run,
        digest,
        paid.rows + failed.rows + doubt.rows,
        paid.rows,
        paid.amount.toString(),
        by.staffNumber,
        by.at.toISOString(),
      ],
    );
    await tx.query(
      `insert into pay_run_answer_row (item_id, run_id, digest, outcome, amount_fen)
       select i.id, $1, $2, a.outcome, a.amount_fen from answered_row a
         cross join lateral (select id from pay_run_item where run_id = $1 and serial = a.serial offset 0) i`,
      [run, digest],
    );
    await tx.query(
      `update pay_run_item i set (state, why, bank_reference) =
         (select a.outcome, nullif(a.reason, ''), nullif(a.reference, '') from answered_row a where a.serial = i.serial)
       where i.run_id = $1 and i.state in ('sent', 'doubt')`,
      [run],
    );
    for (const { first, last } of serialPages(lastSerial))
      await tx.query(
        `update entitlement e set state = 'paid' where e.id = any(${lineIds(`i.run_id = $1 and i.serial between $2 and $3 and i.state = 'paid'`)})
           and case e.state when 'in-payment' then true end`,
        [run, first, last],
      );
  }
}
