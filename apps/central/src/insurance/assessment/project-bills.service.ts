/**
 * What a construction project owes once for work injury: reckoned when it is registered and whenever its cost or end changes. Its lines are
 * never changed; its bills follow their sum as those of months do, so that a higher cost is a further bill and a lower one is given back.
 */
import { Injectable } from '@nestjs/common';
import { daysBetween, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { firstDayOfPeriod, dueOn, periodOf } from '#libs/schemes/periods.js';
import { describedScheme, rulesVersion } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Project } from '../../register/units/unit.js';
import { UnitsService } from '../../register/units/units.service.js';
import { BillsService } from './bills.service.js';
import { type AssessedProject, type ProjectBasis, ProjectBillsStore } from './project-bills.store.js';
import { type Run, RunsStore } from './runs.store.js';

const scheme = '410';

/** The days of the whole work, and those of them that are not insured: before the first insured one, and after it ended early. */
const basisOf = ({ cost, startsOn, endsOn, insuredFrom, endedOn }: Project): ProjectBasis => {
  const totalDays = daysBetween(startsOn, endsOn) + 1;
  const before = daysBetween(startsOn, insuredFrom);
  const after = endedOn === null || endedOn >= endsOn ? 0 : daysBetween(endedOn, endsOn);
  return { cost, totalDays, freeDays: Math.min(totalDays, before + after) };
};

/** What a project owes by some parameters. Throws Refused `parameter-missing`. */
const demandOwed = (
  { startsOn }: Pick<AssessedProject, 'startsOn'>,
  { cost, totalDays, freeDays }: ProjectBasis,
  parameters: Parameters,
): Fen => {
  const period = periodOf('once', startsOn);
  const owed = describedScheme(scheme).assess(
    {
      category: 'project',
      birthDate: startsOn,
      help: 'ordinary',
      wage: null,
      tierPercent: null,
      unit: null,
      project: { cost, totalDays, daysDone: freeDays },
      isBackPayment: false,
    },
    firstDayOfPeriod(period),
    parameters,
  );
  if (owed.ok) return owed.value.unit;
  throw new Refused('parameter-missing', `${owed.refusal.key ?? owed.refusal.reason} ${scheme} ${period}`);
};

@Injectable()
export class ProjectBills {
  constructor(
    private readonly store: ProjectBillsStore,
    private readonly runs: RunsStore,
    private readonly bills: BillsService,
    private readonly units: UnitsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {
    units.whenProjectEntered((tx, { project, by }) => this.assess(tx, project, by));
  }

  /** Brings the bills of projects that begin in a month to what their lines say; one that was never assessed is. Doing it again changes nothing. */
  async followAll(
    tx: Transaction,
    { scheme: of, period, unitCode }: Pick<Run, 'scheme' | 'period' | 'unitCode'>,
  ): Promise<void> {
    if (of !== scheme) return;
    for (const project of await this.store.ofMonth(tx, period, unitCode)) {
      if ((await this.store.standing(tx, project.code)).number > 0) await this.follow(tx, project);
      // It was registered before projects were billed: it was to pay before it began.
      else await this.assess(tx, await this.units.project(tx, project.code), null);
    }
  }

  /** Lays out what projects that begin in the month of a difference run would owe otherwise, reckoned from what their newest lines are. */
  async differences(
    tx: Transaction,
    run: Pick<Run, 'number' | 'scheme' | 'period' | 'knownAt'>,
  ): Promise<void> {
    if (run.scheme !== scheme) return;
    const { parameters } = await this.policy.parametersAsKnown(tx, run.knownAt);
    for (const project of await this.store.ofMonth(tx, run.period, null)) {
      const { number, owed: old, ...basis } = await this.store.standing(tx, project.code);
      if (number === 0) continue;
      const unit = subtract(demandOwed(project, basis, parameters), old);
      if (unit !== zeroFen)
        await this.store.addDifference(tx, run.number, project.code, {
          ...basis,
          number: number + 1,
          old,
          unit,
        });
    }
  }

  /** Enters what was approved of a difference run; a project that was put right otherwise meanwhile is left as it is. */
  async book(tx: Transaction, run: Pick<Run, 'number' | 'scheme'>): Promise<void> {
    if (run.scheme !== scheme) return;
    for (const approved of await this.store.approved(tx, run.number)) {
      const { code, number, cost, totalDays, freeDays, unit } = approved;
      await this.units.hold(tx, approved.unitCode);
      const standing = await this.store.standing(tx, code);
      if (standing.number + 1 !== number) continue;
      await this.store.addLine(tx, code, { number, run: run.number, cost, totalDays, freeDays, unit });
      await this.follow(tx, approved);
    }
  }

  /** Throws Refused `parameter-missing`. */
  private async assess(tx: Transaction, project: Project, by: string | null): Promise<void> {
    await this.units.hold(tx, project.unitCode);
    const standing = await this.store.standing(tx, project.code);
    const basis = basisOf(project);
    const isSame =
      standing.cost === basis.cost &&
      standing.totalDays === basis.totalDays &&
      standing.freeDays === basis.freeDays;
    if (isSame) return;
    const period = periodOf('once', project.startsOn);
    await this.policy.settle(tx);
    const knownAt = this.clock.now();
    const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
    const owed = demandOwed(project, basis, parameters);
    const run = await this.runs.add(tx, {
      scheme,
      period,
      reason: 'correction',
      personId: null,
      unitCode: project.unitCode,
      knownAt,
      state: 'done',
      bounds: [],
      rules: rulesVersion,
      askedBy: by,
    });
    if (run === null) throw new Error('a run of correction is never there before');
    await this.store.addLine(tx, project.code, {
      ...basis,
      number: standing.number + 1,
      run,
      unit: subtract(owed, standing.owed),
    });
    const today = this.clock.today();
    // It is paid before work begins; who registers later pays on that day.
    const first = by === null || today < project.startsOn ? project.startsOn : today;
    await this.follow(tx, project, standing.number === 0 ? first : null);
  }

  private async follow(
    tx: Transaction,
    { code, unitCode, startsOn }: AssessedProject,
    first: PlainDate | null = null,
  ): Promise<void> {
    const { owed, run } = await this.store.standing(tx, code);
    await this.bills.followProject(
      tx,
      { number: run, scheme, period: periodOf('once', startsOn), unitCode, projectCode: code },
      { unit: owed, heads: await this.store.heads(tx, code) },
      { dueOn: first ?? (await this.furtherDue(tx)), at: this.clock.now() },
    );
  }

  /** A further bill is due as those of this month are. */
  private async furtherDue(tx: Transaction): Promise<PlainDate> {
    const month = monthOf(this.clock.today());
    const due = dueOn('month', month, await this.policy.parameters(tx));
    if (!due.ok) throw new Refused('parameter-missing', `${due.refusal.key} ${scheme} ${month}`);
    return due.value;
  }
}
