/** Application numbers (申领编号): what an applicant is told, with a check character so that a slip is noticed at once. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

declare const brand: unique symbol;
/** Area code (6 digits), place in the register (9 digits), check character: `632802000000042X`. */
export type ApplicationNumber = string & { readonly [brand]: 'application-number' };

/** Why a number is refused; the first that applies, in this order. */
export type ApplicationNumberRefusal = 'length' | 'characters' | 'check-character';

const idDigits = 9;

/** The check character of digits by ISO 7064 MOD 11-2, as the citizen number has it: `0`–`9` or `X`. */
const checkOf = (digits: string): string => {
  const sum = Array.from(digits).reduce((running, digit) => ((running + Number(digit)) * 2) % 11, 0);
  const check = (12 - sum) % 11;
  return check === 10 ? 'X' : String(check);
};

/** The number people are given for the application with this id (a whole number, at most nine digits). Throws RangeError. */
export const makeApplicationNumber = (areaCode: string, id: string): ApplicationNumber => {
  if (!/^\d{6}$/.test(areaCode)) throw new RangeError(`not an area code: ${areaCode}`);
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new RangeError(`not the id of an application: ${id}`);
  const digits = areaCode + id.padStart(idDigits, '0');
  return (digits + checkOf(digits)) as ApplicationNumber;
};

/** Reads a number as people type it; a small `x` at the end counts as `X`, spaces and hyphens do not count. */
export const parseApplicationNumber = (
  text: string,
): Result<
  { readonly number: ApplicationNumber; readonly areaCode: string; readonly id: string },
  ApplicationNumberRefusal
> => {
  const number = text.replace(/[\s-]/g, '').toUpperCase();
  if (number.length !== 16) return refuse('length');
  if (!/^\d{15}[\dX]$/.test(number)) return refuse('characters');
  if (checkOf(number.slice(0, 15)) !== number.charAt(15)) return refuse('check-character');
  return ok({
    number: number as ApplicationNumber,
    areaCode: number.slice(0, 6),
    id: String(Number(number.slice(6, 15))),
  });
};
