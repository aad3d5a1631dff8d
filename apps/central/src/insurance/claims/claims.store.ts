/** Keeps claims to benefits, and sums up what came of the benefits granted. */
import { Injectable } from '@nestjs/common';
import type { EndingCause, SuspensionCause } from '#libs/benefits/benefit-life.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { Claim, ClaimState, NewClaim } from './claim.js';

const columns = `c.id, c.number, c.person_id as "personId", c.payee_id as "payeeId", c.kind, c.scheme, c.asked, c.first_month as "firstMonth",
  c.last_month as "lastMonth", c.facts, c.amount_fen::text as amount, c.reason, c.state, c.asked_by as "askedBy", c.asked_at as "askedAt",
  c.approval_id as "approvalId", c.decided_at as "decidedAt", c.parameters_known_at as "knownAt"`;

type Row = Omit<Claim, 'amount'> & { readonly amount: string };
const claimOf = <Of extends Row>(row: Of) => ({ ...row, amount: fen(BigInt(row.amount)) });

export type ListedClaim = Claim & { readonly name: string; readonly personNumber: string };

/** What a benefit came to so far. */
export type BenefitSums = {
  readonly claimId: string;
  readonly paidMonths: number;
  readonly paid: string;
  readonly openMonths: number;
  readonly open: string;
  readonly recover: string;
  /** Null: nothing was ever paid in error. */
  readonly recoveryNumber: number | null;
};

export type ChangeRow = {
  readonly claimId: string;
  readonly what: 'suspended' | 'resumed' | 'ended';
  readonly cause: SuspensionCause | EndingCause | 'resumed';
  readonly from: PlainMonth;
  readonly evidence: string;
  readonly by: string;
  readonly at: Date;
};

@Injectable()
export class ClaimsStore {
  /** Null: such a claim waits already. */
  async add(
    tx: Transaction,
    claim: NewClaim,
    by: { readonly staffNumber: string; readonly at: Date; readonly knownAt: Date },
  ): Promise<{ readonly id: string; readonly number: number } | null> {
    const [row]: { id: string; number: number }[] = await tx.query(
      `insert into benefit_application (person_id, payee_id, kind, scheme, asked, first_month, last_month, facts, amount_fen, parameters_known_at,
         reason, asked_by, asked_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing returning id, number`,
      [
        claim.personId,
        claim.payeeId,
        claim.kind,
        claim.scheme,
        JSON.stringify(claim.asked),
        claim.firstMonth,
        claim.lastMonth,
        JSON.stringify(claim.facts),
        claim.amount.toString(),
        by.knownAt.toISOString(),
        claim.reason,
        by.staffNumber,
        by.at.toISOString(),
      ],
    );
    return row ?? null;
  }

  /** Names the approval that it waits for. */
  async waits(tx: Transaction, id: string, approvalId: string): Promise<void> {
    await tx.query('update benefit_application set approval_id = $2 where id = $1', [id, approvalId]);
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, id: string): Promise<Claim | null> {
    const [row]: Row[] = await tx.query(
      `select ${columns} from benefit_application c where c.id = $1 for update`,
      [id],
    );
    return row === undefined ? null : claimOf(row);
  }

  /** Null: there is none of this number. */
  async byNumber(tx: Transaction, number: number): Promise<Claim | null> {
    const [row]: Row[] = await tx.query(`select ${columns} from benefit_application c where c.number = $1`, [
      number,
    ]);
    return row === undefined ? null : claimOf(row);
  }

  async decide(
    tx: Transaction,
    id: string,
    { state, approvalId, at }: { readonly state: ClaimState; readonly approvalId: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      'update benefit_application set state = $2, approval_id = $3, decided_at = $4 where id = $1',
      [id, state, approvalId, at.toISOString()],
    );
  }

  /** What was told for a benefit, and when it was reckoned last; of one on record before claims were, nothing. */
  async basisOf(
    tx: Transaction,
    benefitId: string,
  ): Promise<{ readonly asked: object; readonly askedAt: Date | null; readonly reckonedAt: Date | null }> {
    const [row]: { asked: object | null; askedAt: Date | null; reckonedAt: Date | null }[] = await tx.query(
      `select a.asked, a.asked_at as "askedAt", greatest(a.decided_at,
         (select max(r.entered_at) from benefit_redetermination r where r.claim_id = b.id)) as "reckonedAt"
       from benefit_claim b left join benefit_application a on a.id = b.application_id where b.id = $1`,
      [benefitId],
    );
    return {
      asked: row?.asked ?? {},
      askedAt: row?.askedAt ?? null,
      reckonedAt: row?.reckonedAt ?? null,
    };
  }

  /** All of somebody's, the newest first. */
  async ofPerson(tx: Transaction, people: readonly string[]): Promise<Claim[]> {
    const rows: Row[] = await tx.query(
      `select ${columns} from benefit_application c where c.person_id = any($1::uuid[]) order by c.id desc`,
      [people],
    );
    return rows.map((row) => claimOf(row));
  }

  sums(tx: Transaction, claims: readonly string[]): Promise<BenefitSums[]> {
    return tx.query(
      `select c.id as "claimId", count(distinct e.period) filter (where e.state = 'paid')::int as "paidMonths",
         coalesce(sum(e.amount_fen) filter (where e.state = 'paid'), 0)::text as paid,
         count(distinct e.period) filter (where e.state in ('open', 'in-payment'))::int as "openMonths",
         coalesce(sum(e.amount_fen) filter (where e.state in ('open', 'in-payment')), 0)::text as open,
         (select coalesce(sum(r.amount_fen - (select coalesce(sum(p.amount_fen), 0) from recovery_part p where p.recovery_id = r.id)), 0)::text
           from benefit_recovery r where r.claim_id = c.id) as recover,
         (select k.number from recovery_case k where k.claim_id = c.id) as "recoveryNumber"
       from unnest($1::uuid[]) c (id) left join entitlement e on e.claim_id = c.id group by c.id`,
      [claims],
    );
  }

  /** What of a benefit's months from one on was paid, or is on its way, and is not being recovered. */
  async paidSince(tx: Transaction, benefitId: string, from: PlainMonth): Promise<Fen> {
    const [row]: { amount: string }[] = await tx.query(
      `select (coalesce((select sum(amount_fen) from entitlement where claim_id = $1 and period >= $2 and state in ('paid', 'in-payment')), 0)
         - coalesce((select sum(amount_fen) from benefit_recovery where claim_id = $1 and period >= $2), 0))::text as amount`,
      [benefitId, from],
    );
    return fen(BigInt(row?.amount ?? '0'));
  }

  changes(tx: Transaction, claims: readonly string[]): Promise<ChangeRow[]> {
    return tx.query(
      `select claim_id as "claimId", what, cause, from_month as "from", evidence, entered_by as by, entered_at as at from benefit_change
       where claim_id = any($1::uuid[]) order by id`,
      [claims],
    );
  }

  async list(
    tx: Transaction,
    filters: {
      readonly state: ClaimState | null;
      readonly kind: string | null;
      /** Of a reference that is looked for; null: none is. */
      readonly number: number | null;
    },
    ask: ListAsk,
  ): Promise<ListPage<ListedClaim>> {
    const narrowed = conditions();
    if (filters.state !== null) narrowed.add(filters.state, (place) => `c.state = ${place}`);
    if (filters.kind !== null) narrowed.add(filters.kind, (place) => `c.kind = ${place}`);
    if (filters.number !== null) narrowed.add(filters.number, (place) => `c.number = ${place}`);
    else if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    const page = await readPage<Row & { readonly name: string; readonly personNumber: string }>(
      tx,
      {
        select: `${columns}, p.name, p.social_security_number as "personNumber"`,
        from: 'benefit_application c join person p on p.id = c.person_id',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'c.id', type: 'uuid' },
        sorts: {
          time: { sql: 'c.asked_at', type: 'timestamptz' },
          amount: { sql: 'c.amount_fen', type: 'bigint' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
    return { ...page, rows: page.rows.map((row) => claimOf(row)) };
  }
}
