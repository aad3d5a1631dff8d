/**
 * After a change of rules in the past: what each person's months would be by them is laid out in chunks, approved by others, and booked
 * as further lines; dues, bills and what is to be given back follow as they do of every line.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { month, monthOf } from '#libs/kernel/plain-date.js';
import { add, type Fen, formatYuan, sum } from '#libs/money/fen.js';
import { missingFor } from '#libs/schemes/parameters-ahead.js';
import { dueOn } from '#libs/schemes/periods.js';
import { describedScheme, isScheme, rulesVersion } from '#libs/schemes/table.js';
import { ChunkedWork, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { BillsService } from './bills.service.js';
import { DifferencesStore, type PeriodDifference } from './differences.store.js';
import { ProjectBills } from './project-bills.service.js';
import { Reckoning } from './reckoning.service.js';
import { type NewLine, RunsStore } from './runs.store.js';
import { chunksOf, participationsEach, slicesOf } from './slices.js';

const kind = 'retroactive-difference';
const [reckoningWork, bookingWork] = ['assessment.difference', 'assessment.difference-booking'] as const;
type Step = typeof reckoningWork | typeof bookingWork;
const jobName = 'difference-runs';
const stepWords: Readonly<Record<Step, Words>> = {
  [reckoningWork]: { zh: '核算追溯差额', en: 'differences of a change in the past' },
  [bookingWork]: { zh: '记入追溯差额', en: 'entering of approved differences' },
};

export type DifferenceAsk = {
  readonly schemes: readonly string[];
  /** Months, both included. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly by: Pick<Decider, 'number' | 'terminalId'>;
};

/** What is decided: sums of rows that are written once. Amounts in yuan. */
type Content = {
  readonly number: number;
  readonly periods: readonly {
    readonly scheme: string;
    readonly period: string;
    readonly run: number;
    readonly heads: number;
    readonly supplement: string;
    readonly refund: string;
  }[];
};

const contentOf = (number: number, periods: readonly PeriodDifference[]): Content => ({
  number,
  periods: periods.map(({ scheme, period, run, heads, supplement, refund }) => ({
    scheme,
    period,
    run,
    heads,
    supplement: formatYuan(supplement),
    refund: formatYuan(refund),
  })),
});

const lineText = ({ number, unit, person, government }: NewLine): string =>
  [number, unit, person, government].join(' ');

@Injectable()
export class DifferenceRuns implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: DifferencesStore,
    private readonly runs: RunsStore,
    private readonly reckoning: Reckoning,
    private readonly bills: BillsService,
    private readonly projects: ProjectBills,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    for (const step of [reckoningWork, bookingWork] as const)
      work.add(step, { words: stepWords[step], byItself: true });
    jobs.add({
      name: jobName,
      purpose: { zh: '核算并记入追溯差额', en: 'Reckon and enter differences of changes in the past' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  onModuleInit(): void {
    this.approvals.handle<Content>(kind, {
      current: async (tx, { content: { number } }) => {
        const periods = await this.store.periods(tx, number);
        return periods.every(({ state }) => state === 'proposed') ? contentOf(number, periods) : null;
      },
      describe: async (tx, { content }) =>
        this.describe(content, await this.store.periods(tx, content.number)),
      approved: async (tx, { id, content: { number }, askedBy }) => {
        await this.store.setStates(tx, number, 'approved', { approvalId: id, at: this.clock.now() });
        await this.work.plan(
          tx,
          { kind: bookingWork, subject: String(number), plannedBy: askedBy },
          chunksOf(await this.store.runs(tx, number)),
        );
      },
      soon: (tx) => this.jobs.soon(tx, jobName),
      refused: (tx, { id, content: { number } }) =>
        this.store.setStates(tx, number, 'refused', { approvalId: id, at: this.clock.now() }),
    });
  }

  /**
   * Lays out a difference run of every period of these schemes that was assessed. Throws Refused `malformed-request`, `nothing-assessed`,
   * `difference-under-way` (scheme and period), `parameter-missing`.
   */
  async layOut(tx: Transaction, { schemes, from, to, reason, by }: DifferenceAsk): Promise<number> {
    const unknown = schemes.find((scheme) => !isScheme(scheme));
    if (unknown !== undefined || schemes.length === 0)
      throw new Refused('malformed-request', `schemes ${unknown ?? ''}`);
    if (from > to) throw new Refused('malformed-request', 'from, to');
    const periods = await this.store.assessed(tx, schemes, from, to);
    if (periods.length === 0) throw new Refused('nothing-assessed', `${schemes.join(' ')} ${from} – ${to}`);
    // From here to the end of the transaction nobody enters a version.
    await this.policy.settle(tx);
    const taken = await this.store.underWay(tx, periods);
    if (taken !== null) throw new Refused('difference-under-way', `${taken.scheme} ${taken.period}`);
    const knownAt = this.clock.now();
    const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
    for (const { scheme, period } of periods) {
      const missing = missingFor(describedScheme(scheme), period, parameters);
      if (missing.length > 0)
        throw new Refused('parameter-missing', `${missing.join(', ')} ${scheme} ${period}`);
    }
    const number = await this.store.add(tx, {
      firstMonth: from,
      lastMonth: to,
      reason,
      askedBy: by.number,
      askedAt: knownAt,
    });
    const bounds = new Map<string, readonly string[]>();
    for (const { scheme, period } of periods) {
      const ofScheme = bounds.get(scheme) ?? (await this.runs.bounds(tx, scheme, participationsEach)).bounds;
      bounds.set(scheme, ofScheme);
      await this.store.addRun(
        tx,
        number,
        { scheme, period, knownAt, bounds: ofScheme, rules: rulesVersion },
        by.number,
      );
    }
    await this.work.plan(
      tx,
      { kind: reckoningWork, subject: String(number), plannedBy: by.number },
      chunksOf(await this.store.runs(tx, number)),
    );
    await this.jobs.soon(tx, jobName);
    return number;
  }

  /** Brings a step of a difference run to its end here, beside whoever else is at it. */
  async finish(number: number, step: Step, options: RunOptions = {}): Promise<void> {
    const { workId, slices } = await this.database.read(async (tx) => ({
      workId: await this.work.idOf(tx, step, String(number)),
      slices: slicesOf(await this.store.runs(tx, number)),
    }));
    if (workId === null) throw new Error(`difference run ${number} has no such step`);
    const { zh, en } = stepWords[step];
    await this.work.run(
      workId,
      async (tx, chunk) => {
        const slice = slices[chunk.number - 1];
        if (slice === undefined) throw new Error(`difference run ${number} has no chunk ${chunk.number}`);
        const { of: run, scope } = slice;
        if (step === reckoningWork)
          return this.store.addRows(tx, run.number, await this.reckoning.differences(tx, run, scope));
        const approved = await this.store.approved(tx, run.number, scope);
        if (approved.size === 0) return;
        await this.reckoning.book(
          tx,
          run,
          scope,
          (line) => approved.get(line.participationId) === lineText(line),
          this.clock.now(),
        );
      },
      {
        label: { zh: `${zh} ${number}`, en: `${en} ${number}` },
        ...options,
        finish: (tx) => (step === reckoningWork ? this.propose(tx, number) : this.end(tx, number)),
      },
    );
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    let runs = 0;
    for (const step of [reckoningWork, bookingWork] as const)
      for (const subject of await this.database.read((tx) => this.work.due(tx, step))) {
        if (signal.aborted) break;
        await this.finish(Number(subject), step, { signal });
        runs += 1;
      }
    return runs === 0
      ? null
      : { words: { zh: '办完的步骤', en: 'steps brought to their end' }, counts: { runs } };
  }

  /** Asks others, once all of it is laid out; where nothing differs there is nothing to decide. */
  private async propose(tx: Transaction, number: number): Promise<void> {
    for (const run of await this.store.runs(tx, number)) await this.projects.differences(tx, run);
    const [asked, periods] = [await this.store.get(tx, number), await this.store.periods(tx, number)];
    if (asked === null) throw new Error(`no difference run ${number}`);
    const at = this.clock.now();
    if (periods.every(({ heads }) => heads === 0)) {
      await this.store.setStates(tx, number, 'done', { approvalId: null, at });
      return;
    }
    const moved: Fen = sum(periods.map(({ supplement, refund }) => add(supplement, refund)));
    const { id } = await this.approvals.ask<Content>(tx, {
      kind,
      subject: String(number),
      content: contentOf(number, periods),
      amountFen: moved,
      by: { number: asked.askedBy },
      reason: asked.reason,
    });
    await this.store.setStates(tx, number, 'proposed', { approvalId: id, at });
  }

  /** Bills follow once, when all lines are there. What they are more by is due as what is owed for this month. */
  private async end(tx: Transaction, number: number): Promise<void> {
    const at = this.clock.now();
    const parameters = await this.policy.parameters(tx);
    const due = dueOn('month', month(monthOf(this.clock.today())), parameters);
    if (!due.ok) throw new Refused('parameter-missing', due.refusal.key);
    for (const run of await this.store.runs(tx, number, true)) {
      if (run.period.length !== 7) continue;
      await this.bills.follow(tx, { ...run, unitCode: null }, { dueOn: due.value, at });
      await this.projects.book(tx, run);
    }
    await this.store.setStates(tx, number, 'done', { approvalId: null, at });
  }

  private describe({ number, periods }: Content, now: readonly PeriodDifference[]): ApprovalView {
    const heads = periods.reduce((all, one) => all + one.heads, 0);
    const total = (of: 'supplement' | 'refund'): string => formatYuan(sum(now.map((period) => period[of])));
    const schemes = [...new Set(periods.map(({ scheme }) => scheme))];
    const ofScheme = (scheme: string) => now.filter((one) => one.scheme === scheme);
    return {
      what: {
        zh: `差额批次 ${number}：${heads} 人次，应补 ${total('supplement')} 元，应退 ${total('refund')} 元`,
        en: `difference run ${number}: ${heads} months of people, ${total('supplement')} yuan more and ${total('refund')} yuan less`,
      },
      details: schemes.map((scheme) => {
        const of = ofScheme(scheme);
        const [more, less] = [
          formatYuan(sum(of.map(({ supplement }) => supplement))),
          formatYuan(sum(of.map(({ refund }) => refund))),
        ];
        const [first, last] = [of[0]?.period ?? '', of.at(-1)?.period ?? ''];
        const span = first === last ? first : `${first} – ${last}`;
        return {
          label: schemeName(scheme),
          value: {
            zh: `${span}，应补 ${more} 元，应退 ${less} 元`,
            en: `${span}, ${more} yuan more, ${less} yuan less`,
          },
        };
      }),
    };
  }
}
