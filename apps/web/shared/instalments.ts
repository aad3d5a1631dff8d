/** What is owed, divided into equal monthly instalments: a proposal that the hand may change before it is asked for. */
import { formatYuan, yuan } from '#libs/money/fen.js';
import { addDays, addMonths, date, firstDayOf, monthOf } from '#libs/kernel/plain-date.js';

export type Instalment = { dueOn: string; amount: string };

/** By the last days of the months after a day; what does not divide stands in the last one. Amounts in yuan. */
export const inMonths = (open: string, count: number, today: string): readonly Instalment[] => {
  const whole = yuan(open);
  const each = whole / BigInt(count);
  return Array.from({ length: count }, (_, at) => ({
    dueOn: addDays(firstDayOf(addMonths(monthOf(date(today)), at + 1)), -1),
    amount: formatYuan((at === count - 1 ? whole - each * BigInt(count - 1) : each) as typeof whole),
  }));
};
