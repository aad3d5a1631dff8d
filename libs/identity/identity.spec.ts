/** Promises of identity numbers: right ones are read, wrong ones are refused with the first reason, masks hide. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { ok, refuse } from '#libs/kernel/result.js';

import { cardNumberCheck, cardNumberOfSerial, makeCardNumber, parseCardNumber } from './card-number.js';
import {
  maskSocialSecurityNumber,
  parseSocialSecurityNumber,
  socialSecurityNumberCheck,
} from './social-security-number.js';
import { parseUnifiedSocialCreditCode, unifiedSocialCreditCodeCheck } from './unified-social-credit-code.js';

const characters = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });

describe('social security number', () => {
  // The example of GB 11643 and the published sample card.
  it.each([
    ['11010519491231002X', '1949-12-31', 'female'],
    ['11010519491231002x', '1949-12-31', 'female'],
    ['440524188001010014', '1880-01-01', 'male'],
    ['111111198101011110', '1981-01-01', 'male'],
    // Residence permits of people of Hong Kong, Macao and Taiwan, and foreigners' permanent residence of 2023 (9, the province, the nationality).
    ['810000199408230021', '1994-08-23', 'female'],
    ['820000198501010012', '1985-01-01', 'male'],
    ['830000200002290023', '2000-02-29', 'female'],
    ['963840199001010019', '1990-01-01', 'male'],
  ] as const)('reads %s as born %s, %s', (text, birthDate, sex) => {
    expect(parseSocialSecurityNumber(text)).toEqual(ok({ number: text.toUpperCase(), birthDate, sex }));
  });

  it.each([
    ['', 'length'],
    ['1101051949123100', 'length'],
    ['11010519491331A02X0', 'length'],
    ['01010519491331002X', 'characters'],
    ['1101051949133100AX', 'characters'],
    ['110105194912310020 '.slice(1), 'characters'],
    ['990105194912310020', 'region'],
    ['160105194912310020', 'region'],
    ['110000194912310020', 'region'],
    ['830001194912310020', 'region'],
    ['11010519491331002X', 'birth-date'],
    ['110105194902300020', 'birth-date'],
    ['110105194912310021', 'check-character'],
    // Their check characters are right.
    ['632802199001020000', 'order-code'],
    ['110105194912310003', 'order-code'],
  ] as const)('refuses %j: %s', (text, reason) => {
    expect(parseSocialSecurityNumber(text)).toEqual(refuse(reason));
  });

  it('notices any single wrong digit and any two neighbours swapped', () => {
    const valid = fc
      .record({
        region: fc.constantFrom('110105', '632802', '540121', '820000', '830000', '963156'),
        birth: fc.date({ min: new Date('1900-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
        sequence: characters('0123456789', 3).filter((digits) => digits !== '000'),
      })
      .map(({ region, birth, sequence }) => {
        const first = region + birth.toISOString().slice(0, 10).replaceAll('-', '') + sequence;
        return first + socialSecurityNumberCheck(first);
      });
    fc.assert(
      fc.property(valid, fc.nat(16), fc.integer({ min: 1, max: 9 }), (text, at, shift) => {
        expect(parseSocialSecurityNumber(text).ok).toBe(true);
        const wrong = String((Number(text[at]) + shift) % 10);
        expect(parseSocialSecurityNumber(text.slice(0, at) + wrong + text.slice(at + 1)).ok).toBe(false);
        const [one, other] = [text.charAt(at), text.charAt(at + 1)];
        expect(parseSocialSecurityNumber(text.slice(0, at) + other + one + text.slice(at + 2)).ok).toBe(
          one === other,
        );
      }),
    );
  });

  it('keeps the birth date out of the mask', () => {
    const person = parseSocialSecurityNumber('11010519491231002X');
    expect(person.ok && maskSocialSecurityNumber(person.value.number)).toBe('11**************2X');
  });

  it('makes a check character of seventeen digits only', () => {
    expect(() => socialSecurityNumberCheck('1101051949123100')).toThrow(RangeError);
  });
});

describe('card number', () => {
  it('accepts the published sample card', () => {
    expect(parseCardNumber('X00000019')).toEqual(ok('X00000019'));
    expect(cardNumberCheck('X0000001')).toBe('9');
  });

  it.each([
    ['', 'length'],
    ['X0000001', 'length'],
    ['X000000190', 'length'],
    ['x00000019', 'characters'],
    ['X0000001A', 'characters'],
    ['X0000 019', 'characters'],
    ['X00000018', 'check-character'],
    ['X00000091', 'check-character'],
  ] as const)('refuses %j: %s', (text, reason) => {
    expect(parseCardNumber(text)).toEqual(refuse(reason));
  });

  it('accepts every number it makes, and no other check character for it', () => {
    fc.assert(
      fc.property(characters('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 8), (first) => {
        const accepted = [...'0123456789X'].filter((check) => parseCardNumber(first + check).ok);
        expect(accepted).toEqual([makeCardNumber(first).charAt(8)]);
      }),
    );
  });

  it('of a serial is the same for the same one, another for each other, and none beyond seven places', () => {
    expect(cardNumberOfSerial(1)).toBe(makeCardNumber('D0000001'));
    expect(cardNumberOfSerial(36 ** 7 - 1)).toBe(makeCardNumber('DZZZZZZZ'));
    for (const serial of [-1, 1.5, 36 ** 7]) expect(() => cardNumberOfSerial(serial)).toThrow(RangeError);
  });

  it('makes a number of eight characters only', () => {
    expect(() => makeCardNumber('X000001')).toThrow(RangeError);
  });
});

describe('unified social credit code', () => {
  it.each(['91350100M000100Y43', '91110000600037341L'])('accepts %s', (text) => {
    expect(parseUnifiedSocialCreditCode(text)).toEqual(ok(text));
  });

  it.each([
    ['91350100M000100Y4', 'length'],
    ['9135010OM000100Y43', 'characters'],
    ['91350100m000100Y43', 'characters'],
    ['91350100M000100Y44', 'check-character'],
    ['91350100M000010Y43', 'check-character'],
  ] as const)('refuses %j: %s', (text, reason) => {
    expect(parseUnifiedSocialCreditCode(text)).toEqual(refuse(reason));
  });

  it('makes a check character of the standard’s alphabet only', () => {
    expect(() => unifiedSocialCreditCodeCheck('91350100I000100Y4')).toThrow(RangeError);
  });
});
