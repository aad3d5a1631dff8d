/** Lists what a person owes, each due with the reasons made again of what its line was made of. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { yearOf } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { entryKnownAt } from '#libs/policy/parameter-sets.js';
import { type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { collectorOf } from '#libs/schemes/collector.js';
import { inputsOfLine } from '#libs/schemes/line-inputs.js';
import { firstDayOfPeriod } from '#libs/schemes/periods.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { DueDto } from './dues.dto.js';
import { type DueInstalment, DuesStore, type OpenDue } from './dues.store.js';

const unexplained: Explanation = { steps: [], parameterVersions: [] };

/** How a due came about, by the parameters that were known when its line was made. */
const explanationOf = (due: OpenDue, parameters: Parameters): Explanation => {
  const { line, scheme, period, assessedIn } = due;
  if (line === null) return due.assessment.explanation ?? unexplained;
  const inputs = inputsOfLine(line.inputs, line.base, line);
  const isBackPayment = inputs.isBackPayment || (period.length === 4 && Number(period) < assessedIn);
  const owed = describedScheme(scheme).assess(
    { ...inputs, isBackPayment },
    firstDayOfPeriod(period),
    parameters,
  );
  return owed.ok ? owed.value.explain() : unexplained;
};

/** The next instalment of an agreement that is kept; of one that has lapsed all that is left. */
const isOffered = (dues: readonly OpenDue[], { agreement, dueOn, lapsed }: DueInstalment): boolean =>
  lapsed ||
  !dues.some(
    ({ instalment, state }) =>
      state === 'open' &&
      instalment !== null &&
      instalment.agreement === agreement &&
      instalment.dueOn < dueOn,
  );

/** Why less is asked for than the period comes to. */
const partSteps = ({ instalment, amount }: OpenDue): ExplanationStep[] =>
  instalment === null || amount === null
    ? []
    : [
        stepOf(
          { zh: '分期缴纳', en: 'Of it, paid by instalments' },
          `${instalment.place} / ${instalment.of}（${instalment.dueOn}）`,
          formatYuan(amount),
          { source: `分期缴纳协议 ${instalment.agreement}`, status: 'local' },
        ),
      ];

@Injectable()
export class DuesService {
  constructor(
    private readonly store: DuesStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** What this year and later asks nothing for, because of who the person is. */
  waivedNow(
    tx: Transaction,
    personId: string,
  ): Promise<readonly { readonly scheme: string; readonly period: string }[]> {
    return this.store.waived(tx, personId, yearOf(this.clock.today()));
  }

  /** What the person owes now. */
  async list(tx: Transaction, personId: string): Promise<DueDto[]> {
    const today = this.clock.today();
    const dues = await this.store.open(tx, personId, today);
    const parameters = await this.parametersOf(tx, dues);
    const current = await this.policy.parameters(tx);
    return dues.map((due) => {
      const { id, scheme, period, amount, state, inHand, instalment, assessment } = due;
      const { steps, parameterVersions } = explanationOf(due, parameters.get(due) ?? { byKey: new Map() });
      return {
        id,
        scheme,
        schemeName: schemeName(scheme),
        period,
        amount: amount === null ? null : formatYuan(amount),
        tiers: [...assessment.tiers],
        state,
        collectedBy: collectorOf(current, scheme, today) ?? 'unknown',
        inHand,
        instalment: instalment === null ? null : { ...instalment, offered: isOffered(dues, instalment) },
        explanation: { steps: [...steps, ...partSteps(due)], parameterVersions: [...parameterVersions] },
      };
    });
  }

  /** The parameters that each due's line was made with; most were made with the same. */
  private async parametersOf(
    tx: Transaction,
    dues: readonly OpenDue[],
  ): Promise<ReadonlyMap<OpenDue, Parameters>> {
    const of = new Map<OpenDue, Parameters>();
    if (dues.every(({ line }) => line === null)) return of;
    const entries = await this.policy.entries(tx);
    const sets = new Map<number, Parameters>();
    for (const due of dues) {
      if (due.line === null) continue;
      const entry = entryKnownAt(entries, due.line.knownAt);
      const set = sets.get(entry) ?? (await this.policy.ofSet(tx, String(entry))).parameters;
      sets.set(entry, set);
      of.set(due, set);
    }
    return of;
  }
}
