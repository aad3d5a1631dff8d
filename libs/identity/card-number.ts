/** Card numbers (卡号): eight characters and one check character, as printed on the social security card. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

declare const brand: unique symbol;
/** Nine characters whose check character is right, such as `X00000019`. */
export type CardNumber = string & { readonly [brand]: 'card-number' };

/** Why a card number is refused; the first that applies, in this order. */
export type CardNumberRefusal = 'length' | 'characters' | 'check-character';

const weights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character of eight characters `[0-9A-Z]`: 11 − (Σ mod 11), where 10 is `X` and 11 is `0`. Throws RangeError. */
export const cardNumberCheck = (first8: string): string => {
  if (!/^[0-9A-Z]{8}$/.test(first8))
    throw new RangeError('the check character is made of eight characters 0-9, A-Z');
  // Digits count as they are, A = 10 … Z = 35: exactly base 36.
  const total = weights.reduce(
    (running, weight, index) => running + weight * Number.parseInt(first8.charAt(index), 36),
    0,
  );
  const check = 11 - (total % 11);
  return check === 11 ? '0' : check === 10 ? 'X' : String(check);
};

/** The card number of eight characters, with its check character added. Throws RangeError. */
export const makeCardNumber = (first8: string): CardNumber =>
  (first8 + cardNumberCheck(first8)) as CardNumber;

/**
 * The card number of a serial (the database counts them): `D` and the serial in base 36, seven places. Throws RangeError
 * beyond them.
 */
export const cardNumberOfSerial = (serial: number): CardNumber => {
  const places = serial.toString(36).toUpperCase().padStart(7, '0');
  if (!Number.isSafeInteger(serial) || serial < 0 || places.length > 7)
    throw new RangeError(`not the serial of a card number: ${serial}`);
  return makeCardNumber(`D${places}`);
};

/** Reads a card number as the chip or a person gives it, in capitals. */
export const parseCardNumber = (text: string): Result<CardNumber, CardNumberRefusal> => {
  if (text.length !== 9) return refuse('length');
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(text)) return refuse('characters');
  return cardNumberCheck(text.slice(0, 8)) === text.charAt(8)
    ? ok(text as CardNumber)
    : refuse('check-character');
};
