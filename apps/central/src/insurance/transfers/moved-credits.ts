/** What of a move comes to the personal account: each row of a letter by its own year, so that it can be taken back just as it came. */
import { monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { subtract, sum, yuan } from '#libs/money/fen.js';
import type { MovedCredit } from '../accounts/account-moves.service.js';
import type { InsuranceTransfer } from './transfer.js';

/** What no row says is of the month it came in. */
export const creditsOf = (
  { spans, account }: Pick<InsuranceTransfer, 'spans' | 'account'>,
  on: PlainDate,
): readonly MovedCredit[] => {
  const credits = spans.map((span): MovedCredit => ({ period: span.last, amount: yuan(span.account) }));
  return [
    ...credits,
    { period: monthOf(on), amount: subtract(account, sum(credits.map(({ amount }) => amount))) },
  ];
};
