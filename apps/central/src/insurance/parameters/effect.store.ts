/** Keeps what a proposal would change: laid out as it is proposed, and reckoned a chunk at a time. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Fen, fen, formatYuan } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';
import {
  type ChangedRow,
  type Effect,
  largestAtMost,
  sampleAtMost,
  sizeOf,
} from '../assessment/changed-sums.js';

export type EffectPeriod = {
  readonly scheme: string;
  readonly period: string;
  /** The last participation of each chunk but the last. */
  readonly bounds: readonly string[];
};

export type KeptEffect = {
  /** The set that it is reckoned beside, by its last entry. */
  readonly entry: number;
  readonly knownAt: Date;
  /** What is proposed. */
  readonly versions: readonly JudgedVersion[];
  readonly periods: readonly EffectPeriod[];
  readonly chunksDone: number;
};

/** One changed sum as it is kept. Amounts in yuan, `size` in fen. */
type KeptRow = {
  readonly category: string;
  readonly base: string | null;
  readonly before: string;
  readonly after: string;
  readonly explanation: Explanation | null;
};

type PeriodSums = Effect & { readonly scheme: string; readonly period: string };

type FoundRow = KeptRow & {
  readonly scheme: string;
  readonly period: string;
  readonly list: 'largest' | 'sample';
};

const amount = (text: string): Fen => fen(BigInt(text));

const keptRows = (rows: readonly ChangedRow[]): string =>
  JSON.stringify(
    rows.map(({ id: _id, base, before, after, ...row }) => ({
      ...row,
      base: base === null ? null : formatYuan(base),
      before: formatYuan(before),
      after: formatYuan(after),
      size: sizeOf({ before, after }).toString(),
    })),
  );

@Injectable()
export class EffectStore {
  async layOut(
    tx: EntityManager,
    approval: string,
    { entry, knownAt, versions, periods }: Omit<KeptEffect, 'chunksDone'>,
  ): Promise<void> {
    await tx.query(
      `insert into parameter_effect (approval_id, entry, known_at, versions, periods) values ($1, $2, $3, $4::jsonb, $5::jsonb)`,
      [approval, entry, knownAt.toISOString(), JSON.stringify(versions), JSON.stringify(periods)],
    );
  }

  async get(tx: EntityManager, approval: string): Promise<KeptEffect | null> {
    const [row]: KeptEffect[] = await tx.query(
      `select entry::int as entry, known_at as "knownAt", versions, periods,
         (select count(*)::int from parameter_effect_part p where p.approval_id = e.approval_id) as "chunksDone"
       from parameter_effect e where approval_id = $1`,
      [approval],
    );
    return row ?? null;
  }

  async addPart(
    tx: EntityManager,
    approval: string,
    number: number,
    { scheme, period }: Pick<EffectPeriod, 'scheme' | 'period'>,
    part: Effect & { readonly largest: readonly ChangedRow[]; readonly sample: readonly ChangedRow[] },
  ): Promise<void> {
    await tx.query(
      `insert into parameter_effect_part (approval_id, number, scheme, period, heads, changed, lost, before_fen, after_fen, largest, sample)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb)`,
      [
        approval,
        number,
        scheme,
        period,
        part.heads,
        part.changed,
        part.lost,
        part.before.toString(),
        part.after.toString(),
        keptRows(part.largest),
        keptRows(part.sample),
      ],
    );
  }

  /** The sums of each period, of each scheme the newest first. */
  async periods(tx: EntityManager, approval: string): Promise<readonly PeriodSums[]> {
    const rows: (Omit<PeriodSums, 'before' | 'after'> & Record<'before' | 'after', string>)[] =
      await tx.query(
        `select scheme, period, sum(heads)::int as heads, sum(changed)::int as changed, sum(lost)::int as lost,
         sum(before_fen)::text as before, sum(after_fen)::text as after
       from parameter_effect_part where approval_id = $1 group by scheme, period order by scheme, period desc`,
        [approval],
      );
    return rows.map((row) => ({ ...row, before: amount(row.before), after: amount(row.after) }));
  }

  /** The largest changes and the sample of each period, out of those of its chunks. */
  async rows(tx: EntityManager, approval: string): Promise<readonly FoundRow[]> {
    const found: (Pick<FoundRow, 'scheme' | 'period' | 'list'> & { readonly row: KeptRow })[] =
      await tx.query(
        `select scheme, period, list, row from (
         select scheme, period, 'largest' as list, row, row_number() over (partition by scheme, period
           order by (row->>'size')::numeric desc, row->>'draw') as place
         from parameter_effect_part, jsonb_array_elements(largest) as row where approval_id = $1
         union all
         select scheme, period, 'sample', row, row_number() over (partition by scheme, period order by row->>'draw')
         from parameter_effect_part, jsonb_array_elements(sample) as row where approval_id = $1) r
       where place <= case list when 'largest' then $2::int else $3::int end order by scheme, period desc, list, place`,
        [approval, largestAtMost, sampleAtMost],
      );
    return found.map(({ row, ...of }) => ({ ...of, ...row }));
  }
}
