/** Keeps what cannot be assessed until somebody mends what the reason names, and tells it person by person and in heads. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type Gap = {
  readonly subjectId: string;
  readonly kind: 'due' | 'entitlement';
  readonly personId: string;
  readonly scheme: string;
  readonly period: string;
  readonly reason: string;
  /** The key of a missing parameter. */
  readonly parameter: string | null;
};

/** How many cannot be assessed for one reason. */
export type GapHeads = Omit<Gap, 'subjectId' | 'personId'> & { readonly heads: number };

@Injectable()
export class GapsStore {
  /** Keeps gaps; one that is there takes the newer reason. */
  async keep(tx: EntityManager, gaps: readonly Gap[], at: Date): Promise<void> {
    if (gaps.length === 0) return;
    await tx.query(
      `insert into assessment_gap (subject_id, period, kind, person_id, scheme, reason, parameter, found_at)
       select subject_id, period, kind, person_id, scheme, reason, parameter, $8
       from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[])
         as g (subject_id, period, kind, person_id, scheme, reason, parameter)
       on conflict (subject_id, period) do update set reason = excluded.reason, parameter = excluded.parameter`,
      [
        gaps.map(({ subjectId }) => subjectId),
        gaps.map(({ period }) => period),
        gaps.map(({ kind }) => kind),
        gaps.map(({ personId }) => personId),
        gaps.map(({ scheme }) => scheme),
        gaps.map(({ reason }) => reason),
        gaps.map(({ parameter }) => parameter),
        at.toISOString(),
      ],
    );
  }

  /** Whether anybody cannot be assessed for a period. */
  async isAny(tx: EntityManager, { scheme, period }: Pick<Gap, 'scheme' | 'period'>): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'select from assessment_gap where scheme = $1 and period = $2 limit 1',
      [scheme, period],
    );
    return rows.length > 0;
  }

  /** Lets go of those of a period that are none any more. */
  async close(tx: EntityManager, period: string, subjectIds: readonly string[]): Promise<void> {
    if (subjectIds.length > 0)
      await tx.query('delete from assessment_gap where subject_id = any($1) and period = $2', [
        subjectIds,
        period,
      ]);
  }

  of(tx: EntityManager, personId: string): Promise<readonly Gap[]> {
    return tx.query(
      `select subject_id as "subjectId", kind, person_id as "personId", scheme, period, reason, parameter from assessment_gap
       where person_id = $1 order by scheme, period`,
      [personId],
    );
  }

  ofSubjects(tx: EntityManager, subjects: readonly string[]): Promise<readonly Gap[]> {
    return tx.query(
      `select subject_id as "subjectId", kind, person_id as "personId", scheme, period, reason, parameter from assessment_gap
       where subject_id = any($1::uuid[])`,
      [subjects],
    );
  }

  /** All of them, by what has to be mended. */
  heads(tx: EntityManager): Promise<readonly GapHeads[]> {
    return tx.query(
      `select kind, scheme, period, reason, parameter, count(distinct person_id)::int as heads from assessment_gap
       group by scheme, period, kind, reason, parameter order by scheme, period, kind, reason`,
    );
  }
}
