/** The one place that rounds money: half-up to the fen, once, at the end of a product. */
import { type Fen, fen } from './fen.js';
import { type Rate, wholePpm } from './rate.js';

/**
 * The whole number nearest to `numerator / denominator`; a half goes away from zero, so that the reversal of an
 * amount is exactly its negative. Throws RangeError unless the denominator is positive.
 */
const nearest = (numerator: bigint, denominator: bigint): bigint => {
  if (denominator <= 0n) throw new RangeError(`denominator must be positive: ${denominator}`);
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
};

/** `amount × numerator / denominator`, rounded once. */
export const timesFraction = (amount: Fen, numerator: bigint, denominator: bigint): Fen =>
  fen(nearest(amount * numerator, denominator));

/** `amount × rate`, rounded once. */
export const timesRate = (amount: Fen, rate: Rate): Fen => timesFraction(amount, rate, wholePpm);

/**
 * `amount × rate × numerator / denominator`, rounded once: interest over months, a late fee over days.
 */
export const timesRateAndFraction = (amount: Fen, rate: Rate, numerator: bigint, denominator: bigint): Fen =>
  timesFraction(amount, rate * numerator, wholePpm * denominator);
