/** Promises of which instalments of arrears can be agreed. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { checkInstalments } from './instalments.js';

const of = (...parts: readonly (readonly [string, string])[]) =>
  checkInstalments(
    parts.map(([day, amount]) => ({ dueOn: date(day), amount: yuan(amount) })),
    yuan('100.00'),
    date('2026-11-24'),
  );

it.each([
  [
    'ok',
    [
      ['2026-11-24', '50.00'],
      ['2027-11-24', '50.00'],
    ],
  ],
  ['too-few', [['2026-12-01', '100.00']]],
  [
    'too-few',
    [
      ['2026-12-01', '100.00'],
      ['2026-12-02', '0.00'],
    ],
  ],
  [
    'not-rising',
    [
      ['2026-12-01', '50.00'],
      ['2026-12-01', '50.00'],
    ],
  ],
  [
    'day-past',
    [
      ['2026-11-23', '50.00'],
      ['2026-12-01', '50.00'],
    ],
  ],
  [
    'beyond-a-year',
    [
      ['2026-12-01', '50.00'],
      ['2027-11-25', '50.00'],
    ],
  ],
  [
    'sum-differs',
    [
      ['2026-12-01', '50.00'],
      ['2027-01-01', '49.99'],
    ],
  ],
  [
    'sum-differs',
    [
      ['2026-12-01', '50.00'],
      ['2027-01-01', '50.01'],
    ],
  ],
] as const)('says %s', (said, parts) => {
  const checked = of(...parts);
  expect(checked.ok ? 'ok' : checked.refusal).toBe(said);
});
