/** The ten years in which public institutions' pensions (120) by the old and the new rule were compared (人社部发〔2015〕28号). */
import { firstDayOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, formatYuan, subtract } from '#libs/money/fen.js';
import { formatPercent, type Rate } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import { lookUpAll, type MissingParameter, rateOf, wordOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type ComparedPension = { readonly amount: Fen; readonly explanation: Explanation };

/**
 * What is paid: never less than the old rule's, and of what the new rule brings beyond it a share that grows with the year of retirement
 * (10 % to the end of 2015 … 100 % from 2024-01); from 2024-10 on the new rule alone. Both amounts in fen; the new one with the annuity.
 */
export const comparedPension = (
  old: Fen,
  renewed: Fen,
  retired: PlainMonth,
  parameters: Parameters,
): Result<ComparedPension, MissingParameter> => {
  const found = lookUpAll(parameters, firstDayOf(retired), {
    compared: wordOf('120.comparison', ['old-and-new', 'new-alone']),
    share: rateOf('120.comparison-share'),
  });
  if (!found.ok) return found;
  const { compared, share } = found.value;
  const beyond = subtract(renewed, old);
  const amount =
    compared.value === 'new-alone' ? renewed : beyond <= 0n ? old : add(old, timesRate(beyond, share.value));
  const expression =
    compared.value === 'new-alone'
      ? formatYuan(renewed)
      : beyond <= 0n
        ? `max(${formatYuan(old)}, ${formatYuan(renewed)})`
        : `${formatYuan(old)} + ${formatYuan(beyond)} × ${formatPercent(share.value)}`;
  return ok({
    amount,
    explanation: explain(
      [
        stepOf(
          { zh: '新老办法对比', en: 'Old and new rule' },
          expression,
          formatYuan(amount),
          share.version,
          compared.version,
        ),
      ],
      [compared.version, share.version],
    ),
  });
};

/** The old rule: (basic pay of 2014-09 × share by years + subsidy of the post + rise of 2015) × the growth of each year since. */
export const formerPension = ({
  basicPay,
  share,
  subsidy,
  rise,
  growths,
}: {
  readonly basicPay: Fen;
  readonly share: Rate;
  readonly subsidy: Fen;
  readonly rise: Fen;
  /** Of each year from 2014 to the one before retirement. */
  readonly growths: readonly Rate[];
}): Fen => {
  const whole = 1_000_000n;
  const numerator = growths.reduce((product, growth) => product * (whole + growth), 1n);
  const denominator = growths.reduce((product) => product * whole, 1n);
  // Rounded once: the share's millionths stay in the product.
  return timesFraction(
    1n as Fen,
    (basicPay * share + (subsidy + rise) * whole) * numerator,
    denominator * whole,
  );
};
