/** Splits an amount by weights without losing or making a fen (largest remainder). */
import { type Fen, fen } from './fen.js';

/**
 * Parts of `total` in proportion to `weights`; they add up to `total` exactly, and each is within one fen of its
 * exact share. Left-over fen go to the largest remainders, the earlier part first where equal.
 * Throws RangeError for a negative total, a negative weight, or weights that are all zero.
 */
export const prorate = (total: Fen, weights: readonly bigint[]): readonly Fen[] => {
  const whole = weights.reduce((left, right) => left + right, 0n);
  if (total < 0n || whole <= 0n || weights.some((weight) => weight < 0n))
    throw new RangeError('prorate needs a total ≥ 0 and weights ≥ 0 that are not all zero');
  const shares = weights.map((weight, index) => ({
    index,
    floor: (total * weight) / whole,
    remainder: (total * weight) % whole,
  }));
  let left = total - shares.reduce((taken, share) => taken + share.floor, 0n);
  const parts = shares.map((share) => share.floor);
  const byRemainder = shares.toSorted((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0n) break;
    parts[share.index] = share.floor + 1n;
    left -= 1n;
  }
  return parts.map(fen);
};
