/** Promises of which instalments of arrears can be agreed, and of how dues are divided among them. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { checkInstalments, partsOf, sharesOfParts } from './instalments.js';

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

it('divides dues among instalments, the oldest first, each part of one due and one instalment', () => {
  const [first, second] = [date('2026-12-01'), date('2027-01-01')];
  const instalments = [
    { dueOn: first, amount: yuan('50.00') },
    { dueOn: second, amount: yuan('50.01') },
  ];
  const owed = [
    { id: 'june', open: yuan('30.00') },
    { id: 'july', open: yuan('60.00') },
    { id: 'august', open: yuan('10.01') },
  ];
  expect(partsOf(instalments, owed)).toEqual([
    { id: 'june', dueOn: first, amount: yuan('30.00') },
    { id: 'july', dueOn: first, amount: yuan('20.00') },
    { id: 'july', dueOn: second, amount: yuan('40.00') },
    { id: 'august', dueOn: second, amount: yuan('10.01') },
  ]);
  expect(() => partsOf(instalments, owed.slice(0, 2))).toThrow('more than is open');
  expect(() => partsOf(instalments.slice(0, 1), owed)).toThrow('less than is open');
});

it('brings the account by parts what it would have been brought at once, to the fen', () => {
  const share = { of: yuan('100.00'), toAccount: yuan('40.00') };
  const parts = [yuan('33.33'), yuan('33.33'), yuan('33.34')];
  const shares = sharesOfParts(parts, share);
  expect(shares.map(({ of }) => of)).toEqual(parts);
  expect(shares.map(({ toAccount }) => toAccount)).toEqual([yuan('13.33'), yuan('13.33'), yuan('13.34')]);
  expect(sharesOfParts([yuan('0.01'), yuan('0.01')], share).map(({ toAccount }) => toAccount)).toEqual([
    yuan('0.00'),
    yuan('0.01'),
  ]);
});
