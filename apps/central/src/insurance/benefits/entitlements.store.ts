/** Keeps granted benefits, what changed in their lives, and their lines month by month. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BenefitChange } from '#libs/benefits/benefit-life.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type {
  Benefit,
  EnteredChange,
  EnteredRedetermination,
  Line,
  LineToAdd,
  NewBenefit,
  OpenLine,
  Redetermined,
} from './benefit.js';

const columns = `b.id, b.person_id as "personId", b.payee_id as "payeeId", b.kind, b.scheme, b.first_month as "firstMonth",
  b.last_month as "lastMonth", b.facts`;

/** What a month has had so far. */
export type MonthSoFar = { readonly number: number; readonly stands: boolean };

const amountOf = (text: string): Fen => fen(BigInt(text));

@Injectable()
export class EntitlementsStore {
  /** Benefits that somebody is paid. */
  paidTo(tx: EntityManager, personId: string): Promise<Benefit[]> {
    return tx.query(`select ${columns} from benefit_claim b where b.payee_id = $1 order by b.id`, [personId]);
  }

  /** Benefits that somebody is or was paid, the oldest first; several ids: registrations of one person. */
  drawnBy(tx: EntityManager, people: readonly string[]): Promise<Benefit[]> {
    return tx.query(
      `select ${columns} from benefit_claim b where b.payee_id = any($1::uuid[]) order by b.first_month, b.id`,
      [people],
    );
  }

  /** Benefits that come from somebody's insurance; several ids: registrations of one person. */
  ofPerson(tx: EntityManager, people: readonly string[]): Promise<Benefit[]> {
    return tx.query(
      `select ${columns} from benefit_claim b where b.person_id = any($1::uuid[]) order by b.first_month, b.id`,
      [people],
    );
  }

  /** Null: a pension is drawn already. */
  async grant(tx: EntityManager, benefit: NewBenefit): Promise<string | null> {
    const [row]: { id: string }[] = await tx.query(
      `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts, application_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
      [
        benefit.personId,
        benefit.payeeId,
        benefit.kind,
        benefit.scheme,
        benefit.isPension,
        benefit.firstMonth,
        benefit.lastMonth,
        JSON.stringify(benefit.facts),
        benefit.applicationId,
      ],
    );
    return row?.id ?? null;
  }

  /** What changed in the lives of benefits, in the order it was entered. */
  async changes(tx: EntityManager, claims: readonly string[]): Promise<Map<string, BenefitChange[]>> {
    type Row = {
      readonly claimId: string;
      readonly what: BenefitChange['what'];
      readonly cause: string;
      readonly from: PlainMonth;
      readonly arrears: boolean | null;
    };
    const rows: Row[] = await tx.query(
      `select claim_id as "claimId", what, cause, from_month as "from", arrears from benefit_change
       where claim_id = any($1::uuid[]) order by id`,
      [claims],
    );
    const changes = new Map<string, BenefitChange[]>();
    for (const { claimId, ...row } of rows)
      changes.set(claimId, [...(changes.get(claimId) ?? []), row as BenefitChange]);
    return changes;
  }

  /** Enters a change; one that ends the benefit leaves its last month on it. */
  async change(tx: EntityManager, claimId: string, change: EnteredChange, lastMonth: PlainMonth | null) {
    await tx.query(
      `insert into benefit_change (claim_id, what, cause, from_month, arrears, evidence, entered_by, entered_at, approval_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        claimId,
        change.what,
        change.what === 'resumed' ? 'resumed' : change.cause,
        change.from,
        change.what === 'resumed' ? change.arrears : null,
        change.evidence,
        change.by,
        change.at.toISOString(),
        change.approvalId,
      ],
    );
    if (change.what === 'ended')
      await tx.query('update benefit_claim set last_month = $2 where id = $1', [claimId, lastMonth]);
  }

  /** Keeps what a benefit was reckoned from until now, and what it is reckoned from since; answers the id under which. */
  async redetermine(tx: EntityManager, benefit: Benefit, to: EnteredRedetermination): Promise<string> {
    const [kept]: { id: string }[] = await tx.query(
      `insert into benefit_redetermination (claim_id, former_first_month, former_facts, first_month, facts, evidence, entered_by, entered_at, approval_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [
        benefit.id,
        benefit.firstMonth,
        JSON.stringify(benefit.facts),
        to.firstMonth,
        JSON.stringify(to.facts),
        to.evidence,
        to.by,
        to.at.toISOString(),
        to.approvalId,
      ],
    );
    await tx.query('update benefit_claim set facts = $2, first_month = $3, last_month = $4 where id = $1', [
      benefit.id,
      JSON.stringify(to.facts),
      to.firstMonth,
      to.lastMonth,
    ]);
    if (kept === undefined) throw new Error('a redetermination that is not kept');
    return kept.id;
  }

  /** Of benefits, the first first. */
  redetermined(tx: EntityManager, claims: readonly string[]): Promise<Redetermined[]> {
    return tx.query(
      `select claim_id as "claimId", json_build_object('firstMonth', former_first_month, 'facts', former_facts) as former,
         json_build_object('firstMonth', first_month, 'facts', facts) as since, evidence, entered_by as by, entered_at as at
       from benefit_redetermination where claim_id = any($1::uuid[]) order by id`,
      [claims],
    );
  }

  byIds(tx: EntityManager, ids: readonly string[]): Promise<Benefit[]> {
    return tx.query(`select ${columns} from benefit_claim b where b.id = any($1::uuid[]) order by b.id`, [
      ids,
    ]);
  }

  /** Has whoever holds benefits for good wait until the transaction ends. */
  async share(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await tx.query('select from benefit_claim where id = any($1::uuid[]) order by id for key share', [ids]);
  }

  /** Benefits by id, held until the transaction ends; whoever adds a line to one at a window does not wait for it. */
  holdAll(tx: EntityManager, ids: readonly string[]): Promise<Benefit[]> {
    return tx.query(
      `select ${columns} from benefit_claim b where b.id = any($1::uuid[]) order by b.id for no key update`,
      [ids],
    );
  }

  /** Lines of benefits that stand, by benefit, from a month on, held until the transaction ends; null: all of them. */
  async lines(
    tx: EntityManager,
    claims: readonly string[],
    since: PlainMonth | null,
  ): Promise<Map<string, Line[]>> {
    type Row = Omit<Line, 'amount' | 'isOpen'> & { readonly claimId: string; readonly amount: string };
    const rows: Row[] = await tx.query(
      `select id, claim_id as "claimId", period, number, amount_fen::text as amount, state from entitlement
       where claim_id = any($1::uuid[]) and period >= $2 and state <> 'void' order by id for update`,
      [claims, since ?? ''],
    );
    const lines = new Map<string, Line[]>();
    for (const { claimId, ...row } of rows)
      lines.set(claimId, [
        ...(lines.get(claimId) ?? []),
        { ...row, amount: amountOf(row.amount), isOpen: row.state === 'open' },
      ]);
    return lines;
  }

  /** Months that ever had a line, from one on, with the highest number; `stands`: the month needs no first line any more. */
  async months(
    tx: EntityManager,
    claims: readonly string[],
    since: PlainMonth | null = null,
  ): Promise<Map<string, Map<PlainMonth, MonthSoFar>>> {
    const rows: ({ claimId: string; period: PlainMonth } & MonthSoFar)[] = await tx.query(
      `select claim_id as "claimId", period, max(number)::int as number, bool_or(stands) as stands from (
         select claim_id, period, number, state <> 'void' as stands from entitlement where claim_id = any($1::uuid[]) and period >= $2
         union all select claim_id, period, 0, true from benefit_recovery where claim_id = any($1::uuid[]) and period >= $2) all_of_them
       group by claim_id, period`,
      [claims, since ?? ''],
    );
    const months = new Map<string, Map<PlainMonth, MonthSoFar>>();
    for (const { claimId, period, number, stands } of rows) {
      const ofClaim = months.get(claimId) ?? new Map<PlainMonth, MonthSoFar>();
      months.set(claimId, ofClaim.set(period, { number, stands }));
    }
    return months;
  }

  /** What is being recovered, by benefit and month, from a month on; null: all of it. */
  async recoveries(
    tx: EntityManager,
    claims: readonly string[],
    since: PlainMonth | null,
  ): Promise<Map<string, Map<PlainMonth, Fen>>> {
    const rows: { claimId: string; period: PlainMonth; amount: string }[] = await tx.query(
      `select claim_id as "claimId", period, sum(amount_fen)::text as amount from benefit_recovery
       where claim_id = any($1::uuid[]) and period >= $2 group by claim_id, period`,
      [claims, since ?? ''],
    );
    const recoveries = new Map<string, Map<PlainMonth, Fen>>();
    for (const { claimId, period, amount } of rows) {
      const ofClaim = recoveries.get(claimId) ?? new Map<PlainMonth, Fen>();
      recoveries.set(claimId, ofClaim.set(period, amountOf(amount)));
    }
    return recoveries;
  }

  /** Adds lines unless another terminal has added the same meanwhile. */
  async add(tx: EntityManager, lines: readonly LineToAdd[], at: Date): Promise<void> {
    if (lines.length === 0) return;
    await tx.query(
      `insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at, assessed_at)
       select *, $11::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bigint[], $8::bigint[],
         $9::bigint[], $10::timestamptz[])
       on conflict (claim_id, period, number) do nothing`,
      [
        lines.map(({ claimId }) => claimId),
        lines.map(({ payeeId }) => payeeId),
        lines.map(({ scheme }) => scheme),
        lines.map(({ period }) => period),
        lines.map(({ number }) => number),
        lines.map(({ kind }) => kind),
        lines.map(({ amount }) => amount.toString()),
        lines.map(({ accountPart }) => accountPart.toString()),
        lines.map(({ before }) => before.toString()),
        lines.map(({ knownAt }) => knownAt.toISOString()),
        at.toISOString(),
      ],
    );
  }

  async void(tx: EntityManager, lines: readonly string[]): Promise<void> {
    if (lines.length > 0)
      await tx.query(`update entitlement set state = 'void' where id = any($1::uuid[]) and state = 'open'`, [
        lines,
      ]);
  }

  async recover(
    tx: EntityManager,
    { id, payeeId, scheme }: Benefit,
    recovered: readonly { readonly period: PlainMonth; readonly amount: Fen }[],
    at: Date,
  ): Promise<void> {
    if (recovered.length > 0)
      await tx.query(
        'insert into recovery_case (claim_id, opened_at) values ($1, $2) on conflict (claim_id) do nothing',
        [id, at.toISOString()],
      );
    for (const { period, amount } of recovered)
      await tx.query(
        `insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at) values ($1, $2, $3, $4, $5, $6)`,
        [id, payeeId, scheme, period, amount.toString(), at.toISOString()],
      );
  }

  /** What the person can still collect, newest first, with what it was reckoned from. */
  async open(tx: EntityManager, personId: string): Promise<OpenLine[]> {
    type Row = Omit<OpenLine, 'amount' | 'before' | 'explanation'> & {
      readonly amount: string;
      readonly before: string;
      readonly assessment: { readonly explanation: Explanation } | null;
    };
    const rows: Row[] = await tx.query(
      `select e.id, e.claim_id as "claimId", e.scheme, e.period, e.amount_fen::text as amount, e.before_fen::text as before, e.state, e.known_at as "knownAt",
         e.assessment, b.kind, coalesce(r.former_facts, b.facts) as facts, coalesce(r.former_first_month, b.first_month) as "firstMonth"
       from entitlement e cross join lateral (select kind, facts, first_month from benefit_claim where id = e.claim_id offset 0) b
         left join lateral (select former_facts, former_first_month from benefit_redetermination where claim_id = e.claim_id and entered_at > e.known_at
           order by id limit 1) r on true
       where e.person_id = $1 and e.state in ('open', 'in-payment') order by e.scheme, e.period desc, e.number desc`,
      [personId],
    );
    return rows.map(({ assessment, amount, before, ...row }) => ({
      ...row,
      amount: amountOf(amount),
      before: amountOf(before),
      explanation: assessment?.explanation ?? null,
    }));
  }
}
