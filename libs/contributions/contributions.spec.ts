/** Promises of contributions: who owes what, what the government adds, and what is credited. */
import { describe, expect, it } from '@jest/globals';

import { date } from '#libs/kernel/plain-date.js';
import { refuse } from '#libs/kernel/result.js';
import { add, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, readParameters } from '#libs/policy/parameters.js';

import { type Category, isCategory } from './category.js';
import { balanceOf, creditsOf } from './personal-account.js';
import { assessResidentMedical } from './resident-medical.js';
import { assessResidentPensionDue, type PensionDueRefusal } from './resident-pension.js';

const row = (
  key: string,
  kind: string,
  value: string,
  effectiveFrom = '2016-01-01',
  status = 'national',
): ParameterRow => ({
  id: `${key}@${effectiveFrom}`,
  key,
  effectiveFrom,
  kind,
  value,
  source: `source of ${key}`,
  status,
});

const rows = [
  row('170.minimum-age', 'integer', '16'),
  row('170.pension-age', 'integer', '60'),
  row('170.tiers', 'table', '100.00;200.00;400.00;500.00;2000.00'),
  row('170.subsidies', 'table', '100.00,30.00;200.00,40.00;500.00,60.00', '2016-01-01', 'assumed'),
  row('170.government-part.severely-disabled', 'ppm', '1000000', '2016-01-01', 'assumed'),
  row('170.government-part.low-income', 'ppm', '500000', '2016-01-01', 'assumed'),
  row('390.personal-part', 'fen', '150.00'),
  row('390.personal-part', 'fen', '180.00', '2017-01-01'),
  row('390.public-subsidy', 'fen', '420.00'),
  row('390.public-subsidy', 'fen', '450.00', '2017-01-01'),
  row('390.elder-age', 'integer', '60', '2016-01-01', 'law'),
  row('390.minor-age', 'integer', '18', '2016-01-01', 'law'),
  row('390.waiver.severely-disabled', 'ppm', '1000000', '2016-01-01', 'assumed'),
  row('390.waiver.minimum-living-allowance', 'ppm', '1000000', '2016-01-01', 'assumed'),
  row('390.waiver.low-income-elder', 'ppm', '500000', '2016-01-01', 'assumed'),
  row('390.waiver.low-income-minor', 'ppm', '1000000', '2016-01-01', 'assumed'),
];

const parametersOf = (of: readonly ParameterRow[]): Parameters => {
  const read = readParameters(of);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};
const parameters = parametersOf(rows);
const without = (key: string): Parameters => parametersOf(rows.filter((other) => other.key !== key));

const on = date('2017-11-16');
const pensionDue = (birth: string, category: Category = 'ordinary', year = 2017, set = parameters) =>
  assessResidentPensionDue({ person: { birthDate: date(birth), category }, year, on, parameters: set });

/** Tier, to pay, government part and subsidy of each option, as text. */
const optionsOf = (outcome: ReturnType<typeof pensionDue>) =>
  outcome.ok
    ? outcome.value.tiers.map(({ tier, amount, governmentPart, subsidy }) =>
        [tier, amount, governmentPart, subsidy].map(formatYuan).join(' '),
      )
    : outcome.refusal;

describe('resident pension due', () => {
  // Each row has all the faults of the rows below it that it can have.
  it.each<[PensionDueRefusal['reason'], string, number, Parameters]>([
    ['year-to-come', '2010-01-01', 2018, without('170.minimum-age')],
    ['parameter-missing', '2010-01-01', 2017, without('170.minimum-age')],
    ['parameter-missing', '1980-01-01', 2015, parameters],
    ['too-young', '2002-01-01', 2017, without('170.tiers')],
    ['pension-age-reached', '1957-01-01', 2017, without('170.tiers')],
    ['parameter-missing', '1980-01-01', 2017, without('170.tiers')],
  ])('refuses with the first reason: %s (born %s, for %d)', (reason, birth, year, set) => {
    const outcome = pensionDue(birth, 'ordinary', year, set);
    expect(!outcome.ok && outcome.refusal.reason).toBe(reason);
  });

  it.each([
    ['2001-12-31', true],
    ['2002-01-01', false],
    ['1957-01-01', false],
    ['1957-01-02', true],
  ])('is owed by someone born on %s: %s', (birth, owed) => {
    expect(pensionDue(birth).ok).toBe(owed);
  });

  it('offers every tier with the subsidy of the highest listed tier not above it', () => {
    expect(optionsOf(pensionDue('1980-05-01'))).toEqual([
      '100.00 100.00 0.00 30.00',
      '200.00 200.00 0.00 40.00',
      '400.00 400.00 0.00 40.00',
      '500.00 500.00 0.00 60.00',
      '2000.00 2000.00 0.00 60.00',
    ]);
  });

  it('gives no subsidy and no government part for a year gone by', () => {
    const outcome = pensionDue('1980-05-01', 'severely-disabled', 2016);
    expect(outcome).toMatchObject({ ok: true, value: { isBackPayment: true, governmentPart: 0n } });
    expect(optionsOf(outcome)).toContain('500.00 500.00 0.00 0.00');
  });

  it('lets the government pay the lowest tier for the severely disabled, and the person only what is above it', () => {
    const outcome = pensionDue('1980-05-01', 'severely-disabled');
    expect(outcome).toMatchObject({ ok: true, value: { governmentPart: yuan('100') } });
    expect(optionsOf(outcome)).toEqual([
      '200.00 100.00 100.00 40.00',
      '400.00 300.00 100.00 40.00',
      '500.00 400.00 100.00 60.00',
      '2000.00 1900.00 100.00 60.00',
    ]);
  });

  it('lets the government pay only the share that is in force', () => {
    expect(optionsOf(pensionDue('1980-05-01', 'low-income'))).toContain('100.00 50.00 50.00 30.00');
    expect(pensionDue('1980-05-01', 'minimum-living-allowance')).toEqual(
      refuse({
        reason: 'parameter-missing',
        key: '170.government-part.minimum-living-allowance',
        on: '2017-01-01',
      }),
    );
  });

  it('finds a tier by exactly what the person pays', () => {
    const outcome = pensionDue('1980-05-01', 'severely-disabled');
    const find = (amount: string) =>
      outcome.ok && outcome.value.tiers.find((option) => option.amount === yuan(amount))?.tier;
    expect([find('100'), find('400'), find('200')]).toEqual([yuan('200'), yuan('500'), undefined]);
  });

  it('explains each tier with the versions it used and marks what is assumed', () => {
    const outcome = pensionDue('1980-05-01', 'severely-disabled');
    const option = outcome.ok ? outcome.value.tiers[0] : undefined;
    expect(option?.explain().parameterVersions).toEqual([
      '170.tiers@2016-01-01',
      '170.government-part.severely-disabled@2016-01-01',
      '170.subsidies@2016-01-01',
    ]);
    expect(
      option
        ?.explain()
        .steps.map(({ label, expression, result, status }) => [label.en, expression, result, status]),
    ).toEqual([
      ['Tier', '200.00', '200.00', 'national'],
      ['Paid by the government', '100.00 × 100 %', '100.00', 'assumed'],
      ['To be paid', '200.00 − 100.00', '100.00', 'assumed'],
      ['Government subsidy', '40.00', '40.00', 'assumed'],
      ['Into the personal account', '200.00 + 40.00', '240.00', 'assumed'],
    ]);
    const back = pensionDue('1980-05-01', 'ordinary', 2016);
    expect(back.ok && back.value.explain().parameterVersions).not.toContain('170.subsidies@2016-01-01');
  });
});

const medicalDue = (birth: string, category: Category = 'ordinary', year = 2017, set = parameters) =>
  assessResidentMedical({ person: { birthDate: date(birth), category }, year, parameters: set });

describe('what a payment credits', () => {
  it('credits the whole tier and the subsidy, whoever paid the tier', () => {
    const outcome = pensionDue('1980-05-01', 'severely-disabled');
    for (const option of outcome.ok ? outcome.value.tiers : [])
      expect(balanceOf(creditsOf({ ...option, accountPart: option.amount }))).toBe(
        add(option.tier, option.subsidy),
      );
    expect(creditsOf({ accountPart: yuan('500'), governmentPart: zeroFen, subsidy: zeroFen })).toEqual([
      { kind: 'personal', amount: yuan('500') },
    ]);
    expect(optionsOf(outcome)).toHaveLength(4);
  });
});

describe('resident medical due', () => {
  it.each<[string, Category, number, string, string]>([
    ['1980-05-01', 'ordinary', 2016, '150.00', '0.00'],
    ['1980-05-01', 'ordinary', 2017, '180.00', '0.00'],
    ['2017-12-31', 'ordinary', 2017, '180.00', '0.00'],
    ['1980-05-01', 'severely-disabled', 2017, '0.00', '180.00'],
    ['1980-05-01', 'minimum-living-allowance', 2017, '0.00', '180.00'],
    ['1980-05-01', 'low-income', 2017, '180.00', '0.00'],
    ['1957-01-01', 'low-income', 2017, '90.00', '90.00'],
    ['1957-01-02', 'low-income', 2017, '180.00', '0.00'],
    ['1999-01-02', 'low-income', 2017, '0.00', '180.00'],
    ['1999-01-01', 'low-income', 2017, '180.00', '0.00'],
    ['2017-06-01', 'low-income', 2017, '0.00', '180.00'],
  ])('asks of someone born %s, %s, for %d: %s, and waives %s', (birth, category, year, amount, waived) => {
    const outcome = medicalDue(birth, category, year);
    expect(outcome.ok && [outcome.value.amount, outcome.value.waived].map(formatYuan)).toEqual([
      amount,
      waived,
    ]);
  });

  it('shows the public subsidy beside the personal part', () => {
    const outcome = medicalDue('1980-05-01');
    expect(outcome.ok && outcome.value.publicSubsidy).toBe(yuan('450'));
    expect(outcome.ok && outcome.value.explain().parameterVersions).toEqual([
      '390.personal-part@2017-01-01',
      '390.public-subsidy@2017-01-01',
    ]);
  });

  it('marks an assumed waiver wherever it counts', () => {
    const outcome = medicalDue('1950-01-01', 'low-income');
    expect(
      outcome.ok && outcome.value.explain().steps.map(({ expression, status }) => [expression, status]),
    ).toEqual([
      ['2017', 'national'],
      ['180.00 × 50 %', 'assumed'],
      ['180.00 − 90.00', 'assumed'],
      ['2017', 'national'],
    ]);
  });

  it.each<[string, string, number, Parameters]>([
    ['not-born', '2018-01-01', 2015, parameters],
    ['parameter-missing', '1980-01-01', 2015, parameters],
    ['parameter-missing', '1980-01-01', 2017, without('390.waiver.severely-disabled')],
  ])('refuses with the first reason: %s', (reason, birth, year, set) => {
    const outcome = medicalDue(birth, 'severely-disabled', year, set);
    expect(!outcome.ok && outcome.refusal.reason).toBe(reason);
  });
});

describe('category', () => {
  it('knows its own words only', () => {
    expect(['ordinary', 'low-income', 'rich', ''].map(isCategory)).toEqual([true, true, false, false]);
  });
});
