/** Promises of receipt lines: months in a row stand together, and nothing is lost. */
import { describe, expect, it } from '@jest/globals';
import { yuan, zeroFen } from '#libs/money/fen.js';
import { receiptLines } from './receipt-lines.js';

const line = (period: string, amount = '319.06', scheme = '170') => ({
  scheme,
  period,
  amount: yuan(amount),
});
const told = (lines: Parameters<typeof receiptLines>[0]) =>
  receiptLines(lines).map(({ scheme, period, personal, note }) => [scheme, period, personal, note]);

describe('receipt lines', () => {
  it('joins months in a row, across the year and in whatever order they were picked', () => {
    expect(told([line('2027-01'), line('2026-11'), line('2026-12')])).toEqual([
      ['170', '2026-11/2027-01', '957.18', '3 × 319.06'],
    ]);
  });

  it.each([
    ['a gap', [line('2026-09'), line('2026-11')]],
    ['another amount', [line('2026-10', '300.00'), line('2026-11')]],
    ['another scheme', [line('2026-10'), line('2026-11', '319.06', '110')]],
    ['years', [line('2025', '400.00'), line('2026', '400.00')]],
  ])('keeps lines apart for %s', (_, lines) => {
    expect(told(lines).map(([, , , note]) => note)).toEqual([undefined, undefined]);
    expect(
      told(lines)
        .map(([, , personal]) => personal)
        .toSorted(),
    ).toEqual(lines.map(({ amount }) => (Number(amount) / 100).toFixed(2)).toSorted());
  });
});

const part = (period: string, place: number, amount: string, whole: string | null = null) => ({
  ...line(period, amount, '110'),
  instalment: { agreement: 7, place, of: 3, whole },
});

describe('the lines of instalments', () => {
  it('say which they are, and of what', () => {
    expect(receiptLines([part('2026-08', 2, '300.00', '800.00')])).toMatchObject([
      { period: '2026-08', instalment: { agreement: 7, place: 2, of: 3, whole: '800.00' } },
    ]);
    expect(receiptLines([line('2026-08')])[0]).not.toHaveProperty('instalment');
  });

  it('join whole months of one instalment alone, and stand in the order of instalments', () => {
    const lines = receiptLines([
      part('2026-09', 2, '300.00', '800.00'),
      part('2026-09', 1, '500.00', '800.00'),
      part('2026-08', 1, '800.00'),
      part('2026-07', 1, '800.00'),
    ]);
    expect(lines.map(({ period, personal, instalment }) => [period, personal, instalment?.place])).toEqual([
      ['2026-07/2026-08', '1600.00', 1],
      ['2026-09', '500.00', 1],
      ['2026-09', '300.00', 2],
    ]);
  });

  it('of two instalments never stand together', () => {
    expect(receiptLines([part('2026-07', 1, '800.00'), part('2026-08', 2, '800.00')])).toHaveLength(2);
    expect(receiptLines([part('2026-07', 1, '800.00'), line('2026-08', '800.00', '110')])).toHaveLength(2);
  });
});

it('of a tier that the government helps with tells the whole tier, its part and its subsidy apart from what was paid', () => {
  const line = {
    scheme: '170',
    period: '2026',
    amount: yuan('100.00'),
    governmentPart: yuan('100.00'),
    subsidy: yuan('40.00'),
  };
  expect(receiptLines([line])).toMatchObject([
    { personal: '100.00', tier: '200.00', governmentPart: '100.00', subsidy: '40.00' },
  ]);
  const [ordinary] = receiptLines([{ ...line, governmentPart: zeroFen, subsidy: zeroFen }]);
  expect(ordinary).not.toHaveProperty('tier');
});
