/** Promises of the day to answer by: working days only, the day of the application not counted. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { answerBy } from './answer-by.js';

describe('the day to answer by', () => {
  it.each([
    // 24 November 2026 is a Tuesday.
    ['2026-11-24', 10, '2026-12-08'],
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-11-28', 1, '2026-11-30'],
    ['2026-11-29', 5, '2026-12-04'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-11-24', 0, '2026-11-24'],
  ])('applied on %s, %i working days: %s', (applied, days, by) => {
    expect(answerBy(date(applied), days)).toBe(by);
  });
});
