/** Reads what one person is insured in, and what is on record of it, in one look: every tap asks for it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Category } from '#libs/contributions/category.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { LineInputs } from '#libs/schemes/line-inputs.js';
import { prepared } from '../../ground/database/prepared.js';

export type OwnParticipation = {
  readonly id: string;
  readonly scheme: string;
  readonly category: ParticipationCategory;
  readonly tierPercent: number | null;
  readonly since: PlainDate;
  readonly until: PlainDate | null;
  readonly voided: boolean;
  /** The newest line of each period. */
  readonly lines: Readonly<Record<string, LineInputs | null>> | null;
};

export type OwnDue = {
  readonly scheme: string;
  readonly period: string;
  /** Of the newest due of the period. */
  readonly state: 'open' | 'in-payment' | 'paid' | 'waived';
  /** The year it was last assessed in. */
  readonly assessedIn: number;
};

export type OwnGap = { readonly subjectId: string; readonly period: string; readonly reason: string };

export type Own = {
  readonly birthDate: PlainDate;
  readonly help: Category;
  readonly diedOn: PlainDate | null;
  /** First month of a pension that is drawn. */
  readonly pensionFrom: string | null;
  readonly participations: readonly OwnParticipation[] | null;
  readonly dues: readonly OwnDue[] | null;
  readonly gaps: readonly OwnGap[] | null;
};

@Injectable()
export class SinglesStore {
  async of(tx: EntityManager, personId: string): Promise<Own | null> {
    const [own] = await prepared<Own>(
      tx,
      'assess-own',
      `select n.birth_date::text as "birthDate", n.category as help, n.died_on::text as "diedOn",
         (select min(first_month) from benefit_claim where person_id = n.id and is_pension and (last_month is null or last_month >= first_month)) as "pensionFrom",
         (select json_agg(json_build_object('id', p.id, 'scheme', p.scheme, 'category', p.category, 'tierPercent', p.tier_percent,
            'since', p.since, 'until', p.until, 'voided', p.voided_at is not null,
            'lines', (select json_object_agg(period, inputs) from (select distinct on (period) period, inputs from assessment_line
              where participation_id = p.id order by period, number desc) l)) order by p.since, p.id)
          from participation p where p.person_id = n.id and p.category in ('resident', 'student', 'flexible')) as participations,
         (select json_agg(json_build_object('scheme', scheme, 'period', period, 'state', state, 'assessedIn', assessed_in))
          from (select distinct on (scheme, period) scheme, period, state,
              extract(year from assessed_at at time zone 'Asia/Shanghai')::int as assessed_in
            from due where person_id = n.id order by scheme, period, number desc) d) as dues,
         (select json_agg(json_build_object('subjectId', subject_id, 'period', period, 'reason', reason || coalesce(' ' || parameter, '')))
          from assessment_gap where person_id = n.id and kind = 'due') as gaps
       from person n where n.id = $1`,
      [personId],
    );
    return own ?? null;
  }
}
