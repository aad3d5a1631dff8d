/** An agreement to pay arrears by instalments (分期缴纳协议): which dates and amounts can be agreed, and how dues of a person are divided among them. */
import { addYears, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, type Fen, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { type AccountShare, accountPartOf } from './personal-account.js';

export type Instalment = { readonly dueOn: PlainDate; readonly amount: Fen };

export type InstalmentsRefusal = 'too-few' | 'not-rising' | 'day-past' | 'beyond-a-year' | 'sum-differs';

/**
 * Two instalments at least, by rising days from today to a year on, or `years`, which together are what is open (社会保险费申报缴纳管理规定; that an agreement
 * runs for a year at most follows 实施《社会保险法》若干规定 第二十一条, and is assumed for it). The late fee goes on by day and is not part of them.
 */
export const checkInstalments = (
  instalments: readonly Instalment[],
  open: Fen,
  today: PlainDate,
  years = 1,
): Result<readonly Instalment[], InstalmentsRefusal> => {
  if (instalments.length < 2 || instalments.some(({ amount }) => amount <= 0n)) return refuse('too-few');
  if (instalments.some(({ dueOn }, at) => at > 0 && dueOn <= (instalments[at - 1]?.dueOn ?? dueOn)))
    return refuse('not-rising');
  if (instalments.some(({ dueOn }) => dueOn < today)) return refuse('day-past');
  if (instalments.some(({ dueOn }) => dueOn > addYears(today, years))) return refuse('beyond-a-year');
  return sum(instalments.map(({ amount }) => amount)) === open ? ok(instalments) : refuse('sum-differs');
};

/** What is owed of one period. */
export type OwedPart = { readonly id: string; readonly open: Fen };

/** What of a due is paid with an instalment. */
export type DuePart = { readonly id: string; readonly dueOn: PlainDate; readonly amount: Fen };

/**
 * Divides dues among the instalments that together are what is open: the oldest first, cut where an instalment ends, so that each part settles as one
 * amount. `owed` is given the oldest first; throws RangeError when the sums differ.
 */
export const partsOf = (
  instalments: readonly Instalment[],
  owed: readonly OwedPart[],
): readonly DuePart[] => {
  const parts: DuePart[] = [];
  const rest = owed.map((each) => ({ ...each }));
  for (const { dueOn, amount } of instalments) {
    let left = amount;
    for (const due of rest) {
      const part = smaller(left, due.open);
      if (part === zeroFen) continue;
      parts.push({ id: due.id, dueOn, amount: part });
      due.open = subtract(due.open, part);
      left = subtract(left, part);
    }
    if (left > zeroFen) throw new RangeError('instalments of more than is open');
  }
  if (rest.some(({ open }) => open > zeroFen)) throw new RangeError('instalments of less than is open');
  return parts;
};

/** What of each part of a due is the account's, so that all of them bring what the due would have brought at once, to the fen. */
export const sharesOfParts = (parts: readonly Fen[], share: AccountShare): readonly AccountShare[] => {
  let [paid, credited] = [zeroFen, zeroFen];
  return parts.map((part) => {
    paid = add(paid, part);
    const upTo = accountPartOf(paid, share);
    const toAccount = subtract(upTo, credited);
    credited = upTo;
    return { of: part, toAccount };
  });
};
