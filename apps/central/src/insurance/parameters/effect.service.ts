/** Shows what a proposal would change: per scheme and period heads and sums by both, and the largest changes with how they come about. */
import { Injectable } from '@nestjs/common';
import { addMonths, monthOf, yearOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { setOf } from '#libs/policy/parameter-sets.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { firstDayOfPeriod } from '#libs/schemes/periods.js';
import { runCadence, schemeTable } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { ParameterEffects, type ChangedRow, type PeriodEffect } from '../assessment/effects.service.js';
import type { ChangedSumDto, PeriodEffectDto, ProposalEffectDto } from './effect.dto.js';
import { kinds, type ProposalContent } from './proposals.service.js';

const [monthsAtMost, yearsAtMost] = [4, 2];

/** The newest periods that have a day from a first day on: as far as today, or the first to come. */
const periodsOf = (cadence: 'month' | 'year', from: PlainDate, today: PlainDate): readonly string[] => {
  const newest = from > today ? from : today;
  const names =
    cadence === 'year'
      ? Array.from({ length: yearsAtMost }, (_, back) => String(yearOf(newest) - back))
      : Array.from({ length: monthsAtMost }, (_, back) => addMonths(monthOf(newest), -back));
  // Rules are those of a period's first day.
  const touched = names.filter((name) => firstDayOfPeriod(name) >= from);
  if (touched.length > 0) return touched;
  return [cadence === 'year' ? String(yearOf(from) + 1) : addMonths(monthOf(from), 1)];
};

const describeRow = ({ category, base, before, after, explanation }: ChangedRow): ChangedSumDto => ({
  category,
  base: base === null ? null : formatYuan(base),
  before: formatYuan(before),
  after: formatYuan(after),
  explanation:
    explanation === null
      ? null
      : {
          steps: explanation.steps.map((step) => ({ ...step })),
          parameterVersions: [...explanation.parameterVersions],
        },
});

const describePeriod = ({ largest, before, after, ...counts }: PeriodEffect): PeriodEffectDto => ({
  scheme: counts.scheme,
  period: counts.period,
  heads: counts.heads,
  changed: counts.changed,
  lost: counts.lost,
  before: formatYuan(before),
  after: formatYuan(after),
  largest: largest.map(describeRow),
});

@Injectable()
export class ProposalEffect {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly effects: ParameterEffects,
    private readonly clock: Clock,
  ) {}

  /** Of a proposal as it was asked for, beside the set that stands. Throws Refused `approval-unknown`. */
  async of(approval: string): Promise<ProposalEffectDto> {
    return this.database.read(async (tx) => {
      const found = await this.approvals.newestOf<ProposalContent>(tx, kinds, endedAtMost);
      const content = found.find(({ id }) => id === approval)?.content;
      if (content === undefined) throw new Refused('approval-unknown', approval);
      const entries = (await this.policy.entries(tx)).filter(({ approvalId }) => approvalId !== approval);
      const last = entries.at(-1)?.entry ?? 0;
      const proposed = content.versions.map((version, at) => ({
        ...version,
        entry: last + 1 + at,
        enteredAt: null,
      }));
      const before = setOf(entries, last).parameters;
      const after = setOf([...entries, ...proposed], last + proposed.length).parameters;
      const touched = content.versions.map(({ key, effectiveFrom }) => ({
        key,
        from: effectiveFrom as PlainDate,
      }));
      const periods: PeriodEffectDto[] = [];
      for (const { scheme, period } of this.periods(touched, after))
        periods.push(
          describePeriod(
            await this.effects.ofPeriod(tx, { scheme, period, knownAt: this.clock.now() }, before, after),
          ),
        );
      return { periods };
    });
  }

  /** The periods of the schemes that need one of the keys. */
  private periods(
    touched: readonly { readonly key: string; readonly from: PlainDate }[],
    after: Parameters,
  ): readonly { readonly scheme: string; readonly period: string }[] {
    const today = this.clock.today();
    return Object.values(schemeTable).flatMap((scheme) => {
      const cadence = runCadence(scheme);
      const needs = new Set(scheme.requires(today, after));
      const [first] = touched
        .filter(({ key }) => needs.has(key))
        .map(({ from }) => from)
        .toSorted();
      if (cadence === null || first === undefined) return [];
      return periodsOf(cadence, first, today).map((period) => ({ scheme: scheme.code, period }));
    });
  }
}

/** As many as the list of proposals shows. */
const endedAtMost = 200;
