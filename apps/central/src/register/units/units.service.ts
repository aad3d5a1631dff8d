/** Units that insure people or collect their cards: founding, change by day and closing, floating steps, and construction projects. */
import { Injectable } from '@nestjs/common';
import { parseUnifiedSocialCreditCode } from '#libs/identity/unified-social-credit-code.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type {
  FloatingStep,
  NewUnit,
  Project,
  ProjectEntered,
  Unit,
  UnitChange,
  UnitFact,
  UnitRatedAnew,
} from './unit.js';
import { changeFacts } from './unit-facts.js';
import { UnitsStore } from './units.store.js';

const isClass = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 8;
const codeForm = /^[A-Z0-9-]{1,20}$/;

/** Whether everything that was given stands so already. */
const isSame = <Given extends object>(given: Given, known: Given): boolean =>
  (Object.keys(given) as (keyof Given)[]).every((field) => given[field] === known[field]);

type FollowsRating = (tx: Transaction, anew: UnitRatedAnew) => Promise<void>;
type FollowsProject = (tx: Transaction, entered: ProjectEntered) => Promise<void>;

@Injectable()
export class UnitsService {
  private readonly following: FollowsRating[] = [];
  private readonly ofProjects: FollowsProject[] = [];

  constructor(
    private readonly store: UnitsStore,
    private readonly clock: Clock,
  ) {}

  /** Has somebody do in the same transaction what follows when dues are reckoned otherwise; called while the program is put together. */
  whenRatedAnew(follow: FollowsRating): void {
    this.following.push(follow);
  }

  /** As {@link whenRatedAnew}, when a project is registered or changed. */
  whenProjectEntered(follow: FollowsProject): void {
    this.ofProjects.push(follow);
  }

  /** Every unit by code and name. */
  all(tx: Transaction): Promise<Pick<Unit, 'code' | 'name'>[]> {
    return this.store.all(tx);
  }

  find(tx: Transaction, code: string): Promise<Unit | null> {
    return this.store.find(tx, code);
  }

  findByCreditCode(tx: Transaction, creditCode: string): Promise<Unit | null> {
    return this.store.findByCreditCode(tx, creditCode);
  }

  /** Throws Refused `unit-unknown`. */
  async get(tx: Transaction, code: string): Promise<Unit> {
    const unit = await this.store.find(tx, code);
    if (unit === null) throw new Refused('unit-unknown', 'unitCode');
    return unit;
  }

  /** Nobody else changes this unit, its projects or their bills until the transaction ends. */
  hold(tx: Transaction, code: string): Promise<void> {
    return this.store.lock(tx, code);
  }

  /** By code, credit code or a part of the name, `limit` at most. */
  search(tx: Transaction, text: string, limit: number): Promise<Unit[]> {
    return this.store.search(tx, text.trim(), limit);
  }

  /** Adds a unit that collects cards, by name alone; a known one stays as it is. */
  addNamed(tx: Transaction, unit: Pick<Unit, 'code' | 'name'>): Promise<void> {
    return this.store.addNamed(tx, unit);
  }

  /** Adds a unit; exactly the same that is known is returned as it is. Throws Refused `malformed-request`, `credit-code-invalid`, `unit-known`. */
  async add(tx: Transaction, unit: NewUnit): Promise<Unit> {
    if (!codeForm.test(unit.code))
      throw new Refused('malformed-request', 'code: 1 to 20 capitals, digits and hyphens');
    this.check(unit);
    if (!(await this.store.add(tx, unit))) {
      const known = await this.store.find(tx, unit.code);
      if (known === null || !isSame(unit, known)) throw new Refused('unit-known', unit.code);
      return known;
    }
    return this.get(tx, unit.code);
  }

  /**
   * What has changed, from a day on; without one from today, and for all of the past where nothing was known. Given again it changes nothing.
   * Throws Refused `unit-unknown`, `malformed-request`, `credit-code-invalid`, `unit-known`, `day-in-future`.
   */
  async change(
    tx: Transaction,
    code: string,
    change: UnitChange,
    { effectiveFrom = null, by }: { readonly effectiveFrom?: PlainDate | null; readonly by: string },
  ): Promise<Unit> {
    await this.store.lock(tx, code);
    const unit = await this.get(tx, code);
    this.check(change);
    const today = this.clock.today();
    if (effectiveFrom !== null && effectiveFrom > today) throw new Refused('day-in-future', 'effectiveFrom');
    if (change.creditCode !== undefined && change.creditCode !== null) {
      const other = await this.store.findByCreditCode(tx, change.creditCode);
      if (other !== null && other.code !== unit.code) throw new Refused('unit-known', other.code);
    }
    const facts = await this.store.facts(tx, code);
    const at = this.later(facts);
    const { entries, standing, since } = changeFacts(unit, facts, change, { effectiveFrom, today, at, by });
    if (entries.length === 0) return unit;
    await this.store.addFacts(tx, code, entries);
    await this.store.change(tx, code, standing);
    for (const fact of ['industryClass', 'size'] as const) {
      const from = since.get(fact);
      if (from !== undefined) await this.follow(tx, { unit: code, fact, from, at, by });
    }
    return this.get(tx, code);
  }

  /** Every fact that was changed, the newest period first and in it the entry that counts. */
  facts(tx: Transaction, code: string): Promise<UnitFact[]> {
    return this.store.facts(tx, code);
  }

  /** Closes a unit with its last day. Throws Refused `unit-unknown`, `unit-closed`, `unit-owes`, `unit-has-people`, `malformed-request`. */
  async close(tx: Transaction, code: string, on: PlainDate, by: string): Promise<Unit> {
    await this.store.lock(tx, code);
    const unit = await this.get(tx, code);
    if (unit.closedOn === on) return unit;
    if (unit.closedOn !== null) throw new Refused('unit-closed', code);
    if (on > this.clock.today()) throw new Refused('day-in-future', 'on');
    if (unit.foundedOn !== null && on < unit.foundedOn)
      throw new Refused('malformed-request', 'on: before it was founded');
    const { openBills, people } = await this.store.left(tx, code, on);
    if (openBills > 0) throw new Refused('unit-owes', `${openBills} bills`);
    if (people > 0) throw new Refused('unit-has-people', `${people} people`);
    await this.store.close(tx, code, on);
    const enteredAt = this.clock.now().toISOString();
    await this.store.addFacts(tx, code, [
      { field: 'closedOn', value: on, effectiveFrom: on, enteredAt, enteredBy: by },
    ]);
    return this.get(tx, code);
  }

  /** Enters the floating step of its injury rate from a day on; a further entry of the same day takes its place. Throws Refused `unit-unknown`, `malformed-request`. */
  async setFloatingStep(
    tx: Transaction,
    code: string,
    { effectiveFrom, step }: Pick<FloatingStep, 'effectiveFrom' | 'step'>,
    by: string,
  ): Promise<void> {
    await this.get(tx, code);
    if (!/^[0-9](\.[0-9]{1,2})?$/.test(step)) throw new Refused('malformed-request', 'step');
    const standing = (await this.store.floatingSteps(tx, code)).find(
      (entry) => entry.effectiveFrom === effectiveFrom,
    );
    if (standing?.step === step) return;
    const at = this.clock.now();
    await this.store.addFloatingStep(tx, code, { effectiveFrom, step }, by, at);
    await this.follow(tx, { unit: code, fact: 'floatingStep', from: effectiveFrom, at, by });
  }

  /** Every entry, the newest period first and in it the entry that counts. */
  floatingSteps(tx: Transaction, code: string): Promise<FloatingStep[]> {
    return this.store.floatingSteps(tx, code);
  }

  /** The step in force on a day, such as `1.2`; null: none was ever entered for it. */
  async floatingStepOn(tx: Transaction, code: string, on: PlainDate): Promise<string | null> {
    const steps = await this.store.floatingSteps(tx, code);
    return steps.find(({ effectiveFrom }) => effectiveFrom <= on)?.step ?? null;
  }

  /** Throws Refused `unit-unknown`, `unit-closed`, `malformed-request`, `project-known`, and `parameter-missing` where it cannot be assessed. */
  async addProject(tx: Transaction, project: Omit<Project, 'endedOn'>, by: string): Promise<Project> {
    const unit = await this.get(tx, project.unitCode);
    if (unit.closedOn !== null) throw new Refused('unit-closed', unit.code);
    if (!codeForm.test(project.code) || project.name.trim() === '' || project.cost <= 0n)
      throw new Refused('malformed-request', 'code, name, cost');
    if (project.endsOn < project.startsOn) throw new Refused('malformed-request', 'endsOn: before startsOn');
    if (project.insuredFrom < project.startsOn || project.insuredFrom > project.endsOn)
      throw new Refused('malformed-request', 'insuredFrom: from startsOn to endsOn');
    if (!(await this.store.addProject(tx, project))) {
      if (!isSame(project, await this.project(tx, project.code)))
        throw new Refused('project-known', project.code);
    }
    return this.entered(tx, await this.project(tx, project.code), by);
  }

  /** A new cost or end of a project, or that it has ended. Throws Refused `project-unknown`, `day-in-future`, `malformed-request`, `parameter-missing`. */
  async changeProject(
    tx: Transaction,
    { unitCode, code }: Pick<Project, 'unitCode' | 'code'>,
    change: Partial<Pick<Project, 'cost' | 'endsOn' | 'endedOn'>>,
    by: string,
  ): Promise<Project> {
    await this.store.lock(tx, unitCode);
    const known = await this.project(tx, code);
    if (known.unitCode !== unitCode) throw new Refused('project-unknown', code);
    const project = { ...known, ...change };
    if (project.cost <= 0n || project.endsOn < project.insuredFrom)
      throw new Refused('malformed-request', 'cost, endsOn');
    if (project.endedOn !== null) {
      if (project.endedOn > this.clock.today()) throw new Refused('day-in-future', 'endedOn');
      if (project.endedOn < project.startsOn)
        throw new Refused('malformed-request', 'endedOn: before startsOn');
    }
    await this.store.changeProject(tx, code, project);
    return this.entered(tx, project, by);
  }

  /** Throws Refused `project-unknown`. */
  async project(tx: Transaction, code: string): Promise<Project> {
    const project = await this.store.project(tx, code);
    if (project === null) throw new Refused('project-unknown', code);
    return project;
  }

  projectsOf(tx: Transaction, unitCode: string): Promise<Project[]> {
    return this.store.projectsOf(tx, unitCode);
  }

  private async entered(tx: Transaction, project: Project, by: string): Promise<Project> {
    for (const each of this.ofProjects) await each(tx, { project, by });
    return project;
  }

  private async follow(tx: Transaction, anew: UnitRatedAnew): Promise<void> {
    for (const each of this.following) await each(tx, anew);
  }

  /** Now, but later than whatever was entered: a clock that stands, or was put back, makes no two entries of one moment. */
  private later(facts: readonly UnitFact[]): Date {
    const entered = facts.map(({ enteredAt }) => (enteredAt === null ? 0 : Date.parse(enteredAt) + 1));
    return new Date(Math.max(this.clock.now().getTime(), ...entered));
  }

  private check({ name, creditCode, industryClass, foundedOn }: UnitChange): void {
    if (name !== undefined && name.trim() === '') throw new Refused('malformed-request', 'name');
    if (creditCode !== undefined && creditCode !== null) {
      const parsed = parseUnifiedSocialCreditCode(creditCode);
      if (!parsed.ok) throw new Refused('credit-code-invalid', parsed.refusal);
    }
    if (industryClass !== undefined && industryClass !== null && !isClass(industryClass))
      throw new Refused('malformed-request', 'industryClass: 1 to 8');
    if (foundedOn !== undefined && foundedOn !== null && foundedOn > this.clock.today())
      throw new Refused('day-in-future', 'foundedOn');
  }
}
