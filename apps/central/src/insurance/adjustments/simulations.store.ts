/** Sums up what an adjustment was laid out to come to: in all, by fund, age, years, pension and rise, and whom it gives most and least. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import type {
  AdjustmentOutcome,
  SimulatedBy,
  SimulatedGroup,
  SimulatedSums,
  Simulation,
} from './adjustment.js';

/** From which on bands begin: ages, years paid (a part year counts), pensions in fen. */
const agesFrom = [60, 65, 70, 75, 80];
const yearsFrom = [16, 21, 26, 31, 36];
const pensionsFrom = [50_000, 100_000, 200_000, 300_000, 400_000, 500_000];
const shown = 5;
const bandsAtMost = 20;

/** The width of bands of rises: a round number of fen, so that there are not too many. */
const bandWidth = (largest: bigint): bigint => {
  for (let scale = 10n; ; scale *= 10n)
    for (const step of [1n, 2n, 5n]) if (largest / (step * scale) < BigInt(bandsAtMost)) return step * scale;
};

const sums = `count(*)::int as heads, count(*) filter (where suspended)::int as suspended, coalesce(sum(base_fen), 0)::text as base,
  coalesce(sum(increase_fen), 0)::text as increase, coalesce(sum(increase_fen) filter (where not suspended), 0)::text as payable,
  coalesce(sum(increase_fen * months_back), 0)::text as past`;

/** A rise with whose it is; sums in fen, as text. */
export type ShownRise = Readonly<
  Record<'claimId' | 'personId' | 'name' | 'personNumber' | 'scheme', string> &
    Record<'base' | 'fixed' | 'years' | 'percent' | 'area' | 'tilt' | 'least' | 'increase', string>
> & {
  readonly months: number;
  readonly age: number;
  readonly monthsBack: number;
  readonly suspended: boolean;
};

type Part = keyof Simulation['parts'];

@Injectable()
export class SimulationsStore {
  async sumUp(tx: Transaction, adjustment: string): Promise<Omit<Simulation, 'unreckoned'>> {
    const [found]: (Readonly<Record<Part, string>> & {
      readonly largest: string;
      readonly mean: string;
      readonly unaffected: number;
    })[] = await tx.query(
      `select coalesce(max(increase_fen), 0)::text as largest, coalesce(avg(increase_fen) filter (where increase_fen > 0), 0)::bigint::text as mean,
         count(*) filter (where increase_fen = 0)::int as unaffected, coalesce(sum(fixed_fen), 0)::text as fixed, coalesce(sum(years_fen), 0)::text as years,
         coalesce(sum(percent_fen), 0)::text as percent, coalesce(sum(area_fen), 0)::text as area, coalesce(sum(age_fen), 0)::text as age,
         coalesce(sum(least_fen), 0)::text as least
       from benefit_rise where adjustment_id = $1`,
      [adjustment],
    );
    if (found === undefined) throw new Error('a sum without a row');
    const { largest, mean, unaffected, ...parts } = found;
    const width = bandWidth(BigInt(largest));
    const groups = await this.groups(tx, adjustment, width);
    const all = groups.find(({ by }) => by === null);
    if (all === undefined) throw new Error('a sum without a row');
    const { by: _by, fund: _fund, from: _from, ...whole } = all;
    const middle = await this.claims(tx, adjustment, `abs(increase_fen - ${BigInt(mean)})`, 1);
    return {
      all: whole,
      parts,
      groups: groups.flatMap(({ by, ...of }) => (by === null ? [] : [{ ...of, by }])),
      riseWidth: Number(width),
      unaffected,
      largest: await this.claims(tx, adjustment, 'increase_fen desc', shown),
      smallest: await this.claims(tx, adjustment, 'increase_fen', shown),
      middle: middle[0] ?? null,
    };
  }

  /** Sums by each way of telling heads apart, and of all (`by` null), in one reading of the rows. */
  private async groups(
    tx: Transaction,
    adjustment: string,
    width: bigint,
  ): Promise<readonly (Omit<SimulatedGroup, 'by'> & { readonly by: SimulatedBy | null })[]> {
    type Bands = Readonly<Record<Exclude<SimulatedBy, 'fund'>, number | null>> & {
      readonly fund: string | null;
    };
    const rows: (SimulatedSums & Bands)[] = await tx.query(
      `select fund, age, years, pension, rise, ${sums} from (
         select scheme as fund, width_bucket(age, $2::int[]) as age, width_bucket((months + 11) / 12, $3::int[]) as years,
           width_bucket(base_fen, $4::bigint[]) as pension, (increase_fen / $5::bigint)::int as rise, suspended, base_fen, increase_fen, months_back
         from benefit_rise where adjustment_id = $1 and increase_fen > 0) r
       group by grouping sets ((), (fund), (age), (years), (pension), (rise)) order by fund, age, years, pension, rise`,
      [adjustment, agesFrom, yearsFrom, pensionsFrom, width.toString()],
    );
    const least: Readonly<Record<Exclude<SimulatedBy, 'fund'>, (band: number) => number | null>> = {
      age: (band) => agesFrom[band - 1] ?? null,
      years: (band) => yearsFrom[band - 1] ?? null,
      pension: (band) => pensionsFrom[band - 1] ?? null,
      rise: (band) => band * Number(width),
    };
    return rows.map(({ fund, age, years, pension, rise, ...of }) => {
      if (fund !== null) return { ...of, by: 'fund' as const, fund, from: null };
      for (const [by, band] of Object.entries({ age, years, pension, rise }) as [
        keyof typeof least,
        number | null,
      ][])
        if (band !== null) return { ...of, by, fund: null, from: least[by](band) };
      return { ...of, by: null, fund: null, from: null };
    });
  }

  private async claims(
    tx: Transaction,
    adjustment: string,
    order: string,
    count: number,
  ): Promise<readonly string[]> {
    const rows: { id: string }[] = await tx.query(
      `select claim_id as id from benefit_rise where adjustment_id = $1 and increase_fen > 0 order by ${order}, claim_id limit $2`,
      [adjustment, count],
    );
    return rows.map(({ id }) => id);
  }

  /** Rises of an adjustment by benefit, with whose they are. */
  risesOf(tx: Transaction, adjustment: string, claims: readonly string[]): Promise<ShownRise[]> {
    return tx.query(
      `select r.claim_id as "claimId", b.person_id as "personId", p.name, p.social_security_number as "personNumber", r.scheme, r.base_fen::text as base,
         r.months, r.age, r.fixed_fen::text as fixed, r.years_fen::text as years, r.percent_fen::text as percent, r.area_fen::text as area,
         r.age_fen::text as tilt, r.least_fen::text as least, r.increase_fen::text as increase, r.months_back as "monthsBack", r.suspended
       from benefit_rise r join benefit_claim b on b.id = r.claim_id join person p on p.id = b.person_id
       where r.adjustment_id = $1 and r.claim_id = any($2::uuid[]) order by r.increase_fen desc, r.claim_id`,
      [adjustment, claims],
    );
  }

  /** What came of it, once all of it is carried out. `from`: its first month. */
  async outcome(tx: Transaction, adjustment: string, from: string): Promise<AdjustmentOutcome> {
    const [row]: AdjustmentOutcome[] = await tx.query(
      `select count(*) filter (where r.applied_at is not null)::int as heads, count(*) filter (where r.left_why is not null)::int as left,
         coalesce(sum(l.lines), 0)::int as lines, coalesce(sum(l.amount), 0)::text as past
       from benefit_rise r left join lateral (select count(*) as lines, sum(e.amount_fen) as amount from entitlement e
         where e.claim_id = r.claim_id and e.period >= $2 and e.kind = 'retroactive' and e.known_at = r.applied_at) l on r.applied_at is not null
       where r.adjustment_id = $1`,
      [adjustment, from],
    );
    if (row === undefined) throw new Error('a count without a row');
    return row;
  }
}
