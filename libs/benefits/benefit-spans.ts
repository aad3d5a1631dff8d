/** A benefit's months as people look at them: spans of months in a row that came to the same, paid, to be collected or suspended. */
import { addMonths, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, zeroFen } from '#libs/money/fen.js';
import { type BenefitChange, lifeOf } from './benefit-life.js';

/** What the lines of a month come to, and what of it is paid, in fen. */
export type MonthOfBenefit = { readonly period: PlainMonth; readonly due: Fen; readonly paid: Fen };

/** `amount`: of each month, in fen; nothing of a month that is suspended. */
export type BenefitSpan = {
  readonly from: PlainMonth;
  readonly to: PlainMonth;
  readonly amount: Fen;
  readonly state: 'paid' | 'open' | 'suspended';
};

/**
 * The spans of a benefit up to a month, the oldest first. A month that has lines is what they come to, also where it was suspended and is paid after all; one
 * that has none is told where it is suspended, and else left out: nothing was reckoned for it.
 */
export const benefitSpans = (
  benefit: { readonly firstMonth: PlainMonth; readonly lastMonth: PlainMonth | null },
  changes: readonly BenefitChange[],
  months: readonly MonthOfBenefit[],
  until: PlainMonth,
): readonly BenefitSpan[] => {
  const { firstMonth, lastMonth } = benefit;
  const last = lastMonth !== null && lastMonth < until ? lastMonth : until;
  if (last < firstMonth) return [];
  const life = lifeOf(benefit, changes);
  const known = new Map(months.map((month) => [month.period, month]));
  const spans: BenefitSpan[] = [];
  for (const month of monthsBetween(firstMonth, last)) {
    const lines = known.get(month);
    const isSuspended = life.stateIn(month).state === 'suspended';
    if (lines === undefined && !isSuspended) continue;
    const amount = lines?.due ?? zeroFen;
    const state = lines === undefined ? 'suspended' : lines.paid === lines.due ? 'paid' : 'open';
    const before = spans.at(-1);
    if (before?.amount === amount && before.state === state && addMonths(before.to, 1) === month)
      spans[spans.length - 1] = { ...before, to: month };
    else spans.push({ from: month, to: month, amount, state });
  }
  return spans;
};
