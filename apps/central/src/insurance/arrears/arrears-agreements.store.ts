/** Keeps agreements on arrears as they were approved, and lists them with how they stand. */
import { Injectable } from '@nestjs/common';
import type { Fen } from '#libs/money/fen.js';
import type { Instalment } from '#libs/contributions/instalments.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import { agreementState } from '../collection/agreement-state.js';

export const agreementStates = ['kept', 'broken', 'fulfilled'] as const;
export type AgreementState = (typeof agreementStates)[number];

/** Amounts in yuan. */
export type ListedAgreement = {
  readonly id: string;
  readonly number: number;
  readonly unit: string;
  readonly unitName: string;
  readonly agreedOn: string;
  readonly open: string;
  /** Paid or written off of its bills since. */
  readonly settled: string;
  readonly guarantee: string | null;
  readonly state: AgreementState;
  readonly bills: number;
  readonly instalments: { readonly dueOn: string; readonly amount: string }[];
};

const yuan = (fenSql: string): string => `to_char((${fenSql}) / 100.0, 'FM999999999990.00')`;

@Injectable()
export class ArrearsAgreementsStore {
  async add(
    tx: Transaction,
    agreement: {
      readonly approvalId: string;
      readonly unit: string;
      readonly open: Fen;
      readonly guarantee: string | null;
      readonly at: Date;
    },
    bills: readonly { readonly id: string; readonly open: Fen }[],
    instalments: readonly Instalment[],
  ): Promise<void> {
    const { approvalId } = agreement;
    await tx.query(
      `insert into arrears_agreement (approval_id, unit_code, open_fen, guarantee, agreed_at) values ($1, $2, $3, $4, $5)`,
      [
        approvalId,
        agreement.unit,
        agreement.open.toString(),
        agreement.guarantee,
        agreement.at.toISOString(),
      ],
    );
    await tx.query(
      `insert into arrears_agreement_bill (approval_id, bill_id, open_fen)
       select $1, bill_id, open_fen from unnest($2::uuid[], $3::bigint[]) as b (bill_id, open_fen)`,
      [approvalId, bills.map(({ id }) => id), bills.map(({ open }) => open.toString())],
    );
    await tx.query(
      `insert into arrears_agreement_instalment (approval_id, due_on, amount_fen)
       select $1, due_on, amount_fen from unnest($2::date[], $3::bigint[]) as i (due_on, amount_fen)`,
      [approvalId, instalments.map(({ dueOn }) => dueOn), instalments.map(({ amount }) => amount.toString())],
    );
  }

  /** Of all units, or of one; in a state, or in any. */
  list(
    tx: Transaction,
    { state, unit }: { readonly state: AgreementState | null; readonly unit: string | null },
    today: PlainDate,
    ask: ListAsk,
  ): Promise<ListPage<ListedAgreement>> {
    const narrowed = conditions();
    if (unit !== null) narrowed.add(unit, (place) => `g.unit_code = ${place}`);
    if (state !== null) narrowed.add(state, (place) => `s.state = ${place}`);
    if (ask.search !== null) narrowed.add(likePattern(ask.search), inAnyOf('u.name', 'g.unit_code'));
    return readPage<ListedAgreement>(
      tx,
      {
        select: `g.approval_id as id, g.number, g.unit_code as unit, u.name as "unitName", (g.agreed_at at time zone 'Asia/Shanghai')::date::text as "agreedOn",
          ${yuan('g.open_fen')} as open, ${yuan('g.open_fen - o.open')} as settled, g.guarantee, s.state, o.bills,
          (select json_agg(json_build_object('dueOn', i.due_on, 'amount', ${yuan('i.amount_fen')}) order by i.due_on) from arrears_agreement_instalment i
            where i.approval_id = g.approval_id) as instalments`,
        from: `arrears_agreement g join unit u on u.code = g.unit_code
          cross join lateral (select ${agreementState(`date '${today}'`)} as state) s
          cross join lateral (select count(*)::int as bills, sum(b.unit_fen + b.person_fen - b.paid_fen - b.written_off_fen) as open
            from arrears_agreement_bill m join unit_bill b on b.id = m.bill_id where m.approval_id = g.approval_id) o`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'g.approval_id', type: 'uuid' },
        sorts: {
          time: { sql: 'g.agreed_at', type: 'timestamptz' },
          amount: { sql: 'g.open_fen', type: 'bigint' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
