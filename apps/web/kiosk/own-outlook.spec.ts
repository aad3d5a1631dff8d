/** Promises of a holder's pension to come on the screen: bars as long as what is drawn, and the choices that matter. */
import { describe, expect, it } from '@jest/globals';
import { asNowOf, othersOf, type OutlookWay, sharesOf } from './own-outlook.js';

const way = (...points: readonly [monthly: string, missing: number, asNow?: true][]): OutlookWay => ({
  type: 'male',
  tier: null,
  yearly: null,
  isAsNow: true,
  points: points.map(([monthly, missingMonths, isAsNow = false]) => ({
    month: '2040-01',
    ageMonths: 756,
    furtherMonths: 0,
    paidMonths: 0,
    missingMonths,
    isAsNow,
    account: '0.00',
    monthly,
  })),
});

describe('a pension to come', () => {
  it('has no bar where nothing is drawn', () => {
    expect(sharesOf(way(['500.00', 12], ['600.00', 0, true], ['1200.00', 0]).points)).toEqual([0, 50, 100]);
    expect(sharesOf(way(['500.00', 12, true]).points)).toEqual([0]);
  });

  it('begins as now, and offers the first that is drawn and the last besides', () => {
    const some = way(['1.00', 3], ['2.00', 0], ['3.00', 0, true], ['4.00', 0]);
    expect(asNowOf(some)).toBe(2);
    expect(othersOf(some, 2)).toEqual([1, 3]);
    expect(othersOf(some, 3)).toEqual([1, 2]);
    expect(othersOf(way(['1.00', 3, true]), 0)).toEqual([]);
  });
});
