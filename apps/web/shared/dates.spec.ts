/** Dates and clock times of the bureau, whatever day it is in Greenwich. */
import { describe, expect, it } from '@jest/globals';
import { dayOfInstant, displayClock, displayDate, displayPeriod, sheetInstant } from './dates.js';

describe('a date', () => {
  it('is written as the bureau writes it', () => {
    expect(displayDate('2026-11-04', 'zh')).toBe('2026年11月4日');
    expect(displayDate('2026-11-04', 'en')).toBe('4 Nov 2026');
    expect(displayPeriod('2026-11', 'zh')).toBe('2026年11月');
    expect(displayPeriod('2026', 'en')).toBe('2026');
  });

  it('of an instant is the day it has at the bureau', () => {
    expect(displayDate('2026-11-23T15:59:59.999Z', 'zh')).toBe('2026年11月23日');
    expect(displayDate('2026-11-23T16:00:00.000Z', 'zh')).toBe('2026年11月24日');
    expect(dayOfInstant('2026-12-31T16:00:00Z')).toBe('2027-01-01');
  });
});

describe('a clock time', () => {
  it('is the one on the wall of the bureau, and midnight is 00:00', () => {
    expect(displayClock('2026-11-23T16:00:05Z')).toBe('00:00:05');
    expect(displayClock('2026-11-24T01:05:31Z')).toBe('09:05:31');
    expect(sheetInstant('2026-11-23T16:00:05.123Z')).toBe('2026-11-24 00:00:05');
  });
});
