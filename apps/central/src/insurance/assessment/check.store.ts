/** Reads lines a chunk at a time, each with what it was made of, to prove that it is what its inputs make of it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { LineInputs } from '#libs/schemes/line-inputs.js';

/** What is owed by the lines of a participation and period together; the newest says what of. Amounts in fen, as text. */
export type StandingLine = {
  readonly participationId: string;
  readonly category: ParticipationCategory;
  readonly tierPercent: number | null;
  readonly base: string | null;
  readonly inputs: LineInputs | null;
  readonly unit: string;
  readonly person: string;
  readonly government: string;
  readonly knownAt: Date;
};

@Injectable()
export class CheckStore {
  /** The next participations with a line of a period, after one. */
  after(
    tx: EntityManager,
    scheme: string,
    period: string,
    participationId: string | null,
    count: number,
  ): Promise<readonly StandingLine[]> {
    return tx.query(
      `select p.id as "participationId", p.category, p.tier_percent as "tierPercent", l.base_fen as base, l.inputs,
         s.unit::text, s.person::text, s.government::text, r.parameters_known_at as "knownAt"
       from participation p
       join lateral (select base_fen, inputs, run from assessment_line where participation_id = p.id and period = $2
         order by number desc limit 1) l on true
       join lateral (select sum(unit_fen) as unit, sum(person_fen) as person, sum(government_fen) as government from assessment_line
         where participation_id = p.id and period = $2) s on true
       join assessment_run r on r.number = l.run
       where p.scheme = $1 and p.id > coalesce($3::uuid, '00000000-0000-0000-0000-000000000000') order by p.id limit $4`,
      [scheme, period, participationId, count],
    );
  }
}
