/** Keeps agreements on the arrears of persons as they were approved, and reads how they stand. */
import { Injectable } from '@nestjs/common';
import type { DuePart } from '#libs/contributions/instalments.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { instalmentState } from '../contributions/instalment-state.js';

/** Amounts in yuan. */
export type KnownInstalments = {
  readonly number: number;
  readonly scheme: string;
  readonly agreedOn: string;
  readonly open: string;
  readonly paid: string;
  readonly state: 'kept' | 'broken' | 'fulfilled';
  readonly instalments: { readonly dueOn: string; readonly amount: string; readonly paid: string }[];
};

const yuan = (fenSql: string): string => `to_char((${fenSql}) / 100.0, 'FM999999999990.00')`;
const paid = `coalesce(sum(d.amount_fen) filter (where d.state = 'paid'), 0)`;

@Injectable()
export class PersonInstalmentsStore {
  async add(
    tx: Transaction,
    agreement: {
      readonly approvalId: string;
      readonly personId: string;
      readonly scheme: string;
      readonly open: Fen;
      readonly at: Date;
    },
    parts: readonly DuePart[],
  ): Promise<void> {
    const { approvalId } = agreement;
    await tx.query(
      `insert into due_agreement (approval_id, person_id, scheme, open_fen, agreed_at) values ($1, $2, $3, $4, $5)`,
      [
        approvalId,
        agreement.personId,
        agreement.scheme,
        agreement.open.toString(),
        agreement.at.toISOString(),
      ],
    );
    await tx.query(
      `insert into due_agreement_part (approval_id, due_id, due_on, amount_fen)
       select $1, due_id, due_on, amount_fen from unnest($2::uuid[], $3::date[], $4::bigint[]) as p (due_id, due_on, amount_fen)`,
      [
        approvalId,
        parts.map(({ id }) => id),
        parts.map(({ dueOn }) => dueOn),
        parts.map(({ amount }) => amount.toString()),
      ],
    );
  }

  /** Of a person, the newest first. What an instalment comes to is what its parts come to now. */
  ofPerson(tx: Transaction, personId: string, today: PlainDate): Promise<KnownInstalments[]> {
    return tx.query(
      `select g.number, g.scheme, (g.agreed_at at time zone 'Asia/Shanghai')::date::text as "agreedOn", ${yuan('g.open_fen')} as open,
         (select ${yuan(paid)} from due_agreement_part a join due d on d.id = a.due_id where a.approval_id = g.approval_id) as paid,
         ${instalmentState('$2')} as state,
         (select json_agg(json_build_object('dueOn', i.due_on, 'amount', i.amount, 'paid', i.paid) order by i.due_on) from (
            select a.due_on, ${yuan('sum(d.amount_fen)')} as amount, ${yuan(paid)} as paid from due_agreement_part a join due d on d.id = a.due_id
            where a.approval_id = g.approval_id group by a.due_on) i) as instalments
       from due_agreement g where g.person_id = $1 order by g.number desc`,
      [personId, today],
    );
  }
}
