/** Keeps what an adjustment of work injury insurance adds to allowances, as it is laid out. */
import { Injectable } from '@nestjs/common';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import type { BenefitRange, RaisedPensions } from './benefit.js';

/** Of a benefit: what it is reckoned from, and its parts; fen a month. */
export type InjuryRise = {
  readonly id: string;
  readonly base: Fen;
  readonly fixed: Fen;
  readonly percent: Fen;
  /** What each of a family is below the least after it. */
  readonly least: Fen;
};

@Injectable()
export class InjuryRisesStore {
  /**
   * Benefits of some kinds that an adjustment reaches and that have no rise laid out: drawn in its first month, and not by somebody who serves a
   * sentence. `only`: one benefit, else all of a range.
   */
  async withoutRise(
    tx: Transaction,
    { id, schemes, from }: Pick<RaisedPensions, 'id' | 'schemes' | 'from'>,
    { after, upTo }: BenefitRange,
    kinds: readonly string[],
    only: string | null,
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select b.id from benefit_claim b where b.scheme = any($2::text[]) and b.kind = any($6::text[]) and b.first_month <= $3
         and (b.last_month is null or b.last_month >= $3) and ($4::uuid is null or b.id > $4) and ($5::uuid is null or b.id <= $5)
         and ($7::uuid is null or b.id = $7)
         and not exists (select from (select h.what, h.cause from benefit_change h where h.claim_id = b.id and h.from_month <= $3 order by h.id desc limit 1) last
           where last.what = 'suspended' and last.cause = 'imprisoned')
         and not exists (select from benefit_rise r where r.adjustment_id = $1 and r.claim_id = b.id) order by b.id`,
      [id, schemes, from, after, upTo, kinds, only],
    );
    return rows.map((row) => row.id);
  }

  /** `current`: this month, by which somebody is suspended. */
  async add(
    tx: Transaction,
    { id, from }: Pick<RaisedPensions, 'id' | 'from'>,
    rises: readonly InjuryRise[],
    current: PlainMonth,
  ): Promise<void> {
    await tx.query(
      `insert into benefit_rise (adjustment_id, claim_id, scheme, base_fen, months, age, fixed_fen, years_fen, percent_fen, area_fen, age_fen, least_fen,
         increase_fen, months_back, suspended)
       select $1::uuid, b.id, b.scheme, g.base, 0, 0, g.fixed, 0, g.percent, 0, 0, g.least, g.fixed + g.percent + g.least,
         (select count(*) from (select e.period from entitlement e where e.claim_id = b.id and e.period >= $2 and e.state <> 'void' group by e.period
           having sum(e.amount_fen) > coalesce((select sum(v.amount_fen) from benefit_recovery v where v.claim_id = b.id and v.period = e.period), 0)) m),
         coalesce((select h.what = 'suspended' from benefit_change h where h.claim_id = b.id and h.from_month <= $3 order by h.id desc limit 1), false)
       from unnest($4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) g (id, base, fixed, percent, least) join benefit_claim b on b.id = g.id
       order by b.id`,
      [
        id,
        from,
        current,
        rises.map((rise) => rise.id),
        ...(['base', 'fixed', 'percent', 'least'] as const).map((part) =>
          rises.map((rise) => rise[part].toString()),
        ),
      ],
    );
  }

  /** Benefits of families whose rise was carried out: what it comes to in a month goes by who is left in it. */
  async ofFamilies(tx: Transaction, adjustment: string, kinds: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select b.id from benefit_rise r join benefit_claim b on b.id = r.claim_id where r.adjustment_id = $1 and r.applied_at is not null
         and b.kind = any($2::text[]) order by b.id`,
      [adjustment, kinds],
    );
    return rows.map((row) => row.id);
  }
}
