/** Keeps what persons agreed to be debited for, and when that ended. */
import { Injectable } from '@nestjs/common';
import type { Fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const agreementStates = ['standing', 'ended'] as const;
export type AgreementState = (typeof agreementStates)[number];

/** `tier` in fen. */
export type ListedAgreement = {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly scheme: string;
  readonly account: string;
  readonly accountName: string;
  readonly tier: string | null;
  readonly since: string;
  readonly until: string | null;
  readonly state: AgreementState;
  readonly endReason: string | null;
};

export type NewAgreement = {
  readonly personId: string;
  readonly scheme: string;
  readonly account: string;
  readonly accountName: string;
  readonly tier: Fen | null;
  readonly since: PlainDate;
  readonly until: PlainDate | null;
};

type By = { readonly staffNumber: string; readonly at: Date };

@Injectable()
export class PersonAgreementsStore {
  list(
    tx: Transaction,
    { scheme, state, person }: Readonly<Record<'scheme' | 'state' | 'person', string | null>>,
    today: PlainDate,
    ask: ListAsk,
  ): Promise<ListPage<ListedAgreement>> {
    const narrowed = conditions();
    if (state !== null) narrowed.where.push(state === 'standing' ? 's.stands' : 'not s.stands');
    if (scheme !== null) narrowed.add(scheme, (place) => `a.scheme = ${place}`);
    if (person !== null) narrowed.add(person, (place) => `a.person_id = ${place}`);
    if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    return readPage<ListedAgreement>(
      tx,
      {
        select: `a.id, a.person_id as "personId", p.name, p.social_security_number as "socialSecurityNumber", a.scheme, a.account,
          a.account_name as "accountName", a.tier_fen::text as tier, a.since::text, a.until::text,
          case when s.stands then 'standing' else 'ended' end as state, e.reason as "endReason"`,
        from: `person_debit_agreement a join person p on p.id = a.person_id
          left join person_debit_agreement_end e on e.agreement_id = a.id
          cross join lateral (select e.agreement_id is null and (a.until is null or a.until >= date '${today}') as stands) s`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'a.id', type: 'uuid' },
        sorts: {
          since: { sql: 'a.since', type: 'date' },
          scheme: { sql: 'a.scheme', type: 'text' },
        },
        usual: { sort: 'since', falling: true },
      },
      ask,
    );
  }

  /** The account of the person's card that may be debited; null: there is none in use. */
  async cardAccount(tx: Transaction, personId: string): Promise<string | null> {
    const [row]: { account: string }[] = await tx.query(
      `select bank_account as account from card where person_id = $1 and state = 'enabled' and bank_account is not null
         and bank_account_state = 'active' order by issued_on desc nulls last, id desc limit 1`,
      [personId],
    );
    return row?.account ?? null;
  }

  /** One enters agreements of a person at a time. */
  async lock(tx: Transaction, personId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 3))`, [`debit/${personId}`]);
  }

  /** Whether the person has an agreement for a scheme that goes on to a day or beyond it. */
  async stands(tx: Transaction, personId: string, scheme: string, on: PlainDate): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select from person_debit_agreement a where a.person_id = $1 and a.scheme = $2 and (a.until is null or a.until >= $3)
         and not exists (select from person_debit_agreement_end e where e.agreement_id = a.id)`,
      [personId, scheme, on],
    );
    return rows.length > 0;
  }

  async add(tx: Transaction, agreement: NewAgreement, by: By): Promise<void> {
    await tx.query(
      `insert into person_debit_agreement (person_id, scheme, account, account_name, tier_fen, since, until, agreed_at, agreed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        agreement.personId,
        agreement.scheme,
        agreement.account,
        agreement.accountName,
        agreement.tier?.toString() ?? null,
        agreement.since,
        agreement.until,
        by.at.toISOString(),
        by.staffNumber,
      ],
    );
  }

  /** Ends an agreement once; returns whose it was, null: there is none, or it has ended. */
  async end(
    tx: Transaction,
    id: string,
    reason: string,
    by: By,
  ): Promise<{ readonly personId: string; readonly scheme: string } | null> {
    const [row]: { personId: string; scheme: string }[] = await tx.query(
      `with ended as (insert into person_debit_agreement_end (agreement_id, reason, ended_at, ended_by)
         select id, $2, $3, $4 from person_debit_agreement where id = $1 on conflict do nothing returning agreement_id)
       select a.person_id as "personId", a.scheme from ended join person_debit_agreement a on a.id = ended.agreement_id`,
      [id, reason, by.at.toISOString(), by.staffNumber],
    );
    return row ?? null;
  }
}
