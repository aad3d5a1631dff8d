/** What a flexible worker (灵活就业人员) pays for the employee pension: a chosen share of the average wage as base, all of it by themselves. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, subtract } from '#libs/money/fen.js';
import { formatPercent } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import {
  amountOf,
  type Found,
  lookUpRepeatedly,
  type MissingParameter,
  rateOf,
  tableOf,
} from '#libs/policy/look-up.js';
import type { Parameters, Table } from '#libs/policy/parameters.js';

export type FlexibleContribution = {
  /** Of a month, in whole yuan as the province publishes it. */
  readonly base: Fen;
  /** Of a month. */
  readonly person: Fen;
  /** Of a month: what of it goes to the personal account, and what to the pool. */
  readonly toAccount: Fen;
  readonly toPool: Fen;
  /** How it came about. */
  readonly explain: () => Explanation;
};

export type FlexibleRefusal = { readonly reason: 'tier-unknown' } | MissingParameter;

const ofPension = lookUpRepeatedly({
  average: amountOf('wage.average'),
  tiers: tableOf('110.flexible-tiers'),
  rate: rateOf('110.flexible-rate'),
  accountRate: rateOf('110.person-rate'),
});

const ofMedical = lookUpRepeatedly({
  average: amountOf('wage.average'),
  tiers: tableOf('110.flexible-tiers'),
  rate: rateOf('310.flexible-rate'),
});

/** Rounded half-up to the yuan, as the province's tables have it. */
const tierBase = (average: Fen, tierPercent: number): Fen =>
  fen(timesFraction(average, BigInt(tierPercent), 100n * 100n) * 100n);

const baseStep = (
  average: Found<Fen>,
  tiers: Found<Table>,
  tierPercent: number,
  base: Fen,
): ExplanationStep =>
  stepOf(
    { zh: '缴费基数（取整到元）', en: 'Base, in whole yuan' },
    `${formatYuan(average.value)} × ${tierPercent} %`,
    formatYuan(base),
    average.version,
    tiers.version,
  );

/**
 * A month of the tier, in percent of the average wage; the base is rounded half-up to the yuan, as the province's tables have it.
 * Tiers open on a day stand in `110.flexible-tiers`. Amounts in fen. Source: 国发〔2005〕38号 三（20 %, of which 8 % to the account).
 */
export const assessFlexible = ({
  tierPercent,
  on,
  parameters,
}: {
  readonly tierPercent: number;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<FlexibleContribution, FlexibleRefusal> => {
  const found = ofPension(parameters, on);
  if (!found.ok) return found;
  const { average, tiers, rate, accountRate } = found.value;
  if (!tiers.value.some(([percent]) => Number(percent) === tierPercent))
    return refuse({ reason: 'tier-unknown' });
  const base = tierBase(average.value, tierPercent);
  const person = timesRate(base, rate.value);
  const toAccount = timesRate(base, accountRate.value);
  const toPool = subtract(person, toAccount);
  const explanation = (): Explanation => {
    const amounts = formatYuan(base);
    return explain(
      [
        baseStep(average, tiers, tierPercent, base),
        stepOf(
          { zh: '每月应缴', en: 'To be paid a month' },
          `${amounts} × ${formatPercent(rate.value)}`,
          formatYuan(person),
          rate.version,
        ),
        stepOf(
          { zh: '其中计入个人账户', en: 'Of it into the personal account' },
          `${amounts} × ${formatPercent(accountRate.value)}`,
          formatYuan(toAccount),
          accountRate.version,
        ),
        stepOf(
          { zh: '其中计入统筹基金', en: 'Of it into the pool' },
          `${formatYuan(person)} − ${formatYuan(toAccount)}`,
          formatYuan(toPool),
          rate.version,
          accountRate.version,
        ),
      ],
      [average.version, tiers.version, rate.version, accountRate.version],
    );
  };
  return ok({
    base,
    person,
    toAccount,
    toPool,
    explain: explanation,
  });
};

/** What a flexible worker pays a month for employee medical insurance: the chosen tier's base at the rate of both parts (社会保险法 第二十三条). */
export const assessFlexibleMedical = ({
  tierPercent,
  on,
  parameters,
}: {
  readonly tierPercent: number;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<Pick<FlexibleContribution, 'base' | 'person' | 'explain'>, FlexibleRefusal> => {
  const found = ofMedical(parameters, on);
  if (!found.ok) return found;
  const { average, tiers, rate } = found.value;
  if (!tiers.value.some(([percent]) => Number(percent) === tierPercent))
    return refuse({ reason: 'tier-unknown' });
  const base = tierBase(average.value, tierPercent);
  const person = timesRate(base, rate.value);
  return ok({
    base,
    person,
    explain: () =>
      explain(
        [
          baseStep(average, tiers, tierPercent, base),
          stepOf(
            { zh: '每月应缴', en: 'To be paid a month' },
            `${formatYuan(base)} × ${formatPercent(rate.value)}`,
            formatYuan(person),
            rate.version,
          ),
        ],
        [average.version, tiers.version, rate.version],
      ),
  });
};
