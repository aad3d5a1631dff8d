/** Runs: a whole period of a scheme in chunks, or what is wrong with it put right, for everybody or for one unit's people. */
import { Inject, Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { missingFor } from '#libs/schemes/parameters-ahead.js';
import { dueOn, periodOf } from '#libs/schemes/periods.js';
import { describedScheme, isScheme, rulesVersion, runCadence, schemeTable } from '#libs/schemes/table.js';
import { ChunkedWork, chunksOver, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { BillsService } from './bills.service.js';
import { ProjectBills } from './project-bills.service.js';
import { Reckoning } from './reckoning.service.js';
import { type Run, type RunReason, RunsStore } from './runs.store.js';
import { participationsEach } from './slices.js';

/** The kind of long work that a run is; its subject is the run's number. */
const runWork = 'assessment.run';
const jobName = 'assessments';
const words: Words = { zh: '核定应缴', en: 'assessment of contributions' };

export type RunAsk = {
  readonly scheme: string;
  readonly period: string;
  readonly reason: Extract<RunReason, 'period' | 'declaration' | 'correction'>;
  /** One unit's people; null: everybody. */
  readonly unitCode?: string | null;
  /** One person, at whatever units; null: everybody. */
  readonly personId?: string | null;
  /** What is to be put right was entered then: the run knows it, also when the clock was put back since. */
  readonly enteredAt?: Date;
  /** Null: nobody in particular. */
  readonly askedBy: string | null;
};

@Injectable()
export class AssessmentService {
  constructor(
    private readonly database: Database,
    private readonly store: RunsStore,
    private readonly reckoning: Reckoning,
    private readonly bills: BillsService,
    private readonly projects: ProjectBills,
    private readonly policy: PolicyService,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    work.add(runWork, { words, byItself: true });
    jobs.add({
      name: jobName,
      purpose: { zh: '办完已开始的核定', en: 'Bring runs of assessment to their end' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  /**
   * Lays a run out. The run of a whole period is there once: asked for again it is the same one. Throws Refused `period-unfit` for what is no
   * period of the scheme or has not begun; of everybody `parameter-missing`, whose detail names every key, scheme and period. A unit or a person
   * who cannot be assessed for it is a gap instead.
   */
  async plan(tx: Transaction, ask: RunAsk): Promise<Run> {
    const { scheme, period, reason, unitCode = null, personId = null, enteredAt, askedBy } = ask;
    this.demandPeriod(scheme, period);
    // From here to the end of the transaction nobody enters a version: what is known now stays what was known now.
    await this.policy.settle(tx);
    const knownAt = new Date(Math.max(this.clock.now().getTime(), enteredAt?.getTime() ?? 0));
    const whole = unitCode === null && personId === null;
    if (whole) {
      const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
      const missing = missingFor(describedScheme(scheme), period, parameters);
      if (missing.length > 0)
        throw new Refused('parameter-missing', `${missing.join(', ')} ${scheme} ${period}`);
    }
    const { bounds, participations } = whole
      ? await this.store.bounds(tx, scheme, participationsEach)
      : { bounds: [], participations: 1 };
    const number = await this.store.add(tx, {
      scheme,
      period,
      reason,
      personId,
      unitCode,
      knownAt,
      state: 'planned',
      bounds,
      rules: rulesVersion,
      askedBy,
    });
    const run =
      number === null ? await this.store.ofPeriod(tx, scheme, period) : await this.store.get(tx, number);
    if (run === null) throw new Error(`run of ${scheme} ${period} is neither new nor known`);
    await this.work.plan(
      tx,
      { kind: runWork, subject: String(run.number), plannedBy: askedBy ?? jobName },
      chunksOver(1, Math.max(1, participations), whole ? participationsEach : 1),
    );
    return run;
  }

  /** Lays a run out, and has it done by whichever process does the jobs. */
  async begin(tx: Transaction, ask: RunAsk): Promise<Run> {
    const run = await this.plan(tx, ask);
    await this.jobs.soon(tx, jobName);
    return run;
  }

  /** Lays a run out and brings it to its end here, beside whoever else is at it; what was killed goes on. */
  async assess(ask: RunAsk, options: RunOptions = {}): Promise<Run> {
    const run = await this.database.transaction((tx) => this.plan(tx, ask));
    if (run.state === 'planned') await this.finish(run.number, options);
    return run;
  }

  /** What a run of all schemes of a period is: those assessed by the month, or by the year. */
  schemesOf(period: string): readonly string[] {
    const cadence = period.length === 4 ? 'year' : 'month';
    return Object.values(schemeTable)
      .filter((scheme) => runCadence(scheme) === cadence)
      .map(({ code }) => code);
  }

  private demandPeriod(scheme: string, period: string): void {
    const cadence = isScheme(scheme) ? runCadence(schemeTable[scheme]) : null;
    const isPeriod =
      /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(period) && period.length === (cadence === 'year' ? 4 : 7);
    if (cadence === null || !isPeriod || period > periodOf(cadence, this.clock.today()))
      throw new Refused('period-unfit', `${scheme} ${period}`);
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    const due = await this.database.read((tx) => this.work.due(tx, runWork));
    for (const subject of due) {
      if (signal.aborted) break;
      await this.finish(Number(subject), { signal });
    }
    return due.length === 0
      ? null
      : { words: { zh: '办完的核定', en: 'runs brought to their end' }, counts: { runs: due.length } };
  }

  private async finish(number: number, options: RunOptions): Promise<void> {
    const { run, workId } = await this.database.read(async (tx) => ({
      run: await this.store.get(tx, number),
      workId: await this.work.idOf(tx, runWork, String(number)),
    }));
    if (run === null || workId === null) throw new Error(`no run ${number}`);
    const { zh, en } = schemeName(run.scheme);
    await this.work.run(
      workId,
      async (tx, chunk) => {
        // The finishing step waits for the disk, and with it for all chunks.
        await this.store.endAtOnce(tx);
        await this.reckoning.reckon(
          tx,
          run,
          {
            unitCode: run.unitCode,
            personId: run.personId,
            after: run.bounds[chunk.number - 2] ?? null,
            upTo: run.bounds[chunk.number - 1] ?? null,
          },
          this.clock.now(),
        );
      },
      {
        label: { zh: `核定${zh} ${run.period}`, en: `assess ${en} ${run.period}` },
        ...options,
        finish: (tx) => this.end(tx, run),
      },
    );
  }

  /** Bills follow once, when all lines are there. */
  private async end(tx: Transaction, run: Run): Promise<void> {
    const at = this.clock.now();
    if (run.period.length === 7) {
      const { parameters } = await this.policy.parametersAsKnown(tx, run.knownAt);
      const due = dueOn('month', run.period, parameters);
      if (!due.ok) throw new Refused('parameter-missing', `${due.refusal.key} ${run.scheme} ${run.period}`);
      const units =
        run.personId === null ? [run.unitCode] : await this.store.unitsOf(tx, run.personId, run.scheme);
      for (const unitCode of units) {
        await this.bills.follow(tx, { ...run, unitCode }, { dueOn: due.value, at });
        await this.projects.followAll(tx, { ...run, unitCode });
      }
    }
    await this.store.setState(tx, run.number, 'done', at);
  }
}
