/** What is to be recovered of a benefit, and what of it came back, as they are kept. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, smaller, subtract, zeroFen } from '#libs/money/fen.js';

/** What was paid in error of one benefit. */
export type RecoveryCase = {
  readonly claimId: string;
  readonly number: number;
  readonly scheme: string;
  /** Whose insurance it came from, and who was paid. */
  readonly personId: string;
  readonly payeeId: string;
  /** Months of which something is open, the oldest first. */
  readonly open: readonly OpenRecovery[];
};

export type OpenRecovery = {
  readonly id: string;
  readonly period: PlainMonth;
  readonly amount: Fen;
  /** It was paid in a year before this one. */
  readonly earlierYear: boolean;
};

/** A sum divided among the months it is taken of, the oldest first; throws RangeError when it is more than is open. */
export const takenOf = (open: readonly OpenRecovery[], amount: Fen): readonly OpenRecovery[] => {
  const taken: OpenRecovery[] = [];
  let left = amount;
  for (const one of open) {
    const part = smaller(one.amount, left);
    if (part === zeroFen) break;
    taken.push({ ...one, amount: part });
    left = subtract(left, part);
  }
  if (left > zeroFen) throw new RangeError('more than is open');
  return taken;
};

/** How something came back; what comes back at a window is written with its act (`recovery-rows`). */
export type RecoveredBy =
  | { readonly how: 'transfer'; readonly statementId: string; readonly line: number }
  | { readonly how: 'offset'; readonly entitlementId: string }
  | { readonly how: 'written-off'; readonly approvalId: string };
