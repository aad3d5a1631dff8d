/** Keeps agreements on the arrears of persons as they were approved, and reads and lists how they stand. */
import { Injectable } from '@nestjs/common';
import type { SocialSecurityNumber } from '#libs/identity/social-security-number.js';
import type { DuePart } from '#libs/contributions/instalments.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import { instalmentState } from '../contributions/instalment-state.js';
import type { AgreementState } from './arrears-agreements.store.js';

/** Amounts in yuan. */
export type KnownInstalments = {
  readonly number: number;
  readonly scheme: string;
  readonly agreedOn: string;
  readonly open: string;
  readonly paid: string;
  readonly state: AgreementState;
  readonly instalments: { readonly dueOn: string; readonly amount: string; readonly paid: string }[];
};

/** Amounts in yuan. */
export type ListedInstalments = Omit<KnownInstalments, 'instalments'> & {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: SocialSecurityNumber;
  /** Still owed, and part of no newer agreement. */
  readonly left: string;
  readonly instalments: number;
  /** Of one that is kept. */
  readonly nextDueOn: string | null;
  readonly nextAmount: string | null;
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

  /** Of everybody, or of a scheme; in a state, or in any. */
  list(
    tx: Transaction,
    { state, scheme }: { readonly state: AgreementState | null; readonly scheme: string | null },
    today: PlainDate,
    ask: ListAsk,
  ): Promise<ListPage<ListedInstalments>> {
    const narrowed = conditions();
    if (scheme !== null) narrowed.add(scheme, (place) => `g.scheme = ${place}`);
    if (state !== null) narrowed.add(state, (place) => `s.state = ${place}`);
    if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) =>
          `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)} or ${isWhole('g.number::text')(place)}`,
      );
    return readPage<ListedInstalments>(
      tx,
      {
        select: `g.approval_id as id, g.number, g.person_id as "personId", p.name, p.social_security_number as "socialSecurityNumber", g.scheme,
          (g.agreed_at at time zone 'Asia/Shanghai')::date::text as "agreedOn", ${yuan('g.open_fen')} as open, ${yuan('o.paid')} as paid,
          ${yuan('o.owed')} as left, o.instalments, s.state, n.due_on::text as "nextDueOn", ${yuan('n.amount')} as "nextAmount"`,
        from: `due_agreement g join person p on p.id = g.person_id
          cross join lateral (select ${instalmentState(`date '${today}'`)} as state) s
          cross join lateral (select count(distinct a.due_on)::int as instalments, ${paid} as paid,
              coalesce(sum(d.amount_fen) filter (where d.state in ('open', 'in-payment') and not exists (select from due_agreement_part b
                join due_agreement h on h.approval_id = b.approval_id where b.due_id = d.id and h.number > g.number)), 0) as owed
            from due_agreement_part a join due d on d.id = a.due_id where a.approval_id = g.approval_id) o
          left join lateral (select a.due_on, sum(d.amount_fen) as amount from due_agreement_part a join due d on d.id = a.due_id
            where a.approval_id = g.approval_id and d.state in ('open', 'in-payment') group by a.due_on order by a.due_on limit 1) n on s.state = 'kept'`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'g.approval_id', type: 'uuid' },
        sorts: {
          time: { sql: 'g.agreed_at', type: 'timestamptz' },
          amount: { sql: 'g.open_fen', type: 'bigint' },
          // Where nothing is to come, last.
          due: { sql: `coalesce(n.due_on, 'infinity'::date)`, type: 'date' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
