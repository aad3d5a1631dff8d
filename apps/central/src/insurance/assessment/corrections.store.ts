/** Finds the periods that were assessed already and that a change reaches. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainMonth } from '#libs/kernel/plain-date.js';

export type AssessedPeriod = { readonly scheme: string; readonly period: string };

@Injectable()
export class CorrectionsStore {
  /** Months of the schemes of a unit's people, from one on: of whole runs, and of lines there are. */
  ofUnit(tx: EntityManager, unitCode: string, from: PlainMonth): Promise<readonly AssessedPeriod[]> {
    return tx.query(
      `select scheme, period from assessment_run where reason = 'period' and period >= $2 and length(period) = 7
         and scheme in (select scheme from participation where unit_code = $1 and voided_at is null)
       union
       select p.scheme, l.period from participation p join assessment_line l on l.participation_id = p.id
       where p.unit_code = $1 and l.period >= $2 and length(l.period) = 7
       order by scheme, period`,
      [unitCode, from],
    );
  }

  /** Whether a bill of a unit was set because nothing was declared, in a month or after it. */
  async isSetByRule(tx: EntityManager, unitCode: string, from: PlainMonth): Promise<boolean> {
    const [row]: { found: boolean }[] = await tx.query(
      `select exists (select from unit_bill where unit_code = $1 and period >= $2 and basis = 'undeclared') as found`,
      [unitCode, from],
    );
    return row?.found === true;
  }

  /** Periods of somebody's scheme from a month on, years as well as months. */
  ofPerson(
    tx: EntityManager,
    personId: string,
    scheme: string,
    from: PlainMonth,
  ): Promise<readonly AssessedPeriod[]> {
    return tx.query(
      `select scheme, period from assessment_run where reason = 'period' and scheme = $2 and period >= left($3::text, length(period))
       union
       select p.scheme, l.period from participation p join assessment_line l on l.participation_id = p.id
       where p.person_id = $1 and p.scheme = $2 and l.period >= left($3::text, length(l.period))
       order by scheme, period`,
      [personId, scheme, from],
    );
  }
}
