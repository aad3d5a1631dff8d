/** Promises of the personal account's year: the worked example, rounding once, refusals in order. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { addMonths, date, month } from '#libs/kernel/plain-date.js';
import { refuse } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';

import { type AccountYearRefusal, balanceOf, closeAccountYear } from './personal-account.js';

const versionFrom = (year: number, parts: number) => ({
  value: ppm(parts),
  version: {
    id: `170.account-interest-rate@${year}-01-01`,
    key: '170.account-interest-rate',
    effectiveFrom: date(`${year}-01-01`),
    kind: 'ppm',
    value: String(parts),
    source: 'announcement',
    status: 'assumed',
  } as const,
});

const every = (amount: Fen) =>
  Array.from({ length: 12 }, (_, index) => ({ month: addMonths(month('2017-01'), index), amount }));

const closeWithOneCredit = (text: string) =>
  closeAccountYear({
    year: 2017,
    opening: zeroFen,
    credits: [{ month: month(text), amount: yuan('1200') }],
    payments: [],
    rate: versionFrom(2017, 100_000),
  });

const interestOfOneCredit = (text: string) => {
  const year = closeWithOneCredit(text);
  return year.ok && formatYuan(year.value.interest);
};

describe('personal account', () => {
  const rate = versionFrom(2017, 71_200);

  it('closes the worked example: 20000 at 7.12 %, 400 a month', () => {
    const year = closeAccountYear({
      year: 2017,
      opening: yuan('20000'),
      credits: every(yuan('400')),
      payments: [],
      rate,
    });
    expect(
      year.ok &&
        [year.value.interestOnOpening, year.value.interestOnCredits, year.value.closing].map(formatYuan),
    ).toEqual(['1424.00', '185.12', '26409.12']);
    expect(
      year.ok && year.value.explanation.steps.map(({ expression, result }) => [expression, result]),
    ).toEqual([
      ['20000.00 × 7.12 %', '1424.00'],
      ['31200.00 × 7.12 % ÷ 12', '185.12'],
      ['20000.00 + 4800.00 + 1609.12', '26409.12'],
    ]);
  });

  it('earns less on what was paid out during the year', () => {
    const year = closeAccountYear({
      year: 2017,
      opening: yuan('9600'),
      credits: [],
      payments: every(yuan('69.06')),
      rate,
    });
    // 9600 × 7.12 % = 683.52; 69.06 × 78 × 7.12 % ÷ 12 = 31.960968
    expect(
      year.ok &&
        [year.value.interestOnOpening, year.value.interestForgone, year.value.closing].map(formatYuan),
    ).toEqual(['683.52', '31.96', '9422.84']);
  });

  it('gives a credit of January a whole year and one of December a month', () => {
    expect([interestOfOneCredit('2017-01'), interestOfOneCredit('2017-12')]).toEqual(['120.00', '10.00']);
  });

  // Each row has all the faults of the rows below it.
  const overdraft = { month: month('2017-03'), amount: yuan('100.01') };
  it.each<
    [AccountYearRefusal, Pick<Parameters<typeof closeAccountYear>[0], 'credits' | 'rate' | 'payments'>]
  >([
    [
      'amount-not-positive',
      {
        credits: [{ month: month('2016-12'), amount: zeroFen }],
        rate: versionFrom(2016, 1),
        payments: [overdraft],
      },
    ],
    [
      'month-outside-year',
      {
        credits: [{ month: month('2018-01'), amount: yuan('1') }],
        rate: versionFrom(2016, 1),
        payments: [overdraft],
      },
    ],
    [
      'rate-not-announced',
      {
        credits: [{ month: month('2017-04'), amount: yuan('1') }],
        rate: versionFrom(2016, 1),
        payments: [overdraft],
      },
    ],
    ['overdrawn', { credits: [{ month: month('2017-04'), amount: yuan('1') }], rate, payments: [overdraft] }],
  ])('refuses to close a year with the first reason: %s', (reason, input) => {
    expect(closeAccountYear({ year: 2017, opening: yuan('100'), ...input })).toEqual(refuse(reason));
  });

  it('takes the credits of a month before its payments', () => {
    const input = {
      year: 2017,
      opening: yuan('100'),
      credits: [{ month: month('2017-03'), amount: yuan('0.01') }],
      rate,
    };
    expect(closeAccountYear({ ...input, payments: [overdraft] }).ok).toBe(true);
  });

  it('closes with what came in, less what went out, plus interest, and earlier credits never earn less', () => {
    const amounts = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 1_000_000 })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), amounts, (opening, list) => {
        const credits = list.map(([index, amount]) => ({
          month: addMonths(month('2017-01'), index),
          amount: fen(amount),
        }));
        const later = credits.map((credit) => ({ ...credit, month: addMonths(credit.month, 1) }));
        const close = (of: typeof credits) => {
          const year = closeAccountYear({
            year: 2017,
            opening: fen(opening),
            credits: of,
            payments: [],
            rate,
          });
          return year.ok ? year.value : null;
        };
        const [early, late] = [close(credits), close(later)];
        expect(early?.closing).toBe(sum([fen(opening), balanceOf(credits), early?.interest ?? fen(-1)]));
        expect((early?.interest ?? -1n) >= (late?.interest ?? 0n)).toBe(true);
      }),
    );
  });
});
