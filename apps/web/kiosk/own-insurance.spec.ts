/** Promises of what a kiosk counts of a holder's insurance: their own part by year, each scheme once, how each benefit stands. */
import { describe, expect, it } from '@jest/globals';
import type { OwnInsurance } from '#libs/contract/self-service.js';
import { paidByYear, schemesOf, standOf } from './own-insurance.js';

const name = { zh: '', en: '' };
const due = (scheme: string, period: string, amount: string | null, state: string) => ({
  id: `${scheme} ${period}`,
  scheme,
  schemeName: name,
  period,
  amount,
  state,
  inArrears: false,
  paidOn: null,
  receiptNumber: null,
  instalment: null,
});
const assessed = (scheme: string, year: string, personPart: string) => ({
  scheme,
  schemeName: name,
  year,
  months: 12,
  unitPart: '900.00',
  personPart,
  governmentPart: '0.00',
});
const part = (scheme: string, since: string, until: string | null) => ({
  id: `${scheme} ${since}`,
  scheme,
  schemeName: name,
  category: 'enterprise',
  unitName: null,
  projectName: null,
  projectPaid: null,
  tierPercent: null,
  since,
  until,
  endReason: null,
});
const insurance = (some: Partial<OwnInsurance>): OwnInsurance => ({
  on: '2026-11-24',
  participations: [],
  contributions: [],
  dues: [],
  accounts: [],
  benefits: [],
  ...some,
});
const benefit = (
  lastMonth: string | null,
  spans: readonly (readonly [from: string, to: string, amount: string, state: string])[],
): OwnInsurance['benefits'][number] => ({
  id: 'one',
  scheme: '170',
  schemeName: name,
  firstMonth: spans[0]?.[0] ?? '2026-01',
  lastMonth,
  kind: 'resident-pension',
  kindName: name,
  paidMonths: 0,
  paidTotal: '0.00',
  openMonths: 0,
  openTotal: '0.00',
  events: [],
  spans: spans.map(([from, to, amount, state]) => ({ from, to, amount, state })),
});

const paidTill = (to: string) => ['2026-01', to, '190.00', 'paid'] as const;

describe('what was paid by year', () => {
  it('is what the holder paid of their dues, and what was assessed where a unit withholds', () => {
    const { years, earlier } = paidByYear(
      insurance({
        dues: [
          due('170', '2026', '500.00', 'paid'),
          due('390', '2026', '400.00', 'open'),
          due('390', '2025', '380.00', 'paid'),
          due('170', '2025', null, 'open'),
        ],
        // Their own dues say what was paid of these.
        contributions: [
          assessed('390', '2026', '400.00'),
          assessed('390', '2025', '380.00'),
          assessed('110', '2025', '620.50'),
        ],
      }),
      6,
    );
    expect(years).toEqual([
      { year: '2026', amount: '500.00', share: 49.9 },
      { year: '2025', amount: '1000.50', share: 100 },
    ]);
    expect(earlier).toBeNull();
  });

  it('has years that do not fit in one sum, and none of nothing', () => {
    const of = insurance({
      contributions: ['2026', '2025', '2024', '2023'].map((year) => assessed('110', year, '10.00')),
    });
    expect(paidByYear(of, 2)).toMatchObject({
      years: [{ year: '2026' }, { year: '2025' }],
      earlier: '20.00',
    });
    const nothing = insurance({ dues: [due('390', '2026', '400.00', 'open')] });
    expect(paidByYear(nothing, 2)).toEqual({ years: [], earlier: null });
  });
});

it('each scheme is shown once, as it is now or was last', () => {
  const of = insurance({
    participations: [
      part('310', '2020-01-01', '2022-05-31'),
      part('310', '2024-03-01', null),
      part('110', '2019-01-01', '2022-05-31'),
    ],
  });
  expect(schemesOf(of).map(({ id }) => id)).toEqual(['110 2019-01-01', '310 2024-03-01']);
});

describe('a benefit', () => {
  it.each([
    [
      'goes on',
      benefit(null, [paidTill('2026-10'), ['2026-11', '2026-11', '200.00', 'open']]),
      'running',
      '200.00',
    ],
    [
      'is suspended',
      benefit(null, [paidTill('2026-08'), ['2026-09', '2026-11', '0.00', 'suspended']]),
      'suspended',
      '190.00',
    ],
    ['ends with this month', benefit('2026-11', [paidTill('2026-11')]), 'running', '190.00'],
    ['is over', benefit('2026-10', [paidTill('2026-10')]), 'over', '190.00'],
    ['has no month yet', benefit(null, []), 'running', null],
  ])('that %s', (_, of, state, amount) => {
    expect(standOf(of, '2026-11-24')).toMatchObject({ state, amount, isOnce: false });
  });

  it('says when it was last paid and how much, or that it is of one month alone', () => {
    const two = benefit(null, [paidTill('2026-08'), ['2026-09', '2026-11', '0.00', 'suspended']]);
    expect(standOf(two, '2026-11-24').lastPaid).toEqual({ month: '2026-08', amount: '190.00' });
    const once = benefit('2026-11', [['2026-11', '2026-11', '9000.00', 'open']]);
    expect(standOf(once, '2026-11-24')).toMatchObject({ state: 'running', isOnce: true, lastPaid: null });
  });
});
