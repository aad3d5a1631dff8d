/**
 * Adjusts pensions once a year (养老金调整): a rule is laid down as data, laid out over everybody in chunks, approved by others, and carried out in chunks; what
 * months that have passed are more by becomes due at once.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { oddField, readPopulationRule } from '#libs/benefits/population-rule.js';
import { schemeName } from '#libs/contract/schemes.js';
import { parseMonth } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { add, fen, formatYuan, yuan } from '#libs/money/fen.js';
import {
  ChunkedWork,
  type RunOptions,
  type WorkChunk,
} from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { adjustmentReference } from '../benefits/adjustment-number.js';
import type { BenefitRange, RaisedPensions } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { RisesService } from '../benefits/rises.service.js';
import { type Adjustment, adjustedSchemes, type NewAdjustment } from './adjustment.js';
import { AdjustmentsStore, applyingWork, simulatingWork } from './adjustments.store.js';
import { SimulationsStore } from './simulations.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided: the rule, and what it was laid out to come to. Amounts in yuan. */
type Content = Omit<NewAdjustment, 'from'> & {
  readonly number: number;
  readonly from: string;
  readonly heads: number;
  readonly monthly: string;
  readonly past: string;
  /** How often these pensions were adjusted before: another adjustment meanwhile makes it outdated. */
  readonly standing: number;
};

const steps = [simulatingWork, applyingWork] as const;
type Step = (typeof steps)[number];
const stepWords: Readonly<Record<Step, Words>> = {
  [simulatingWork]: { zh: '测算养老金调整', en: 'simulation of an adjustment' },
  [applyingWork]: { zh: '执行养老金调整', en: 'carrying out of an adjustment' },
};
const jobName = 'adjustments';
const pensionsEach = 4000;

const yuanOf = (text: string | undefined): string => formatYuan(fen(BigInt(text ?? '0')));
const plain = (value: string): Words => ({ zh: value, en: value });

const raisedOf = ({ id, schemes, from, rule: written }: Adjustment): RaisedPensions => {
  const read = readPopulationRule(written);
  if ('unfit' in read) throw new Error(`a rule on record that cannot be: ${read.unfit}`);
  return { id, schemes, from, rule: read.rule };
};

const rangeOf = ({ bounds }: Adjustment, { number }: WorkChunk): BenefitRange => ({
  after: bounds[number - 2] ?? null,
  upTo: bounds[number - 1] ?? null,
});

@Injectable()
export class Adjustments implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: AdjustmentsStore,
    private readonly simulations: SimulationsStore,
    private readonly rises: RisesService,
    private readonly benefits: EntitlementsService,
    private readonly approvals: Approvals,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    for (const step of steps) work.add(step, { words: stepWords[step], byItself: true });
    jobs.add({
      name: jobName,
      purpose: { zh: '测算并执行养老金调整', en: 'Simulate adjustments of pensions and carry them out' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  onModuleInit(): void {
    this.approvals.handle<Content>('adjustment', {
      numberOf: (subject) => adjustmentReference(Number(subject)),
      current: async (tx, { content: { number } }) => {
        const found = await this.store.hold(tx, number);
        return found?.state === 'asked' ? this.contentOf(tx, found) : null;
      },
      describe: async (_tx, { content }) => describe(content),
      approved: async (tx, { id, content: { number }, askedBy }) => {
        const found = await this.store.hold(tx, number);
        if (found?.state !== 'asked') throw new Refused('approval-outdated', id);
        if ((await this.store.applying(tx, found.schemes)) !== null)
          throw new Refused('adjustment-applying', adjustmentReference(number));
        await this.store.setState(tx, number, 'applying', { approvalId: id, approvedAt: this.clock.now() });
        await this.work.plan(
          tx,
          { kind: applyingWork, subject: String(number), plannedBy: askedBy },
          chunksOf(found),
        );
      },
      soon: (tx) => this.jobs.soon(tx, jobName),
      refused: async (tx, { id, content: { number } }) => {
        const found = await this.store.hold(tx, number);
        if (found?.state === 'asked') await this.store.setState(tx, number, 'refused', { approvalId: id });
      },
    });
  }

  /**
   * Lays a rule down and begins to lay out what it would add to everybody; nobody is paid more by it. Throws Refused `malformed-request`, `adjustment-unfit`
   * (which field), `adjustment-exists` (year), `adjustment-applying`.
   */
  propose(asked: NewAdjustment, by: By): Promise<number> {
    const { year, from, rule, source } = asked;
    const schemes = [...new Set(asked.schemes)].toSorted();
    if (parseMonth(from) === null) throw new Refused('malformed-request', 'from');
    if (schemes.length === 0 || schemes.some((code) => !adjustedSchemes.some((known) => known === code)))
      throw new Refused('malformed-request', 'schemes');
    if (!from.startsWith(`${year}-`)) throw new Refused('adjustment-unfit', 'from');
    const isOfInjuries = schemes.includes('410');
    if (isOfInjuries && schemes.length > 1) throw new Refused('adjustment-unfit', 'schemes');
    const odd = oddField(rule, isOfInjuries ? 'work-injury' : 'pensions');
    if (odd !== null) throw new Refused('adjustment-unfit', odd);
    const read = readPopulationRule(rule);
    if ('unfit' in read) throw new Refused('adjustment-unfit', read.unfit);
    return this.database.transaction(async (tx) => {
      const applying = await this.store.applying(tx, schemes);
      if (applying !== null) throw new Refused('adjustment-applying', adjustmentReference(applying));
      const { bounds } = await this.store.bounds(tx, schemes, pensionsEach);
      const made = { year, schemes, from, source, rule, bounds, madeBy: by.number, madeAt: this.clock.now() };
      const number = await this.store.add(tx, made);
      if (number === null) throw new Refused('adjustment-exists', `${year} ${schemes.join(' ')}`);
      await this.work.plan(
        tx,
        { kind: simulatingWork, subject: String(number), plannedBy: by.number },
        chunksOf({ bounds }),
      );
      await this.tell(tx, 'adjustment.proposed', number, by.number, { year: String(year), source });
      await this.jobs.soon(tx, jobName);
      return number;
    });
  }

  /** Brings the step that an adjustment is at to its end here, beside whoever else is at it. Throws Refused `not-found`, `adjustment-state`. */
  async finish(number: number, options: RunOptions = {}): Promise<void> {
    const { found, step, workId } = await this.database.transaction(async (tx) => {
      const one = await this.store.find(tx, number);
      if (one === null) throw new Refused('not-found', adjustmentReference(number));
      const at: Step = one.state === 'applying' ? applyingWork : simulatingWork;
      return { found: one, step: at, workId: await this.work.idOf(tx, at, String(number)) };
    });
    if (found.state !== 'simulating' && found.state !== 'applying')
      throw new Refused('adjustment-state', found.state);
    if (workId === null) throw new Error(`adjustment ${number} has no such step`);
    const raised = raisedOf(found);
    const { zh, en } = stepWords[step];
    const reference = adjustmentReference(number);
    await this.work.run(
      workId,
      async (tx, chunk) => {
        const range = rangeOf(found, chunk);
        if (step === simulatingWork) await this.rises.layOut(tx, raised, range);
        else await this.rises.carryOut(tx, raised, range);
      },
      {
        label: { zh: `${zh} ${reference}`, en: `${en} ${reference}` },
        ...options,
        finish: (tx) =>
          step === simulatingWork ? this.sumUp(tx, number, raised) : this.end(tx, number, raised),
      },
    );
  }

  private async sumUp(tx: Transaction, number: number, raised: RaisedPensions): Promise<void> {
    await this.store.takesLong(tx);
    const summed = await this.simulations.sumUp(tx, raised.id);
    const unreckoned = await this.rises.unreckoned(tx, raised);
    await this.store.setState(tx, number, 'simulated', { simulation: { ...summed, unreckoned } });
  }

  private async end(tx: Transaction, number: number, raised: RaisedPensions): Promise<void> {
    const { id, from } = raised;
    await this.store.takesLong(tx);
    await this.rises.carryOutForLate(tx, raised);
    await this.benefits.followRedetermined(tx, id);
    // What makes up for a pension is less by as much.
    await this.benefits.follow(tx, await this.rises.followingRises(tx, id));
    const outcome = await this.simulations.outcome(tx, id, from);
    await this.store.setState(tx, number, 'applied', { outcome, appliedAt: this.clock.now() });
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    let done = 0;
    for (const step of steps)
      for (const subject of await this.database.read((tx) => this.work.due(tx, step))) {
        if (signal.aborted) break;
        await this.finish(Number(subject), { signal });
        done += 1;
      }
    return done === 0
      ? null
      : { words: { zh: '办完的步骤', en: 'steps brought to their end' }, counts: { steps: done } };
  }

  /** Asks others to approve it. Throws Refused `not-found`, `adjustment-state`, `adjustment-nobody`, `approval-waiting`. */
  ask(
    number: number,
    reason: string,
    by: By,
  ): Promise<{ readonly approval: string; readonly state: string }> {
    return this.database.transaction(async (tx) => {
      const found = await this.held(tx, number);
      const { simulation } = found;
      if (found.state !== 'simulated' || simulation === null)
        throw new Refused('adjustment-state', found.state);
      if (simulation.all.heads === 0) throw new Refused('adjustment-nobody', adjustmentReference(number));
      await this.store.setState(tx, number, 'asked');
      const { id, state } = await this.approvals.ask<Content>(tx, {
        kind: 'adjustment',
        subject: String(number),
        content: await this.contentOf(tx, found),
        amountFen: add(fen(BigInt(simulation.all.payable)), fen(BigInt(simulation.all.past))),
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  /** Lets one go that nobody approved. Throws Refused `not-found`, `adjustment-state`. */
  drop(number: number, by: By): Promise<void> {
    return this.database.transaction(async (tx) => {
      const found = await this.held(tx, number);
      if (found.state !== 'simulated') throw new Refused('adjustment-state', found.state);
      await this.store.setState(tx, number, 'refused');
      await this.tell(tx, 'adjustment.dropped', number, by.number, {});
    });
  }

  private async held(tx: Transaction, number: number): Promise<Adjustment> {
    const found = await this.store.hold(tx, number);
    if (found === null) throw new Refused('not-found', adjustmentReference(number));
    return found;
  }

  private async contentOf(tx: Transaction, of: Adjustment): Promise<Content> {
    const { number, year, schemes, from, source, rule, simulation } = of;
    return {
      number,
      year,
      schemes,
      from,
      source,
      rule,
      heads: simulation?.all.heads ?? 0,
      monthly: yuanOf(simulation?.all.payable),
      past: yuanOf(simulation?.all.past),
      standing: await this.store.standing(tx, schemes),
    };
  }

  private tell(
    tx: Transaction,
    action: string,
    number: number,
    staffNumber: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at: this.clock.now(),
      action,
      staffNumber,
      subject: adjustmentReference(number),
      detail,
    });
  }
}

const chunksOf = ({ bounds }: Pick<Adjustment, 'bounds'>): readonly WorkChunk[] =>
  Array.from({ length: bounds.length + 1 }, (_, at) => ({
    number: at + 1,
    first: at * pensionsEach + 1,
    last: (at + 1) * pensionsEach,
    items: pensionsEach,
  }));

const describe = ({ year, schemes, from, source, heads, monthly, past }: Content): ApprovalView => {
  const [month, once] = [displayYuan(yuan(monthly)), displayYuan(yuan(past))];
  const funds = schemes.map((code) => schemeName(code));
  const of = schemes.includes('410')
    ? { zh: '工伤保险待遇', en: 'allowances of work injury' }
    : { zh: '养老金', en: 'pensions' };
  return {
    what: {
      zh: `${year} 年${of.zh}调整：${heads} 人，每月增支 ${month}，补发 ${once}`,
      en: `Adjustment of ${of.en} in ${year}: ${heads} people, ${month} more a month, ${once} for months past`,
    },
    details: [
      {
        label: { zh: '基金', en: 'funds' },
        value: { zh: funds.map(({ zh }) => zh).join('、'), en: funds.map(({ en }) => en).join(', ') },
      },
      { label: { zh: '执行起始月', en: 'from' }, value: plain(from) },
      { label: { zh: '依据', en: 'document' }, value: plain(source) },
    ],
  };
};
