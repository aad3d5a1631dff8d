/** Reckons what a proposal would change as it is proposed, in chunks, and keeps it with the proposal: nobody decides before it is whole. */
import { Inject, Injectable } from '@nestjs/common';
import type { Words } from '#libs/kernel/words.js';
import { addMonths, monthOf, type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { setOf } from '#libs/policy/parameter-sets.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';
import type { SchemeDescription } from '#libs/schemes/description.js';
import { firstDayOfPeriod, periodOf } from '#libs/schemes/periods.js';
import { runCadence, schemeTable } from '#libs/schemes/table.js';
import { ChunkedWork, type RunOptions } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { ParameterEffects } from '../assessment/effects.service.js';
import { chunksOf, slicesOf } from '../assessment/slices.js';
import type { ChangedSumDto, PeriodEffectDto, ProposalEffectDto } from './effect.dto.js';
import { EffectStore, type EffectPeriod, type KeptEffect } from './effect.store.js';

const effectWork = 'parameters.effect';
const jobName = 'parameter-effects';
const workWords: Words = { zh: '测算参数影响', en: 'effect of a proposed parameter' };

/** The days from a version on until the next one of its key. */
type Reach = { readonly key: string; readonly from: PlainDate; readonly until: PlainDate | null };

/** A proposal with both sets: the one that stood as it was proposed, and that one with what is proposed. */
type Sets = { readonly before: Parameters; readonly after: Parameters };

const reachesOf = (versions: readonly JudgedVersion[], { after }: Sets): readonly Reach[] =>
  versions.map(({ key, effectiveFrom }) => {
    const [next] = (after.byKey.get(key) ?? [])
      .map((version) => version.effectiveFrom)
      .filter((day) => day > effectiveFrom)
      .toSorted();
    return { key, from: effectiveFrom as PlainDate, until: next ?? null };
  });

const chunksIn = (periods: readonly EffectPeriod[]): number =>
  periods.reduce((all, { bounds }) => all + bounds.length + 1, 0);

@Injectable()
export class ProposalEffect {
  constructor(
    private readonly database: Database,
    private readonly store: EffectStore,
    private readonly policy: PolicyService,
    private readonly effects: ParameterEffects,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    work.add(effectWork, { words: workWords, byItself: true });
    jobs.add({
      name: jobName,
      purpose: { zh: '测算所提参数的影响', en: 'Reckon what proposed parameters would change' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  /** Lays out the effect of what is proposed, in the transaction that proposes it. */
  async layOut(
    tx: Transaction,
    approval: string,
    versions: readonly JudgedVersion[],
    by: string,
  ): Promise<void> {
    // From here to the end of the transaction nobody enters a version.
    await this.policy.settle(tx);
    const entry = (await this.policy.entries(tx)).at(-1)?.entry ?? 0;
    const sets = await this.sets(tx, entry, versions);
    const periods = await this.periods(tx, reachesOf(versions, sets), sets.after);
    await this.store.layOut(tx, approval, { entry, versions, knownAt: this.clock.now(), periods });
    if (periods.length === 0) return;
    await this.work.plan(tx, { kind: effectWork, subject: approval, plannedBy: by }, chunksOf(periods));
    await this.jobs.soon(tx, jobName);
  }

  /** Throws Refused `effect-not-ready` as long as it is not whole, `effect-stuck` where it does not go on by itself. */
  async demandWhole(tx: Transaction, approval: string): Promise<void> {
    const kept = await this.store.get(tx, approval);
    if (kept !== null && kept.chunksDone >= chunksIn(kept.periods)) return;
    throw new Refused((await this.isStuck(tx, approval)) ? 'effect-stuck' : 'effect-not-ready', approval);
  }

  /** As it was reckoned, or how far that is. Throws Refused `approval-unknown`. */
  of(approval: string): Promise<ProposalEffectDto> {
    return this.database.read(async (tx) => {
      const kept = await this.store.get(tx, approval);
      if (kept === null) throw new Refused('approval-unknown', approval);
      const chunks = chunksIn(kept.periods);
      const isWhole = kept.chunksDone === chunks;
      const since = (await this.policy.entries(tx)).filter(
        ({ entry, approvalId }) => entry > kept.entry && approvalId !== approval,
      );
      return {
        isWhole,
        isStuck: !isWhole && (await this.isStuck(tx, approval)),
        knownAt: kept.knownAt.toISOString(),
        chunks,
        chunksDone: kept.chunksDone,
        versionsSince: since.length,
        periods: isWhole ? await this.inFull(tx, approval) : [],
      };
    });
  }

  /** Brings it to its end here, beside whoever else is at it. */
  async finish(approval: string, options: RunOptions = {}): Promise<void> {
    const { workId, kept } = await this.database.read(async (tx) => ({
      workId: await this.work.idOf(tx, effectWork, approval),
      kept: await this.store.get(tx, approval),
    }));
    // It reaches nothing that is assessed.
    if (workId === null || kept === null) return;
    const { before, after } = await this.database.read((tx) => this.sets(tx, kept.entry, kept.versions));
    const slices = slicesOf(kept.periods);
    await this.work.run(
      workId,
      async (tx, { number }) => {
        const slice = slices[number - 1];
        if (slice === undefined) throw new Error(`effect of ${approval} has no chunk ${number}`);
        const { of, scope } = slice;
        const part = await this.effects.ofScope(tx, { ...of, knownAt: kept.knownAt }, scope, before, after);
        await this.store.addPart(tx, approval, number, of, part);
      },
      { label: workWords, ...options },
    );
  }

  private async isStuck(tx: Transaction, approval: string): Promise<boolean> {
    const workId = await this.work.idOf(tx, effectWork, approval);
    return workId !== null && (await this.work.status(tx, workId)).state === 'stuck';
  }

  private async goOn(signal: AbortSignal): Promise<JobResult | null> {
    const due = await this.database.read((tx) => this.work.due(tx, effectWork));
    for (const approval of due) {
      if (signal.aborted) break;
      await this.finish(approval, { signal });
    }
    return due.length === 0
      ? null
      : { words: { zh: '测算完的参数', en: 'effects reckoned' }, counts: { effects: due.length } };
  }

  private async inFull(tx: Transaction, approval: string): Promise<PeriodEffectDto[]> {
    const [periods, rows] = [await this.store.periods(tx, approval), await this.store.rows(tx, approval)];
    return periods.map(({ before, after, ...counts }) => {
      const listed = (list: 'largest' | 'sample'): ChangedSumDto[] =>
        rows
          .filter((row) => row.list === list && row.scheme === counts.scheme && row.period === counts.period)
          .map(({ category, base, before: old, after: is, explanation }) => ({
            category,
            base,
            before: old,
            after: is,
            explanation:
              explanation === null
                ? null
                : { steps: [...explanation.steps], parameterVersions: [...explanation.parameterVersions] },
          }));
      return {
        ...counts,
        before: formatYuan(before),
        after: formatYuan(after),
        largest: listed('largest'),
        sample: listed('sample'),
      };
    });
  }

  private async sets(tx: Transaction, entry: number, versions: KeptEffect['versions']): Promise<Sets> {
    const entries = (await this.policy.entries(tx)).filter((one) => one.entry <= entry);
    const proposed = versions.map((version, at) => ({ ...version, entry: entry + 1 + at, enteredAt: null }));
    return {
      before: setOf(entries, entry).parameters,
      after: setOf([...entries, ...proposed], entry + proposed.length).parameters,
    };
  }

  /** Of every scheme that needs one of the keys: all that was assessed and is reached, and the period of today; else the first to come. */
  private async periods(
    tx: Transaction,
    reaches: readonly Reach[],
    after: Parameters,
  ): Promise<readonly EffectPeriod[]> {
    const today = this.clock.today();
    const isReached = (scheme: SchemeDescription, period: string): boolean => {
      const on = firstDayOfPeriod(period);
      const needs = new Set(scheme.requires(on, after));
      return reaches.some(
        ({ key, from, until }) => needs.has(key) && from <= on && (until === null || on < until),
      );
    };
    const found: EffectPeriod[] = [];
    for (const scheme of Object.values(schemeTable)) {
      const cadence = runCadence(scheme);
      if (cadence === null) continue;
      const assessed = await this.effects.assessed(tx, scheme.code);
      const known = [...new Set([...assessed, periodOf(cadence, today)])];
      const reached = known.filter((period) => isReached(scheme, period));
      const toCome = reaches
        .map(({ from }) =>
          from === firstDayOfPeriod(periodOf(cadence, from))
            ? periodOf(cadence, from)
            : cadence === 'year'
              ? String(yearOf(from) + 1)
              : addMonths(monthOf(from), 1),
        )
        .filter((period) => firstDayOfPeriod(period) > today && isReached(scheme, period))
        .toSorted();
      const periods = reached.length > 0 ? reached : toCome.slice(0, 1);
      if (periods.length === 0) continue;
      const bounds = await this.effects.bounds(tx, scheme.code);
      found.push(...periods.map((period) => ({ scheme: scheme.code, period, bounds })));
    }
    return found;
  }
}
