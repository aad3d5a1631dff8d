/** How much of a month's benefit may be kept back for what was paid in error (社会保险经办条例 第四十六条): the least that is left to live is a parameter. */
import { type Fen, fen, larger, subtract, zeroFen } from '#libs/money/fen.js';
import { type Rate, wholePpm } from '#libs/money/rate.js';

/**
 * The most of a line, in fen, that leaves the share `least` of it, rounded up to the fen, and all that comes out of a personal account: that is the
 * person's own.
 */
export const largestPart = (
  { amount, accountPart }: { readonly amount: Fen; readonly accountPart: Fen },
  least: Rate,
): Fen => {
  const left = fen((amount * least + wholePpm - 1n) / wholePpm);
  return larger(subtract(amount, larger(left, accountPart)), zeroFen);
};
