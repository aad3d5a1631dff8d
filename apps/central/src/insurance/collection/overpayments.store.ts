/** Reads what was found to be paid too much, whose it is, and how far it has been given back. */
import { Injectable } from '@nestjs/common';
import { fen, type Fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const overpaymentStates = ['open', 'in-refund', 'given-back'] as const;
export type OverpaymentState = (typeof overpaymentStates)[number];

export type ListedOverpayment = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly part: 'person' | 'unit';
  readonly amount: string;
  readonly unit: string | null;
  /** Of the unit or the person. */
  readonly name: string;
  readonly noticeNumber: number | null;
  readonly state: OverpaymentState;
  readonly approval: string | null;
  readonly foundAt: Date;
};

export type Overpayment = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly part: 'person' | 'unit';
  readonly amount: Fen;
  readonly unitCode: string | null;
  readonly personId: string | null;
  readonly billId: string | null;
  readonly noticeNumber: number | null;
  readonly dueId: string | null;
  readonly run: number;
  readonly state: OverpaymentState;
};

/** Somebody's own part of what a unit paid too much. */
export type PersonsPart = { readonly personId: string; readonly amount: Fen };

/** How a due was paid: when, and how much of it went to the account of the person. */
export type PaidDue = {
  readonly on: PlainDate;
  readonly paid: Fen;
  readonly toAccount: Fen;
  readonly participationId: string | null;
};

@Injectable()
export class OverpaymentsStore {
  list(
    tx: Transaction,
    { state, unit }: { readonly state: OverpaymentState | null; readonly unit: string | null },
    ask: ListAsk,
  ): Promise<ListPage<ListedOverpayment>> {
    const narrowed = conditions();
    if (state !== null) narrowed.add(state, (place) => `o.state = ${place}`);
    if (unit !== null) narrowed.add(unit, (place) => `o.unit_code = ${place}`);
    if (ask.search !== null)
      narrowed.add(likePattern(ask.search), inAnyOf('u.name', 'o.unit_code', 'o.period', 'p.name'));
    return readPage<ListedOverpayment>(
      tx,
      {
        select: `o.id, o.scheme, o.period, o.part, o.amount_fen::text as amount, o.unit_code as unit, coalesce(u.name, p.name) as name,
          b.notice_number as "noticeNumber", o.state, o.approval_id as approval, o.found_at as "foundAt"`,
        from: `overpayment o left join unit u on u.code = o.unit_code left join person p on p.id = o.person_id
          left join unit_bill b on b.id = o.bill_id`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'o.id', type: 'uuid' },
        sorts: {
          time: { sql: 'o.found_at', type: 'timestamptz' },
          amount: { sql: 'o.amount_fen', type: 'bigint' },
        },
        usual: { sort: 'time', falling: false },
      },
      ask,
    );
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, id: string): Promise<Overpayment | null> {
    const [row]: (Omit<Overpayment, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select o.id, o.scheme, o.period, o.part, o.amount_fen::text as amount, o.unit_code as "unitCode", o.person_id as "personId",
         o.bill_id as "billId", (select notice_number from unit_bill where id = o.bill_id) as "noticeNumber", o.due_id as "dueId", o.run, o.state
       from overpayment o where o.id = $1 for update`,
      [id],
    );
    return row === undefined ? null : { ...row, amount: fen(BigInt(row.amount)) };
  }

  async setState(
    tx: Transaction,
    id: string,
    {
      state,
      approvalId,
      at,
    }: {
      readonly state: OverpaymentState;
      readonly approvalId: string | null;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query('update overpayment set state = $2, approval_id = $3, settled_at = $4 where id = $1', [
      id,
      state,
      approvalId,
      state === 'given-back' ? at.toISOString() : null,
    ]);
  }

  /** What a run took off the own parts of a unit's people. */
  async personsParts(
    tx: Transaction,
    { run, unitCode, period }: Overpayment,
  ): Promise<readonly PersonsPart[]> {
    const rows: { personId: string; amount: string }[] = await tx.query(
      `select p.person_id as "personId", (-sum(l.person_fen))::text as amount from assessment_line l join participation p on p.id = l.participation_id
       where l.run = $1 and p.unit_code = $2 and l.period = $3 group by p.person_id having sum(l.person_fen) < 0 order by p.person_id`,
      [run, unitCode, period],
    );
    return rows.map(({ personId, amount }) => ({ personId, amount: fen(BigInt(amount)) }));
  }

  /** Null: it was not paid at a window. */
  async paidDue(tx: Transaction, dueId: string): Promise<PaidDue | null> {
    const [row]: { on: PlainDate; paid: string; toAccount: string; participationId: string | null }[] =
      await tx.query(
        `select o.business_date::text as on, l.amount_fen::text as paid, l.account_part_fen::text as "toAccount",
           (select participation_id from due where id = $1) as "participationId"
         from operation_line l join operation o on o.key = l.operation_key
         where l.subject_id = $1 and o.kind = 'payment' and o.state = 'succeeded' order by o.business_date desc limit 1`,
        [dueId],
      );
    return row === undefined
      ? null
      : {
          on: row.on,
          paid: fen(BigInt(row.paid)),
          toAccount: fen(BigInt(row.toAccount)),
          participationId: row.participationId,
        };
  }

  async addRefunded(tx: Transaction, billId: string, amount: Fen): Promise<void> {
    await tx.query('update unit_bill set refunded_fen = refunded_fen + $2 where id = $1', [
      billId,
      amount.toString(),
    ]);
  }
}
