/** Bank accounts (银行账号) behind a social security card: digits whose last one checks the others. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

declare const brand: unique symbol;
/** Sixteen to nineteen digits whose check digit is right, such as `6217998800000010016`. */
export type BankAccountNumber = string & { readonly [brand]: 'bank-account-number' };

/** Why an account is refused; the first that applies, in this order. */
export type BankAccountRefusal = 'length' | 'characters' | 'check-digit';

/** The check digit of digits by Luhn (ISO/IEC 7812-1, annex B). Throws RangeError on anything but digits. */
export const bankAccountCheck = (digits: string): string => {
  if (!/^\d+$/.test(digits)) throw new RangeError('the check digit is made of digits');
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight++) {
    const digit = digits.charCodeAt(digits.length - 1 - fromRight) - 48;
    const weighed = fromRight % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
};

/** Reads an account as a bank's file gives it. */
export const parseBankAccount = (text: string): Result<BankAccountNumber, BankAccountRefusal> => {
  if (text.length < 16 || text.length > 19) return refuse('length');
  if (!/^\d+$/.test(text)) return refuse('characters');
  return bankAccountCheck(text.slice(0, -1)) === text.slice(-1)
    ? ok(text as BankAccountNumber)
    : refuse('check-digit');
};
