/** Promises of application numbers: read as they were given, and any slip is noticed. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ok, refuse } from '#libs/kernel/result.js';
import { makeApplicationNumber, parseApplicationNumber } from './application-number.js';

const ids = fc.integer({ min: 1, max: 999_999_999 }).map(String);

describe('an application number', () => {
  it('has the check character of ISO 7064 MOD 11-2', () => {
    expect(makeApplicationNumber('632802', '42')).toBe('632802000000042X');
  });

  it('is read as it was given, spaced, hyphened or with a small x', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const number = makeApplicationNumber('632802', id);
        const read = ok({ number, areaCode: '632802', id });
        const typed = `${number.slice(0, 6)} ${number.slice(6, 10)}-${number.slice(10)}`.toLowerCase();
        expect(parseApplicationNumber(number)).toEqual(read);
        expect(parseApplicationNumber(typed)).toEqual(read);
      }),
    );
  });

  it('notices any wrong digit and any two neighbours swapped', () => {
    fc.assert(
      fc.property(ids, fc.nat(14), fc.integer({ min: 1, max: 9 }), (id, at, shift) => {
        const number = makeApplicationNumber('632802', id);
        const wrong = String((Number(number[at]) + shift) % 10);
        expect(parseApplicationNumber(number.slice(0, at) + wrong + number.slice(at + 1)).ok).toBe(false);
        const [one, other] = [number.charAt(at), number.charAt(at + 1)];
        const swapped = number.slice(0, at) + other + one + number.slice(at + 2);
        expect(parseApplicationNumber(swapped).ok).toBe(one === other);
      }),
    );
  });

  it.each([
    ['', 'length'],
    ['63280200000004', 'length'],
    ['63280200000004A1', 'characters'],
    ['6328020000000421', 'check-character'],
  ])('%j is refused: %s', (text, reason) => {
    expect(parseApplicationNumber(text)).toEqual(refuse(reason));
  });

  it.each([
    ['63280', '1'],
    ['632802', '0'],
    ['632802', '1234567890'],
    ['632802', '-1'],
  ])('is not made of %s and %s', (area, id) => {
    expect(() => makeApplicationNumber(area, id)).toThrow(RangeError);
  });
});
