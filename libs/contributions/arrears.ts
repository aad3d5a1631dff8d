/** What not paying and not declaring cost: the late fee by day, and the amount that is set for a unit that declares nothing. */
import { addDays, daysBetween, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, smaller } from '#libs/money/fen.js';
import { formatPercent, type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import {
  type Found,
  lookUp,
  lookUpAll,
  type MissingParameter,
  rateOf,
  wordOf,
} from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type LateFee = { readonly days: number; readonly fee: Fen; readonly explanation: Explanation };

/** The first that applies, in this order. */
export type LateFeeRefusal =
  | { readonly reason: 'amount-not-positive' | 'paid-before-due' }
  | MissingParameter;

type Span = { readonly days: number; readonly rate: Found<Rate> };

const dailyRate = rateOf('late-fee.daily-rate');

/** The days after `lastDay` up to and with `paid`, cut where the rate changes. */
const spansOf = (
  parameters: Parameters,
  lastDay: PlainDate,
  paid: PlainDate,
): Result<readonly Span[], MissingParameter> => {
  const spans: Span[] = [];
  let until = paid;
  while (until > lastDay) {
    const version = lookUp(parameters, dailyRate.key, until);
    if (!version.ok) return version;
    const { effectiveFrom } = version.value;
    const first = addDays(lastDay, 1);
    const from = effectiveFrom > first ? effectiveFrom : first;
    spans.unshift({
      days: daysBetween(from, until) + 1,
      rate: { value: dailyRate.read(version.value), version: version.value },
    });
    until = addDays(from, -1);
  }
  return ok(spans);
};

/**
 * The late fee of an amount whose last day of payment was `lastDay`, paid on `paid`: simple, from the day after the last day up to
 * and with the day of payment, each day at the rate of that day, rounded half-up to the fen once. At most the amount itself where
 * `late-fee.cap` says `principal`. Sources: 社会保险法 第八十六条 (from 2011-07-01), 社会保险费征缴暂行条例 第十三条 (before).
 */
export const lateFee = ({
  amount,
  lastDay,
  paid,
  parameters,
}: {
  readonly amount: Fen;
  readonly lastDay: PlainDate;
  readonly paid: PlainDate;
  readonly parameters: Parameters;
}): Result<LateFee, LateFeeRefusal> => {
  if (amount <= 0n) return refuse({ reason: 'amount-not-positive' });
  if (paid < lastDay) return refuse({ reason: 'paid-before-due' });
  const spans = spansOf(parameters, lastDay, paid);
  if (!spans.ok) return spans;
  const capped = lookUpAll(parameters, paid, { cap: wordOf('late-fee.cap', ['none', 'principal']) });
  if (!capped.ok) return capped;
  const { cap } = capped.value;
  const product = spans.value.reduce((total, { days, rate }) => total + BigInt(days) * rate.value, 0n);
  const whole = timesFraction(amount, product, wholePpm);
  const fee = cap.value === 'principal' ? smaller(whole, amount) : whole;
  const steps = spans.value.map(({ days, rate }) =>
    stepOf(
      { zh: '滞纳金', en: 'Late fee' },
      `${formatYuan(amount)} × ${formatPercent(rate.value)} × ${days}`,
      formatYuan(timesFraction(amount, rate.value * BigInt(days), wholePpm)),
      rate.version,
    ),
  );
  const total: readonly ExplanationStep[] =
    fee === whole && steps.length === 1
      ? []
      : [
          stepOf(
            { zh: '滞纳金合计', en: 'Late fee in all' },
            fee === whole ? formatYuan(whole) : `${formatYuan(whole)} ≤ ${formatYuan(amount)}`,
            formatYuan(fee),
            cap.version,
          ),
        ];
  return ok({
    days: spans.value.reduce((count, { days }) => count + days, 0),
    fee,
    explanation: explain([...steps, ...total], [...spans.value.map(({ rate }) => rate.version), cap.version]),
  });
};

export type Undeclared = { readonly amount: Fen; readonly explanation: Explanation };

export type UndeclaredRefusal = { readonly reason: 'amount-not-positive' } | MissingParameter;

/** What a unit owes for a month that it did not declare: 110 % of what it paid the month before (社会保险法 第六十二条). */
export const undeclaredAmount = (
  lastMonthAmount: Fen,
  on: PlainDate,
  parameters: Parameters,
): Result<Undeclared, UndeclaredRefusal> => {
  if (lastMonthAmount <= 0n) return refuse({ reason: 'amount-not-positive' });
  const found = lookUpAll(parameters, on, { rate: rateOf('undeclared.rate') });
  if (!found.ok) return found;
  const { rate } = found.value;
  const amount = timesRate(lastMonthAmount, rate.value);
  return ok({
    amount,
    explanation: explain(
      [
        stepOf(
          { zh: '未申报核定', en: 'Set because nothing was declared' },
          `${formatYuan(lastMonthAmount)} × ${formatPercent(rate.value)}`,
          formatYuan(amount),
          rate.version,
        ),
      ],
      [rate.version],
    ),
  });
};
