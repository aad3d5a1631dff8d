/** Keeps what yearly adjustments add to pensions: laid out, carried out with what is due of past months, and read again. */
import { Injectable } from '@nestjs/common';
import type { WrittenPopulationRule } from '#libs/benefits/population-rule.js';
import { benefitKindCodes, describedBenefit } from '#libs/benefits/kinds/table.js';
import { type Rise, type RiseParts, riseParts } from '#libs/benefits/rises.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen, yuan } from '#libs/money/fen.js';
import { wholePpm } from '#libs/money/rate.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Benefit, BenefitRange, RaisedPensions } from './benefit.js';

/** A pension in the month before, where no line tells it; fen. */
export type KnownBase = { readonly id: string; readonly amount: Fen };

/** What an adjustment comes to for a benefit. */
export type ReckonedRise = Pick<Rise, 'adjustment' | 'base' | 'months' | 'age' | 'parts'>;

/** Pensions that a rise reaches: drawn before it, in its first month at the latest, not ended before it, and not by somebody who serves a sentence. */
const reached = `b.scheme = any($2::text[]) and b.is_pension and b.first_month <= $3 and (b.last_month is null or b.last_month >= $3)
  and ($4::uuid is null or b.id > $4) and ($5::uuid is null or b.id <= $5)
  and not exists (select from (select h.what, h.cause from benefit_change h where h.claim_id = b.id and h.from_month <= $3 order by h.id desc limit 1) last
    where last.what = 'suspended' and last.cause = 'imprisoned')`;

/**
 * That a pension has its rise laid out. By `offset 0` it is looked up by its key for each pension: of millions, PostgreSQL takes a range for a single row, and
 * would read all rises of the range once more for each.
 */
const laidOut = `exists (select from benefit_rise r where r.adjustment_id = $1::uuid and r.claim_id = b.id offset 0)`;

/** That `p` is the pension out of employment which `b` makes up for, under whichever registration of the person. */
const besideIt = `p.is_pension and p.scheme in ('110', '120') and p.first_month <= b.first_month
  and (p.last_month is null or p.last_month >= b.first_month) and (p.person_id = b.person_id or exists (select from person_merge m
    where m.undone_at is null and (m.kept_id, m.merged_id) in ((b.person_id, p.person_id), (p.person_id, b.person_id))))`;

/** What is kept of a rise wherever it is. */
const kept = `claim_id, scheme, applied_at, base_fen, months, age, fixed_fen, years_fen, percent_fen, area_fen, age_fen, least_fen, increase_fen`;

/** Kinds of benefits that each of a family has a share of. */
const familyKinds = benefitKindCodes.filter((code) => describedBenefit(code).rises === 'by-dependant');

const partsOf = ({ rule }: RaisedPensions): readonly unknown[] => [
  rule.fixed,
  rule.flat,
  rule.step,
  rule.flatYears,
  rule.percent,
  wholePpm * rule.roundTo,
  rule.roundTo,
  rule.percentLeast,
  rule.areas.map(({ township }) => township),
  rule.areas.map(({ amount }) => amount),
  rule.ages.map(({ from }) => from),
  rule.ages.map(({ amount }) => amount),
];
const texts = (values: readonly unknown[]): readonly unknown[] =>
  values.map((value) => (Array.isArray(value) ? value.map(String) : String(value)));

@Injectable()
export class RisesStore {
  /**
   * Lays out the rise of each pension of a range, by the same rule as `adjust` of libs/benefits: of what the lines of the month before come to, or of a known
   * base. `day`: the last day before the first month; `current`: this month, by which somebody is suspended. Those whose base neither tells are left out.
   */
  async layOut(
    tx: Transaction,
    raised: RaisedPensions,
    { after, upTo }: BenefitRange,
    {
      before,
      day,
      current,
    }: { readonly before: PlainMonth; readonly day: PlainDate; readonly current: PlainMonth },
    known: readonly KnownBase[],
  ): Promise<void> {
    await tx.query(
      `insert into benefit_rise (adjustment_id, claim_id, scheme, base_fen, months, age, fixed_fen, years_fen, percent_fen, area_fen, age_fen, increase_fen,
         months_back, suspended)
       with reached as materialized (
         select b.id, b.scheme, greatest(b.first_month, $6) as base_month,
           coalesce((b.facts ->> 'months')::int, 12 * (b.facts ->> 'years')::int, 0) as months,
           extract(year from age($7::date, p.birth_date))::int as age, coalesce(p.township, '') as township, k.amount as known,
           coalesce((select h.what = 'suspended' from benefit_change h where h.claim_id = b.id and h.from_month <= $22 order by h.id desc limit 1), false)
             as suspended
         from benefit_claim b join person p on p.id = b.person_id
           left join unnest($8::uuid[], $9::bigint[]) k (id, amount) on k.id = b.id
         where ${reached} and (cardinality($8::uuid[]) = 0 or k.id is not null)),
       bases as (
         select r.*, coalesce(nullif(greatest(s.amount, 0), 0), r.known)::bigint as base, s.back
         from reached r cross join lateral (
           select max(m.amount) filter (where m.period = r.base_month) as amount, count(*) filter (where m.period >= $3 and m.amount > 0) as back
           from (select e.period, sum(e.amount_fen) - coalesce((select sum(v.amount_fen) from benefit_recovery v where v.claim_id = r.id and v.period = e.period), 0)
               as amount
             from entitlement e where e.claim_id = r.id and e.period >= r.base_month and e.state <> 'void' group by e.period) m) s),
       parts as (
         select *, $10::bigint as fixed, $11::bigint + $12::bigint * greatest((months + 11) / 12 - $13::int, 0) as years,
           case when $14::bigint = 0 then 0 else greatest((base * $14::bigint * 2 + $15::bigint) / (2 * $15::bigint) * $16::bigint, $17::bigint) end as percent,
           coalesce((select a.amount from unnest($18::text[], $19::bigint[]) a (code, amount) where starts_with(township, a.code)
             order by length(a.code) desc limit 1), 0) as area,
           coalesce(($21::bigint[])[width_bucket(age, $20::int[])], 0) as tilt
         from bases where base is not null)
       select $1::uuid, id, scheme, base, months, age, fixed, years, percent, area, tilt, fixed + years + percent + area + tilt, back, suspended
       from parts order by id`,
      [
        raised.id,
        raised.schemes,
        raised.from,
        after,
        upTo,
        before,
        day,
        known.map(({ id }) => id),
        known.map(({ amount }) => amount.toString()),
        ...texts(partsOf(raised)),
        current,
      ],
    );
  }

  /** Pensions of a range that are reached and have no rise laid out. */
  async withoutRise(
    tx: Transaction,
    raised: RaisedPensions,
    { after, upTo }: BenefitRange,
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select b.id from benefit_claim b where ${reached}
         and not ${laidOut} order by b.id`,
      [raised.id, raised.schemes, raised.from, after, upTo],
    );
    return rows.map(({ id }) => id);
  }

  /** How many pensions are reached and have no rise laid out. */
  async countWithout(tx: Transaction, raised: RaisedPensions): Promise<number> {
    const [row]: { count: number }[] = await tx.query(
      `select count(*)::int as count from benefit_claim b where ${reached}
         and not ${laidOut}`,
      [raised.id, raised.schemes, raised.from, null, null],
    );
    return row?.count ?? 0;
  }

  /** Holds the pensions of a range that are to rise until the transaction ends, so that nobody adds a line to them meanwhile. */
  async hold(tx: Transaction, adjustment: string, { after, upTo }: BenefitRange): Promise<void> {
    await tx.query(
      `select from benefit_claim b where ($2::uuid is null or b.id > $2) and ($3::uuid is null or b.id <= $3)
         and ${laidOut} order by b.id for update`,
      [adjustment, after, upTo],
    );
  }

  /**
   * Has the rises of a range count, and adds a further line of each month since that stands: what it is more by. Months that are not paid, of those
   * suspended, have none. A pension that has ended before is left out.
   */
  async carryOut(
    tx: Transaction,
    { id, from }: Pick<RaisedPensions, 'id' | 'from'>,
    { after, upTo }: BenefitRange,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `with risen as (
         update benefit_rise r set applied_at = case when b.last_month < $2 then null else $5::timestamptz end,
           left_why = case when b.last_month < $2 then 'ended' end
         from benefit_claim b where r.adjustment_id = $1 and b.id = r.claim_id and r.applied_at is null and r.left_why is null
           and ($3::uuid is null or r.claim_id > $3) and ($4::uuid is null or r.claim_id <= $4)
         returning r.claim_id, r.increase_fen, r.applied_at, b.payee_id, b.scheme),
       months as (
         select r.*, m.* from risen r cross join lateral (
           select e.period, max(e.number) as number, coalesce(sum(e.amount_fen) filter (where e.state <> 'void'), 0)
               - coalesce((select sum(v.amount_fen) from benefit_recovery v where v.claim_id = r.claim_id and v.period = e.period), 0) as amount
           from entitlement e where e.claim_id = r.claim_id and e.period >= $2 group by e.period) m
         where r.applied_at is not null and r.increase_fen > 0 and m.amount > 0)
       insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at, assessed_at)
       select claim_id, payee_id, scheme, period, number + 1, 'retroactive', increase_fen, 0, amount, $5, $5 from months order by claim_id, period`,
      [id, from, after, upTo, at.toISOString()],
    );
  }

  /** Adjustments of a fund that others were carried out by for a month or a later one, the first first. */
  carriedOutSince(
    tx: Transaction,
    scheme: string,
    month: PlainMonth,
  ): Promise<
    (Omit<RaisedPensions, 'rule'> & { readonly rule: WrittenPopulationRule } & Readonly<
        Record<'number' | 'year', number>
      > & { readonly source: string })[]
  > {
    return tx.query(
      `select id, schemes, from_month as "from", rule, number, year, source from adjustment where state in ('applying', 'applied') and $1 = any(schemes) and from_month >= $2
       order by from_month, number`,
      [scheme, month],
    );
  }

  /** Has one pension's rise count. */
  async count(tx: Transaction, adjustment: string, claim: string, at: Date): Promise<void> {
    await tx.query(
      'update benefit_rise set applied_at = $3 where adjustment_id = $1 and claim_id = $2 and applied_at is null and left_why is null',
      [adjustment, claim, at.toISOString()],
    );
  }

  /** Keeps what adjustments come to for a benefit since it was reckoned anew, in place of what they came to; nothing: it is not reached any more. */
  async replace(
    tx: Transaction,
    { id, scheme }: Pick<Benefit, 'id' | 'scheme'>,
    redetermination: string,
    rises: readonly ReckonedRise[],
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into redetermined_rise (redetermination_id, adjustment_id, claim_id, scheme, base_fen, months, age, fixed_fen, years_fen, percent_fen, area_fen,
         age_fen, least_fen, increase_fen, applied_at)
       select $1, a.id, $2, $3, g.base, g.months, g.age, g.fixed, g.years, g.percent, g.area, g.tilt, g.least,
         g.fixed + g.years + g.percent + g.area + g.tilt + g.least, $4
       from unnest($5::int[], $6::bigint[], $7::int[], $8::int[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])
         g (number, base, months, age, fixed, years, percent, area, tilt, least) join adjustment a on a.number = g.number`,
      [
        redetermination,
        id,
        scheme,
        at.toISOString(),
        rises.map(({ adjustment }) => adjustment),
        rises.map(({ base }) => base.toString()),
        rises.map(({ months }) => months),
        rises.map(({ age }) => age),
        ...riseParts.map((part) => rises.map(({ parts }) => parts[part].toString())),
      ],
    );
  }

  /** Numbers of adjustments that are being carried out and have not come to a benefit yet. */
  async stillToCome(tx: Transaction, claim: string): Promise<ReadonlySet<number>> {
    const rows: { number: number }[] = await tx.query(
      `select number from adjustment a where state = 'applying' and not exists (select from benefit_rise r where r.adjustment_id = a.id and r.claim_id = $1
         and (r.applied_at is not null or r.left_why is not null))`,
      [claim],
    );
    return new Set(rows.map(({ number }) => number));
  }

  /** Benefits that an adjustment raised by what they were reckoned from before, as they have been reckoned anew since it was laid down: the last time for each. */
  redeterminedMeanwhile(
    tx: Transaction,
    adjustment: string,
  ): Promise<
    {
      readonly id: string;
      readonly redetermination: string;
      readonly birthDate: PlainDate;
      readonly township: string | null;
    }[]
  > {
    return tx.query(
      `select distinct on (d.claim_id) d.claim_id as id, d.id as redetermination, p.birth_date::text as "birthDate", p.township
       from adjustment a join benefit_redetermination d on d.entered_at >= a.made_at
         join benefit_rise r on r.adjustment_id = a.id and r.claim_id = d.claim_id and r.applied_at is not null
         join benefit_claim b on b.id = d.claim_id join person p on p.id = b.person_id
       where a.id = $1 order by d.claim_id, d.id desc`,
      [adjustment],
    );
  }

  /** Benefits of some kinds that make up for a pension. */
  async besidePension(tx: Transaction, pension: string, kinds: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select b.id from benefit_claim p join benefit_claim b on ${besideIt} where p.id = $1 and b.kind = any($2::text[]) order by b.id`,
      [pension, kinds],
    );
    return rows.map(({ id }) => id);
  }

  /** The pension out of employment that is drawn beside each of these benefits, if one is. */
  pensionsBeside(
    tx: Transaction,
    benefits: readonly string[],
  ): Promise<{ readonly id: string; readonly pensionId: string }[]> {
    return tx.query(
      `select distinct on (b.id) b.id, p.id as "pensionId" from benefit_claim b join benefit_claim p on ${besideIt}
       where b.id = any($1::uuid[]) order by b.id, p.first_month desc`,
      [benefits],
    );
  }

  /** Benefits of some kinds beside a pension that an adjustment raised. */
  async followingRises(tx: Transaction, adjustment: string, kinds: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select b.id from benefit_claim b where b.kind = any($2::text[]) and exists (select from benefit_claim p
         join benefit_rise r on r.claim_id = p.id and r.adjustment_id = $1 and r.applied_at is not null where ${besideIt}) order by b.id`,
      [adjustment, kinds],
    );
    return rows.map(({ id }) => id);
  }

  /** Rises that count or did, by benefit, the first first. */
  async of(tx: Transaction, claims: readonly string[]): Promise<Map<string, Rise[]>> {
    type Part = keyof RiseParts;
    type Row = Omit<Rise, 'parts' | 'base' | 'lowers' | 'ofEach'> & {
      readonly isFamily: boolean;
      readonly each: string | null;
      readonly eachLeast: string | null;
    } & Readonly<Record<`${Part}Fen`, string>> & { readonly claimId: string; readonly base: string };
    const rows: Row[] = await tx.query(
      `select r.claim_id as "claimId", a.number as adjustment, a.year, a.source, a.from_month as "from", r.applied_at as "appliedAt", r.replaced_at as "replacedAt",
         r.base_fen::text as base, r.months, r.age, r.fixed_fen::text as "fixedFen", r.years_fen::text as "yearsFen", r.percent_fen::text as "percentFen",
         r.area_fen::text as "areaFen", r.age_fen::text as "ageFen",
         r.least_fen::text as "leastFen", r.scheme <> '410' as "isPension",
         r.scheme = '410' and (select kind = any($2::text[]) from benefit_claim where id = r.claim_id) as "isFamily", a.rule ->> 'each' as each, a.rule ->> 'eachLeast' as "eachLeast"
       from adjustment a cross join lateral (select k.*, lead(k.applied_at) over (partition by k.claim_id order by k.applied_at) as replaced_at from (
           select ${kept} from benefit_rise where adjustment_id = a.id and claim_id = any($1::uuid[]) and applied_at is not null
           union all select ${kept} from redetermined_rise where adjustment_id = a.id and claim_id = any($1::uuid[])) k) r
       where a.state in ('applying', 'applied') and r.increase_fen > 0 order by a.from_month, a.number, r.applied_at`,
      [claims, familyKinds],
    );
    const rises = new Map<string, Rise[]>();
    for (const { claimId, base, isFamily, each, eachLeast, ...row } of rows) {
      const { fixedFen, yearsFen, percentFen, areaFen, ageFen, leastFen, ...of } = row;
      const parts = {
        fixed: fixedFen,
        years: yearsFen,
        percent: percentFen,
        area: areaFen,
        age: ageFen,
        least: leastFen,
      };
      const amounts = Object.fromEntries(
        Object.entries(parts).map(([part, text]) => [part, fen(BigInt(text))]),
      );
      const ofEach = isFamily ? { each: yuan(each ?? '0.00'), least: yuan(eachLeast ?? '0.00') } : null;
      const rise = {
        ...of,
        base: fen(BigInt(base)),
        parts: amounts as RiseParts,
        lowers: false,
        ofEach,
      };
      rises.set(claimId, [...(rises.get(claimId) ?? []), rise]);
    }
    return rises;
  }
}
