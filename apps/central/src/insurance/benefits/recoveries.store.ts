/** Keeps what is to be recovered of benefits, what of it came back, and what is kept back of benefits that are due. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { OpenRecovery, RecoveredBy, RecoveryCase } from './recovery.js';
import { paidInEarlierYear } from './recovery-rows.js';

/** A line of a benefit of which something may be kept back. */
export type LineToKeep = {
  readonly id: string;
  readonly claimId: string;
  readonly period: PlainMonth;
  readonly number: number;
  readonly amount: Fen;
  readonly accountPart: Fen;
  readonly before: Fen;
};

/** What somebody was paid in error of a benefit, and has not given back. */
export type OwedRecovery = {
  readonly claimId: string;
  readonly number: number;
  readonly scheme: string;
  readonly kind: string;
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly amount: Fen;
  readonly open: Fen;
  /** What was entered last before it was found; null: neither a change nor a redetermination was. */
  readonly what: 'suspended' | 'ended' | 'redetermined' | null;
  readonly cause: string | null;
};

/** What is agreed to be kept back, of whom. */
export type StandingOffset = {
  readonly number: number;
  readonly payeeId: string;
  readonly scheme: string;
  readonly monthly: Fen;
};

const amountOf = (text: string): Fen => fen(BigInt(text));

@Injectable()
export class RecoveriesStore {
  /** Held until the transaction ends, so that no two take of it at a time; null: there is none. */
  async hold(tx: EntityManager, number: number, today: PlainDate): Promise<RecoveryCase | null> {
    return (await this.holdAll(tx, [number], today))[0] ?? null;
  }

  /** Several, held in the order of their numbers, so that no two who hold some wait for each other. */
  async holdAll(
    tx: EntityManager,
    numbers: readonly number[],
    today: PlainDate,
  ): Promise<readonly RecoveryCase[]> {
    const names = numbers.toSorted((one, other) => one - other).map((number) => `recovery/${number}`);
    await tx.query('select pg_advisory_xact_lock(hashtextextended(n, 5)) from unnest($1::text[]) n', [names]);
    const cases: Omit<RecoveryCase, 'open'>[] = await tx.query(
      `select k.claim_id as "claimId", k.number, b.scheme, b.person_id as "personId", b.payee_id as "payeeId"
       from recovery_case k join benefit_claim b on b.id = k.claim_id where k.number = any($1::int[]) order by k.number`,
      [numbers],
    );
    const open: (Omit<OpenRecovery, 'amount'> & { readonly claimId: string; readonly amount: string })[] =
      await tx.query(
        `select r.claim_id as "claimId", r.id, r.period, (r.amount_fen - coalesce(p.taken, 0))::text as amount, ${paidInEarlierYear('r', '$2::text')} as "earlierYear"
         from benefit_recovery r left join lateral (select sum(amount_fen) as taken from recovery_part where recovery_id = r.id) p on true
         where r.claim_id = any($1::uuid[]) and r.amount_fen > coalesce(p.taken, 0) order by r.period, r.id`,
        [cases.map(({ claimId }) => claimId), today],
      );
    return cases.map((one) => ({
      ...one,
      open: open.flatMap(({ claimId, amount, ...part }) =>
        claimId === one.claimId ? [{ ...part, amount: amountOf(amount) }] : [],
      ),
    }));
  }

  /** By benefit: the recoveries that ids are about, which are of benefits or of months of them; held until the transaction ends. */
  async holdOf(
    tx: EntityManager,
    ids: readonly string[],
    today: PlainDate,
  ): Promise<Map<string, RecoveryCase>> {
    if (ids.length === 0) return new Map();
    const rows: { number: number }[] = await tx.query(
      `select number from recovery_case where claim_id = any($1::uuid[])
         or claim_id in (select claim_id from benefit_recovery where id = any($1::uuid[]))`,
      [ids],
    );
    const numbers = rows.map(({ number }) => number);
    const held = numbers.length === 0 ? [] : await this.holdAll(tx, numbers, today);
    return new Map(held.map((one) => [one.claimId, one]));
  }

  /** What somebody was paid in error and has not given back, the oldest first. */
  async owedBy(tx: EntityManager, payeeId: string): Promise<readonly OwedRecovery[]> {
    type Row = Omit<OwedRecovery, 'amount' | 'open'> & { readonly amount: string; readonly open: string };
    const rows: Row[] = await tx.query(
      `select k.claim_id as "claimId", k.number, b.scheme, b.kind, s.first_month as "firstMonth", s.last_month as "lastMonth", s.amount::text as amount,
         (s.amount - s.taken)::text as open, c.what, c.cause
       from benefit_claim b join recovery_case k on k.claim_id = b.id
       join lateral (select sum(r.amount_fen) as amount, min(r.period) as first_month, max(r.period) as last_month, max(r.found_at) as found_at,
           sum((select coalesce(sum(p.amount_fen), 0) from recovery_part p where p.recovery_id = r.id)) as taken
         from benefit_recovery r where r.claim_id = k.claim_id) s on true
       left join lateral (select what, cause from (
           select what, cause, entered_at from benefit_change where claim_id = k.claim_id and what <> 'resumed'
           union all select 'redetermined', null, entered_at from benefit_redetermination where claim_id = k.claim_id) w
         where entered_at <= s.found_at order by entered_at desc limit 1) c on true
       where b.payee_id = $1 and s.amount > s.taken order by k.number`,
      [payeeId],
    );
    return rows.map((row) => ({ ...row, amount: amountOf(row.amount), open: amountOf(row.open) }));
  }

  async takePart(
    tx: EntityManager,
    recoveryId: string,
    amount: Fen,
    by: RecoveredBy,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into recovery_part (recovery_id, amount_fen, how, statement_id, line, entitlement_id, approval_id, taken_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        recoveryId,
        amount.toString(),
        by.how,
        by.how === 'transfer' ? by.statementId : null,
        by.how === 'transfer' ? by.line : null,
        by.how === 'offset' ? by.entitlementId : null,
        by.how === 'written-off' ? by.approvalId : null,
        at.toISOString(),
      ],
    );
  }

  async addOffset(
    tx: EntityManager,
    offset: {
      readonly approvalId: string;
      readonly claimId: string;
      readonly monthly: Fen;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query(
      'insert into recovery_offset (approval_id, claim_id, monthly_fen, agreed_at) values ($1, $2, $3, $4)',
      [offset.approvalId, offset.claimId, offset.monthly.toString(), offset.at.toISOString()],
    );
  }

  /** What is agreed to be kept back of what people are paid, where something is open. */
  async offsets(tx: EntityManager, payees: readonly string[]): Promise<readonly StandingOffset[]> {
    const rows: (Omit<StandingOffset, 'monthly'> & { readonly monthly: string })[] = await tx.query(
      `select k.number, b.payee_id as "payeeId", b.scheme, o.monthly_fen::text as monthly
       from benefit_claim b join recovery_case k on k.claim_id = b.id
       join lateral (select monthly_fen from recovery_offset where claim_id = k.claim_id order by agreed_at desc limit 1) o on true
       where b.payee_id = any($1::uuid[]) order by k.number`,
      [payees],
    );
    return rows.map((row) => ({ ...row, monthly: amountOf(row.monthly) }));
  }

  /** Open lines of what somebody is paid in a scheme up to a month, of months nothing was kept back of yet; held until the transaction ends. */
  async linesToKeep(
    tx: EntityManager,
    { payeeId, scheme }: Pick<StandingOffset, 'payeeId' | 'scheme'>,
    until: PlainMonth,
  ): Promise<readonly LineToKeep[]> {
    type Row = Omit<LineToKeep, 'amount' | 'accountPart' | 'before'> &
      Record<'amount' | 'accountPart' | 'before', string>;
    const rows: Row[] = await tx.query(
      `select e.id, e.claim_id as "claimId", e.period, e.number, e.amount_fen::text as amount, e.account_part_fen::text as "accountPart",
         e.before_fen::text as before from entitlement e
       where e.person_id = $1 and e.scheme = $2 and e.state = 'open' and e.kind <> 'lump' and e.period <= $3
         and not exists (select from entitlement k join recovery_part p on p.entitlement_id = k.id where k.claim_id = e.claim_id and k.period = e.period)
       order by e.period, e.id for update of e`,
      [payeeId, scheme, until],
    );
    return rows.map((row) => ({
      ...row,
      amount: amountOf(row.amount),
      accountPart: amountOf(row.accountPart),
      before: amountOf(row.before),
    }));
  }

  /** Puts two lines in the place of an open one: what is still paid, and what is kept back; answers the id of that. */
  async divide(tx: EntityManager, line: LineToKeep, kept: Fen): Promise<string> {
    await tx.query(`update entitlement set state = 'void' where id = $1`, [line.id]);
    const [row]: { id: string }[] = await tx.query(
      `with last as (select max(number) as number from entitlement where claim_id = $2 and period = $3),
         left_over as (insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at,
             assessment, assessed_at)
           select e.claim_id, e.person_id, e.scheme, e.period, last.number + 2, e.kind, e.amount_fen - $4, e.account_part_fen, e.before_fen + $4,
             e.known_at, e.assessment, e.assessed_at from entitlement e, last where e.id = $1)
       insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at, assessment,
         assessed_at, state)
       select e.claim_id, e.person_id, e.scheme, e.period, last.number + 1, e.kind, $4, 0, e.before_fen, e.known_at, e.assessment, e.assessed_at, 'paid'
       from entitlement e, last where e.id = $1 returning id`,
      [line.id, line.claimId, line.period, kept.toString()],
    );
    if (row === undefined) throw new Error(`line ${line.id} could not be divided`);
    return row.id;
  }
}
