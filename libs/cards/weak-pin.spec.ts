/** Promises about weak PINs: what anybody tries first is named, and an ordinary one passes. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { date } from '#libs/kernel/plain-date.js';
import { weaknessOfPin } from './weak-pin.js';

const born = date('1966-01-05');

describe('a PIN', () => {
  it.each([
    ['000000', 'same-digits'],
    ['7777', 'same-digits'],
    ['123456', 'run'],
    ['654321', 'run'],
    ['567890', 'run'],
    ['0123', 'run'],
    ['1966', 'birth-date'],
    ['660105', 'birth-date'],
    ['196601', 'birth-date'],
    ['0105', 'birth-date'],
    ['050166', 'birth-date'],
    ['010566', 'birth-date'],
    ['19660105', 'birth-date'],
    ['196615', 'birth-date'],
    ['280519', null],
    ['135790', null],
    ['112233', null],
    ['1966010599', null],
  ])('%s is %s', (pin, weakness) => {
    expect(weaknessOfPin(pin, born)).toBe(weakness);
  });

  it('of any length made of one digit, or of neighbours, is weak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 16 }), fc.integer({ min: 0, max: 9 }), (length, first) => {
        const digits = (step: number): string =>
          Array.from({ length }, (_, index) => (first + 100 + step * index) % 10).join('');
        expect(weaknessOfPin(digits(0), born)).toBe('same-digits');
        expect(weaknessOfPin(digits(1), born)).toBe('run');
        expect(weaknessOfPin(digits(9), born)).toBe('run');
      }),
    );
  });
});
