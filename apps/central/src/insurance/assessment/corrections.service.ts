/** Has what was assessed already put right when a unit declares other wages or is rated otherwise, or somebody is insured otherwise than was known. */
import { Injectable } from '@nestjs/common';
import { addMonths, firstDayOf, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { reckonsFrom } from '#libs/schemes/employment.js';
import type { Transaction } from '../../ground/database/database.js';
import type { UnitRatedAnew } from '../../register/units/unit.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Declarations, type WagesDeclared } from '../declarations/declarations.service.js';
import { type ParticipationChange, ParticipationsService } from '../participations/participations.service.js';
import { AssessmentService } from './assessment.service.js';
import { type AssessedPeriod, CorrectionsStore } from './corrections.store.js';

/** The first month that begins on a day or after it: what is in force on its first day counts for a month. */
const firstMonthFrom = (day: PlainDate | null): PlainMonth => {
  if (day === null) return '0001-01' as PlainMonth;
  return firstDayOf(monthOf(day)) === day ? monthOf(day) : addMonths(monthOf(day), 1);
};

@Injectable()
export class Corrections {
  constructor(
    private readonly store: CorrectionsStore,
    private readonly assessment: AssessmentService,
    declarations: Declarations,
    participations: ParticipationsService,
    units: UnitsService,
  ) {
    declarations.whenDeclared((tx, declared) => this.ofUnit(tx, declared));
    units.whenRatedAnew((tx, anew) => this.ofRating(tx, anew));
    participations.whenChanged((tx, change) => this.ofPerson(tx, change));
  }

  private async ofUnit(tx: Transaction, { unit, month, changed, at, by }: WagesDeclared): Promise<void> {
    // The same wages as before change no line; but a bill that was set for want of a declaration goes back to its lines.
    if (changed === 0 && !(await this.store.isSetByRule(tx, unit, month))) return;
    for (const { scheme, period } of this.ofRuns(await this.store.ofUnit(tx, unit, month)))
      await this.assessment.begin(tx, {
        scheme,
        period,
        reason: 'declaration',
        unitCode: unit,
        enteredAt: at,
        askedBy: by,
      });
  }

  private async ofRating(tx: Transaction, { unit, fact, from, at, by }: UnitRatedAnew): Promise<void> {
    for (const { scheme, period } of this.ofRuns(await this.store.ofUnit(tx, unit, firstMonthFrom(from))))
      if (reckonsFrom(scheme, fact))
        await this.assessment.begin(tx, {
          scheme,
          period,
          reason: 'correction',
          unitCode: unit,
          enteredAt: at,
          askedBy: by,
        });
  }

  /** What somebody pays themselves is brought up before the tap, too; this is for whoever does not come. */
  private async ofPerson(
    tx: Transaction,
    { personId, scheme, from, by }: ParticipationChange,
  ): Promise<void> {
    for (const { period } of this.ofRuns(await this.store.ofPerson(tx, personId, scheme, from)))
      await this.assessment.begin(tx, { scheme, period, reason: 'correction', personId, askedBy: by });
  }

  /** Without periods in which only the person's own cadence has lines: the run before their tap puts those right. */
  private ofRuns(periods: readonly AssessedPeriod[]): readonly AssessedPeriod[] {
    return periods.filter(({ scheme, period }) => this.assessment.schemesOf(period).includes(scheme));
  }
}
