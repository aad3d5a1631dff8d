/** Rates as whole parts per million, so that 8.31 % or 0.05 % a day is exact. */

declare const brand: unique symbol;
/** Parts per million: 1 000 000 is the whole, 83 100 is 8.31 %. */
export type Rate = bigint & { readonly [brand]: 'ppm' };

export const wholePpm = 1_000_000n;

/** A rate of whole parts per million. Throws RangeError when negative, not whole, or above a thousand times the whole. */
export const ppm = (parts: bigint | number): Rate => {
  if (typeof parts === 'number' && !Number.isSafeInteger(parts))
    throw new RangeError(`not whole ppm: ${parts}`);
  const whole = BigInt(parts);
  if (whole < 0n || whole > 1000n * wholePpm) throw new RangeError(`rate out of bounds: ${whole} ppm`);
  return whole as Rate;
};

/** The rate of whole parts per million in text, such as `83100`; null for anything else. */
export const parsePpm = (text: string): Rate | null =>
  /^(0|[1-9]\d{0,8})$/.test(text) ? ppm(BigInt(text)) : null;

/** A rate as people write it: `8.31 %`, without trailing zeros. */
export const formatPercent = (rate: Rate): string => {
  const places = (rate % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${rate / 10_000n}${places === '' ? '' : `.${places}`} %`;
};
