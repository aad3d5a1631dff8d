/** Reads the runs of a period with how far they are and what their lines come to. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Amounts in fen, as text; null: it is not done. */
export type ShownRun = {
  readonly number: number;
  readonly scheme: string;
  readonly period: string;
  readonly state: 'planned' | 'done';
  readonly chunks: number;
  readonly chunksDone: number;
  readonly plannedAt: Date;
  readonly doneAt: Date | null;
  readonly askedBy: string | null;
  readonly lines: number | null;
  readonly unit: string | null;
  readonly person: string | null;
  readonly government: string | null;
};

@Injectable()
export class AssessmentDeskStore {
  runs(tx: EntityManager, period: string): Promise<readonly ShownRun[]> {
    return tx.query(
      `select r.number, r.scheme, r.period, r.state, coalesce(w.chunks, 0) as chunks,
         (select count(*)::int from work_chunk where work_id = w.id and state = 'done') as "chunksDone",
         r.planned_at as "plannedAt", r.done_at as "doneAt", r.asked_by as "askedBy", l.lines, l.unit, l.person, l.government
       from assessment_run r
       left join work w on w.kind = 'assessment.run' and w.subject = r.number::text
       left join lateral (select count(*)::int as lines, coalesce(sum(unit_fen), 0)::text as unit, coalesce(sum(person_fen), 0)::text as person,
         coalesce(sum(government_fen), 0)::text as government from assessment_line where run = r.number) l on r.state = 'done'
       where r.reason = 'period' and r.period = $1 order by r.scheme`,
      [period],
    );
  }
}
