/** Social security numbers (社会保障号码): the citizen number of GB 11643, checked and masked. */
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import type { Words } from '#libs/kernel/words.js';
import { numberRegionForm } from './civil-codes.js';

declare const brand: unique symbol;
/** Eighteen characters whose region, birth date and check character are right. */
export type SocialSecurityNumber = string & { readonly [brand]: 'social-security-number' };

export type Sex = 'male' | 'female';

export type NumberedPerson = {
  readonly number: SocialSecurityNumber;
  readonly birthDate: PlainDate;
  readonly sex: Sex;
};

/** Why a number is refused; the first that applies, in this order. */
export type SocialSecurityNumberRefusal =
  | 'length'
  | 'characters'
  | 'region'
  | 'birth-date'
  | 'order-code'
  | 'check-character';

/** What is wrong, as whoever wrote it is told. */
export const numberFaults: Readonly<Record<SocialSecurityNumberRefusal, Words>> = {
  length: { zh: '号码应为 18 位', en: 'the number has 18 characters' },
  characters: { zh: '号码只含数字，末位可为 X', en: 'digits only, the last may be X' },
  region: { zh: '号码前六位不是任何地区的代码', en: 'the first six digits are of no region' },
  'birth-date': {
    zh: '号码中的出生日期不存在，或无人生于那天而在世',
    en: 'there is no such date of birth, or nobody born then is alive',
  },
  'order-code': {
    zh: '号码第 15 至 17 位不会是 000，可能被表格软件改动',
    en: 'digits 15 to 17 are never 000: a spreadsheet may have changed them',
  },
  'check-character': { zh: '校验位不符，请核对号码', en: 'the check character is wrong' },
};

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = '10X98765432';
const zeroCode = 0x30;

/** The check character of the first seventeen digits (GB 11643). Throws RangeError on anything but seventeen digits. */
export const socialSecurityNumberCheck = (first17: string): string => {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('the check character is made of seventeen digits');
  let total = 0;
  for (let index = 0; index < 17; index++)
    total += (weights[index] ?? 0) * (first17.charCodeAt(index) - zeroCode);
  return checkCharacters.charAt(total % 11);
};

/** Reads a number; a small `x` at the end counts as `X`. */
export const parseSocialSecurityNumber = (
  text: string,
): Result<NumberedPerson, SocialSecurityNumberRefusal> => {
  if (text.length !== 18) return refuse('length');
  const upper = text.toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(upper)) return refuse('characters');
  if (!numberRegionForm.test(upper.slice(0, 6))) return refuse('region');
  const birthDate = parseDate(`${upper.slice(6, 10)}-${upper.slice(10, 12)}-${upper.slice(12, 14)}`);
  if (birthDate === null) return refuse('birth-date');
  // The order code counts those born in one place on one day from 001; 000 is what a spreadsheet leaves of another.
  if (upper.startsWith('000', 14)) return refuse('order-code');
  if (socialSecurityNumberCheck(upper.slice(0, 17)) !== upper.charAt(17)) return refuse('check-character');
  return ok({
    number: upper as SocialSecurityNumber,
    birthDate,
    sex: Number(upper.charAt(16)) % 2 === 1 ? 'male' : 'female',
  });
};

/**
 * `63**************34`: a star for each of the fourteen that are hidden. Whoever knows the place, the sex and the age in years is left
 * with thousands of numbers; beside the birth date it would be nine, so that the birth date never stands there.
 */
export const maskSocialSecurityNumber = (number: SocialSecurityNumber): string =>
  `${number.slice(0, 2)}${'*'.repeat(14)}${number.slice(-2)}`;
