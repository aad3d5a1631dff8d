/** Promises of bank accounts: a wrong digit or two neighbours exchanged do not pass. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bankAccountCheck, parseBankAccount } from './bank-account.js';

const account = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 18 })
  .map((digits) => digits.join(''))
  .map((digits) => digits + bankAccountCheck(digits));

describe('a bank account', () => {
  it('has the check digit of the published example 7992739871', () => {
    expect(bankAccountCheck('7992739871')).toBe('3');
  });

  it('passes as it was made, and with no other digit in any place', () => {
    fc.assert(
      fc.property(account, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, at, shift) => {
        expect(parseBankAccount(text)).toEqual({ ok: true, value: text });
        const place = at % text.length;
        const wrong = (Number(text.charAt(place)) + shift) % 10;
        expect(parseBankAccount(text.slice(0, place) + String(wrong) + text.slice(place + 1))).toEqual({
          ok: false,
          refusal: 'check-digit',
        });
      }),
    );
  });

  it.each([
    ['621799880000001', 'length'],
    ['62179988000000100160', 'length'],
    ['621799880000001OO6', 'characters'],
    ['6217 9988 0000 0010', 'characters'],
  ])('does not take %s for one: %s', (text, refusal) => {
    expect(parseBankAccount(text)).toEqual({ ok: false, refusal });
  });
});
