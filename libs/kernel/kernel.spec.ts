/** Promises of the kernel: real days only, month arithmetic, ages, the business date, bytes and hex. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { concat, fromHex, toHex } from './bytes.js';
import {
  addDays,
  addMonths,
  ageOn,
  businessDate,
  date,
  daysBetween,
  firstDayOf,
  month,
  monthOf,
  monthsAround,
  monthsBetween,
  parseDate,
  parseMonth,
  yearOf,
} from './plain-date.js';
import { ok, refuse } from './result.js';

const anyMonth = fc
  .tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => month(`${year}-${String(number).padStart(2, '0')}`));

describe('plain dates', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01'])('takes %s for a day', (text) => {
    expect(parseDate(text)).toBe(text);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-04-31',
    '0000-01-01',
    '2026-1-1',
    '26-01-01',
    '2026-01-01T00',
    '',
  ])('does not take %j for a day', (text) => {
    expect(parseDate(text)).toBeNull();
    expect(() => date(text)).toThrow(RangeError);
  });

  it('finds months a step apart around one, with both ends', () => {
    expect(monthsAround(month('2032-05'), month('2034-04'), month('2037-04'), 6)).toEqual([
      '2032-05',
      '2032-10',
      '2033-04',
      '2033-10',
      '2034-04',
      '2034-10',
      '2035-04',
      '2035-10',
      '2036-04',
      '2036-10',
      '2037-04',
    ]);
    expect(monthsAround(month('2024-12'), month('2024-12'), month('2024-12'), 6)).toEqual(['2024-12']);
  });

  it.each(['2026-00', '2026-13', '2026-1', '2026', '2026-01-01'])('does not take %j for a month', (text) => {
    expect(parseMonth(text)).toBeNull();
    expect(() => month(text)).toThrow(RangeError);
  });

  it.each([
    ['2026-11', 1, '2026-12'],
    ['2026-11', 2, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-01', -13, '2024-12'],
    ['2026-05', 0, '2026-05'],
  ])('counts from %s %d months to %s', (from, count, expected) => {
    expect(addMonths(month(from), count)).toBe(expected);
  });

  it('comes back by as many months as it went', () => {
    fc.assert(
      fc.property(anyMonth, fc.integer({ min: -600, max: 600 }), (from, count) => {
        expect(addMonths(addMonths(from, count), -count)).toBe(from);
        expect(monthOf(firstDayOf(from))).toBe(from);
      }),
    );
  });

  it('counts the days between two as many as it goes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), (count) => {
        const from = date('2024-02-29');
        expect(daysBetween(from, addDays(from, count))).toBe(count);
      }),
    );
  });

  it('lists every month between two, both included', () => {
    expect(monthsBetween(month('2016-11'), month('2017-02'))).toEqual([
      '2016-11',
      '2016-12',
      '2017-01',
      '2017-02',
    ]);
    expect(monthsBetween(month('2017-02'), month('2017-02'))).toEqual(['2017-02']);
    expect(monthsBetween(month('2017-02'), month('2017-01'))).toEqual([]);
  });

  it.each([
    ['1957-11-16', '2017-11-15', 59],
    ['1957-11-16', '2017-11-16', 60],
    ['2000-02-29', '2001-02-28', 0],
    ['2000-02-29', '2001-03-01', 1],
  ])('reckons someone born on %s to be on %s of age %d', (birth, on, age) => {
    expect(ageOn(date(birth), date(on))).toBe(age);
  });

  it('keeps the day of Shanghai, not of Greenwich', () => {
    expect(businessDate(new Date('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(businessDate(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
    expect(yearOf(businessDate(new Date('2026-12-31T16:00:00Z')))).toBe(2027);
  });
});

describe('bytes', () => {
  it('reads back every hex it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        expect(fromHex(toHex(one))).toEqual(Uint8Array.from(one));
        expect(toHex(concat(one, other))).toBe(toHex(one) + toHex(other));
      }),
    );
  });

  it.each(['0', '0G', '0x00', ' 00 '])('refuses %j as hex', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});

describe('result', () => {
  it('is a value or a refusal, never both', () => {
    expect([ok(1), refuse('no')]).toEqual([
      { ok: true, value: 1 },
      { ok: false, refusal: 'no' },
    ]);
  });
});
