/** What will have been paid by a month at which a pension is reckoned for the chart. */
import { monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, formatYuan, fen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { timesRate } from '#libs/money/rounding.js';

/** The employee's part, all of it to the account (国发〔2005〕38号). */
const toAccount = ppm(80_000);

/** How many months `to` is after `from`; nothing when it is not. */
const monthsAfter = (from: PlainMonth, to: PlainMonth): number =>
  Math.max(monthsBetween(from, to).length - 1, 0);

export type Paid = { readonly months: number; readonly account: Fen };

/** What will have been paid when somebody retires in `month`, paying on by `base` from the month after `now`; without interest. */
export const paidBy = (
  month: PlainMonth,
  now: PlainMonth,
  paid: Paid,
  base: Fen,
): { readonly years: string; readonly months: number; readonly account: string } => {
  const more = base > 0n ? monthsAfter(now, month) : 0;
  const months = paid.months + more;
  const account = add(paid.account, fen(timesRate(base, toAccount) * BigInt(more)));
  // Four places name each month of a year on their own.
  return { years: (months / 12).toFixed(4), months, account: formatYuan(account) };
};

/** An age in months, of somebody born in `birth`. */
export const ageMonthsIn = (birth: PlainMonth, month: PlainMonth): number => monthsAfter(birth, month);
