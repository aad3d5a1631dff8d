/** An agreement to pay arrears by instalments (分期缴纳协议): which dates and amounts can be agreed. */
import { addYears, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, sum } from '#libs/money/fen.js';

export type Instalment = { readonly dueOn: PlainDate; readonly amount: Fen };

export type InstalmentsRefusal = 'too-few' | 'not-rising' | 'day-past' | 'beyond-a-year' | 'sum-differs';

/**
 * Two instalments at least, by rising days from today to a year on, which together are what is open (社会保险费申报缴纳管理规定; that an agreement
 * runs for a year at most follows 实施《社会保险法》若干规定 第二十一条, and is assumed for it). The late fee goes on by day and is not part of them.
 */
export const checkInstalments = (
  instalments: readonly Instalment[],
  open: Fen,
  today: PlainDate,
): Result<readonly Instalment[], InstalmentsRefusal> => {
  if (instalments.length < 2 || instalments.some(({ amount }) => amount <= 0n)) return refuse('too-few');
  if (instalments.some(({ dueOn }, at) => at > 0 && dueOn <= (instalments[at - 1]?.dueOn ?? dueOn)))
    return refuse('not-rising');
  if (instalments.some(({ dueOn }) => dueOn < today)) return refuse('day-past');
  if (instalments.some(({ dueOn }) => dueOn > addYears(today, 1))) return refuse('beyond-a-year');
  return sum(instalments.map(({ amount }) => amount)) === open ? ok(instalments) : refuse('sum-differs');
};
