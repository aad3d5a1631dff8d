/** Money: whole fen as a branded bigint, and its one text form in yuan. Never a float. */

declare const brand: unique symbol;
/** An amount of money in fen (1 yuan = 100 fen); may be negative. */
export type Fen = bigint & { readonly [brand]: 'fen' };

/** No amount in these books may pass ten million million yuan; keeps sums inside PostgreSQL's bigint. */
export const maximumFen = 999_999_999_999_999n;

/** The amount of a whole number of fen. Throws RangeError when it is not whole or passes {@link maximumFen}. */
export const fen = (count: bigint | number): Fen => {
  if (typeof count === 'number' && !Number.isSafeInteger(count))
    throw new RangeError(`not whole fen: ${count}`);
  const whole = BigInt(count);
  if (whole > maximumFen || whole < -maximumFen) throw new RangeError(`amount out of bounds: ${whole} fen`);
  return whole as Fen;
};

export const zeroFen: Fen = fen(0);

/**
 * The amount of a decimal of yuan with at most two places, such as `1090`, `1090.5` or `-1090.00`.
 * Null for anything else: signs other than `-`, leading zeros, spaces, exponents, negative zero, more than 13 digits.
 */
export const parseYuan = (text: string): Fen | null => {
  const match = /^(-?)(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const [, sign = '', yuan = '', places = ''] = match;
  const count = BigInt(yuan) * 100n + BigInt(places.padEnd(2, '0'));
  if (sign === '') return fen(count);
  return count === 0n ? null : fen(-count);
};

/**
 * How an amount that somebody asks for is written, at every edge that takes one: yuan with both places and without leading
 * zeros, below ten thousand million. Whatever it lets through, {@link parseYuan} reads.
 */
export const askedYuan = /^(?:0|[1-9]\d{0,9})\.\d{2}$/;

/** An amount written in code; throws on a slip of the pen. */
export const yuan = (text: string): Fen => {
  const parsed = parseYuan(text);
  if (parsed === null) throw new RangeError(`not an amount of yuan: ${text}`);
  return parsed;
};

/** Yuan with exactly two places, such as `1090.00`: the form on the wire and in files. */
export const formatYuan = (amount: Fen): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

export const add = (left: Fen, right: Fen): Fen => fen(left + right);

export const subtract = (left: Fen, right: Fen): Fen => fen(left - right);

export const negate = (amount: Fen): Fen => fen(-amount);

export const sum = (amounts: Iterable<Fen>): Fen => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return fen(total);
};

/** Negative, zero or positive, for sorting and comparing. */
export const compare = (left: Fen, right: Fen): -1 | 0 | 1 => (left < right ? -1 : left > right ? 1 : 0);

export const smaller = (left: Fen, right: Fen): Fen => (left < right ? left : right);

export const larger = (left: Fen, right: Fen): Fen => (left > right ? left : right);
