/** The monthly employee pension (110): basic part, account's part, and the part for years before accounts began. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, sum, zeroFen } from '#libs/money/fen.js';
import { formatPercent, type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { lookUpAll, type MissingParameter, rateOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { formatDecimal, tenThousand } from './decimals.js';
import { formatTenths, type PayoutMonths } from './payout-months.js';

export type EmployeePension = {
  readonly basicPart: Fen;
  readonly accountPart: Fen;
  readonly transitionalPart: Fen;
  readonly amount: Fen;
  readonly explanation: Explanation;
};

/** A coefficient that was handed in with the formula it belongs to. */
export type TransitionalFormula = {
  readonly coefficient: Rate;
  /** `mean`: of the index and 1, as in Qinghai; `index`: the index itself, as elsewhere. */
  readonly by: 'mean' | 'index';
};

/**
 * Basic = base × (1 + index) ÷ 2 × years × 1 %; account = balance ÷ payout months; transitional = base × (1 + index) ÷ 2 × years before
 * accounts × coefficient. Years are months ÷ 12; each part is rounded half-up to the fen. `index` in ten-thousandths, amounts in fen.
 * Source: 国发〔2005〕38号 六; the transitional part is the province's (110.transitional-rate) unless one is handed in.
 */
export const employeePension = ({
  base,
  index,
  months,
  deemedMonths = 0,
  account,
  payout,
  transitional,
  on,
  parameters,
}: {
  /** 计发基数, a month. */
  readonly base: Fen;
  readonly index: bigint;
  /** Paid and deemed, all. */
  readonly months: number;
  /** Of them before personal accounts began. */
  readonly deemedMonths?: number | undefined;
  readonly account: Fen;
  readonly payout: Pick<PayoutMonths, 'tenths'> & { readonly version?: PayoutMonths['version'] | undefined };
  readonly transitional?: TransitionalFormula | undefined;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<EmployeePension, MissingParameter> => {
  const found = lookUpAll(parameters, on, {
    basicRate: rateOf('110.basic-rate'),
    transitionalRate: rateOf('110.transitional-rate'),
  });
  if (!found.ok) return found;
  const { basicRate, transitionalRate } = found.value;
  const twice = tenThousand + index;
  const basicPart = timesFraction(
    base,
    twice * BigInt(months) * basicRate.value,
    2n * tenThousand * 12n * wholePpm,
  );
  const accountPart = timesFraction(account, 10n, payout.tenths);
  const formula = transitional ?? { coefficient: transitionalRate.value, by: 'mean' };
  const [factor, divisor] = formula.by === 'mean' ? [twice, 2n * tenThousand] : [index, tenThousand];
  const transitionalPart =
    deemedMonths === 0
      ? zeroFen
      : timesFraction(base, factor * BigInt(deemedMonths) * formula.coefficient, divisor * 12n * wholePpm);
  const amount = sum([basicPart, accountPart, transitionalPart]);
  const mean = `(1 + ${formatDecimal(index)}) ÷ 2`;
  const payoutVersion = payout.version ?? basicRate.version;
  const steps: ExplanationStep[] = [
    stepOf(
      { zh: '基础养老金', en: 'Basic part' },
      `${formatYuan(base)} × ${mean} × ${months} ÷ 12 × ${formatPercent(basicRate.value)}`,
      formatYuan(basicPart),
      basicRate.version,
    ),
    stepOf(
      { zh: '个人账户养老金', en: 'Account part' },
      `${formatYuan(account)} ÷ ${formatTenths(payout.tenths)}`,
      formatYuan(accountPart),
      payoutVersion,
    ),
  ];
  if (deemedMonths > 0)
    steps.push(
      stepOf(
        { zh: '过渡性养老金', en: 'Transitional part' },
        `${formatYuan(base)} × ${formula.by === 'mean' ? mean : formatDecimal(index)} × ${deemedMonths} ÷ 12 × ${formatPercent(formula.coefficient)}`,
        formatYuan(transitionalPart),
        transitionalRate.version,
      ),
    );
  steps.push(
    stepOf(
      { zh: '月养老金', en: 'Monthly pension' },
      [basicPart, accountPart, ...(deemedMonths > 0 ? [transitionalPart] : [])].map(formatYuan).join(' + '),
      formatYuan(amount),
      basicRate.version,
    ),
  );
  const versions = [
    basicRate.version,
    payoutVersion,
    ...(deemedMonths > 0 ? [transitionalRate.version] : []),
  ];
  return ok({ basicPart, accountPart, transitionalPart, amount, explanation: explain(steps, versions) });
};
