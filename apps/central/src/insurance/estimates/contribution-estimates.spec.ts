/** Promises of estimates of contributions: what happens on either side of each boundary, and what is refused. */
import { describe, expect, it } from '@jest/globals';
import { fen, formatYuan, sum, yuan } from '#libs/money/fen.js';
import { estimated, estimateRefusal, estimateRules } from '../../../../../test/support/estimates.js';
import type { EstimateKind } from './estimate-kinds.js';

const months = (first = '0.00'): readonly string[] => [first, ...Array.from({ length: 11 }, () => '0.00')];

const contribution = (question: object) => estimated('contribution', question);
/** The part of a small unit in a month of relief. */
const relievedUnit = (scheme: string) =>
  contribution({ scheme, date: '2020-02-15', wage: '5000', unitSize: 'small', industryClass: 1 })['unit'];

describe('on either side of a boundary', () => {
  it.each([
    ['a fen below the floor', '3372.54', '3372.55'],
    ['at the floor', '3372.55', '3372.55'],
    ['a fen above the floor', '3372.56', '3372.56'],
    ['a fen below the ceiling', '16862.75', '16862.75'],
    ['at the ceiling', '16862.76', '16862.76'],
    ['a fen above the ceiling', '16862.77', '16862.76'],
    ['nothing', '0', '3372.55'],
  ])('takes as base of 2017 for a wage %s %s: %s', (_, wage, base) => {
    expect(contribution({ scheme: '110', date: '2017-01-01', wage })).toMatchObject({ base });
  });

  it.each([
    ['110', '2019-04-30', '1000.00', '400.00'],
    ['110', '2019-05-01', '800.00', '400.00'],
    ['120', '2019-04-30', '1000.00', '400.00'],
    ['120', '2019-05-01', '800.00', '400.00'],
    ['210', '2015-02-28', '100.00', '50.00'],
    ['210', '2015-03-01', '75.00', '25.00'],
    ['210', '2016-04-30', '75.00', '25.00'],
    ['210', '2016-05-01', '50.00', '25.00'],
    ['210', '2016-12-31', '50.00', '25.00'],
    ['210', '2017-01-01', '25.00', '25.00'],
    ['310', '2017-01-01', '300.00', '100.00'],
    ['510', '2017-01-01', '25.00', '0.00'],
  ])('reckons %s on %s for a base of 5000: unit %s, person %s', (scheme, day, unit, person) => {
    const question = { scheme, date: day, wage: '5000' };
    expect(contribution(question)).toMatchObject({ base: '5000.00', unit, person });
  });

  it.each([
    ['2020-01-31', 'small', '800.00'],
    ['2020-02-01', 'small', '0.00'],
    ['2020-12-31', 'small', '0.00'],
    ['2021-01-01', 'small', '800.00'],
    ['2020-02-01', 'large', '400.00'],
    ['2020-06-30', 'large', '400.00'],
    ['2020-07-01', 'large', '800.00'],
  ])('relieves on %s a %s unit: %s', (day, unitSize, unit) => {
    const answer = contribution({ scheme: '110', date: day, wage: '5000', unitSize });
    expect(answer).toMatchObject({ unit, person: '400.00' });
  });

  it('relieves only pension, unemployment and work injury of employees', () => {
    expect(['110', '120', '210', '310', '410'].map(relievedUnit)).toEqual([
      '0.00',
      '800.00',
      '0.00',
      '300.00',
      '0.00',
    ]);
  });

  it.each([
    [1, '1', '10.00'],
    [1, '1.5', '15.00'],
    [2, 0.5, '10.00'],
    [2, '0.50', '10.00'],
    [8, '1.5', '142.50'],
  ])('charges class %i with step %s for a base of 5000: %s', (industryClass, floating, unit) => {
    const question = { scheme: '410', date: '2017-06-30', wage: '5000', industryClass, floating };
    expect(contribution(question)).toMatchObject({ unit, person: '0.00' });
  });

  it('rounds each line, so that a bill is the sum of its lines', () => {
    const { unit } = contribution({ scheme: '310', date: '2017-06-30', wage: '2000' });
    expect(formatYuan(fen(yuan(String(unit)) * 3n))).toBe('607.05');
  });

  it.each([
    ['2014-06-30', '500', '60.00'],
    ['2014-07-01', '500', '70.00'],
    ['2014-07-01', '400', '60.00'],
    ['2014-07-01', '600', '85.00'],
    ['2014-07-01', '1500', '165.00'],
  ])('adds on %s to the tier of %s yuan %s', (day, tier, subsidy) => {
    expect(contribution({ scheme: '170', date: day, tier })).toEqual({ person: `${tier}.00`, subsidy });
  });

  it.each([
    ['ordinary', '100', '100.00'],
    ['severely-disabled', '100', '0.00'],
    ['severely-disabled', '200', '100.00'],
  ])('leaves somebody %s of the tier of %s yuan %s', (category, tier, person) => {
    expect(contribution({ scheme: '170', date: '2017-06-30', tier, category })).toMatchObject({ person });
  });

  it.each([
    ['2016-12-31', {}, '150.00', '420.00'],
    ['2017-01-01', {}, '180.00', '450.00'],
    ['2017-06-30', { category: 'severely-disabled' }, '0.00', '450.00'],
    ['2017-06-30', { category: 'low-income', birthDate: '1957-01-01' }, '0.00', '450.00'],
    ['2017-06-30', { category: 'low-income', birthDate: '1957-01-02' }, '180.00', '450.00'],
  ])('asks residents on %s %j for %s and adds %s', (day, of, person, subsidy) => {
    expect(contribution({ scheme: '390', date: day, ...of })).toEqual({ person, subsidy });
  });

  it.each([
    ['2024-02-15', '2024-03-01', 15, '75.00'],
    ['2023-02-15', '2023-03-01', 14, '70.00'],
    ['2023-12-31', '2024-01-01', 1, '5.00'],
    ['2023-12-31', '2023-12-31', 0, '0.00'],
  ])('reckons a late fee of 10000 due %s and paid %s: %i days, %s', (lastDay, paid, days, fee) => {
    expect(estimated('late-fee', { amount: '10000', lastDay, paid }, estimateRules, 0)).toEqual({
      days,
      fee,
    });
  });

  it('sums the late fees of parts paid at different times', () => {
    const fees = [
      ['4000', 30],
      ['6000', 60],
    ].map(([amount, days]) => yuan(String(estimated('late-fee', { amount, days })['fee'])));
    expect(formatYuan(sum(fees))).toBe('240.00');
  });

  it.each([
    ['one rate', { cost: '30000000', ratePpm: 1200 }, '36000.00'],
    ['half done', { cost: '30000000', ratePpm: 1200, totalDays: 100, daysDone: 50 }, '18000.00'],
    ['not begun', { cost: '30000000', ratePpm: 1200, totalDays: 100, daysDone: 0 }, '36000.00'],
    ['all done', { cost: '30000000', ratePpm: 1200, totalDays: 100, daysDone: 100 }, '0.00'],
    [
      'a fen below a tier',
      { cost: '9999999.99', tiers: [{ upTo: '10000000', ratePpm: 1200 }, { ratePpm: 800 }] },
      '12000.00',
    ],
    [
      'in the second tier',
      { cost: '10001000', tiers: [{ upTo: '10000000', ratePpm: 1200 }, { ratePpm: 800 }] },
      '12000.80',
    ],
  ])('charges a project, %s: %j %s', (_, question, amount) => {
    expect(estimated('project-injury', question)).toEqual({ amount });
  });

  it.each([
    ['household is the last place', 'C', { B: 130, C: 5 }, 'C'],
    ['the last has ten years', 'A', { B: 130, C: 120 }, 'C'],
    ['the last has a month less', 'A', { B: 120, C: 119 }, 'B'],
    ['none has', 'A', { B: 119, C: 119 }, 'A'],
  ])('pays the pension, when %s, of %s %j at %s', (_, household, months, place) => {
    const places = Object.entries(months).map(([at, paid]) => ({ place: at, months: paid }));
    expect(estimated('receipt-place', { household, places })).toEqual({ place });
  });

  it('counts the months of a place together that somebody came back to', () => {
    const places = [
      { place: 'B', months: 60 },
      { place: 'C', months: 100 },
      { place: 'B', months: 60 },
    ];
    expect(estimated('receipt-place', { household: 'A', places })).toEqual({ place: 'B' });
  });

  it.each([
    ['male', 49, true, false, false],
    ['male', 50, true, false, true],
    ['female', 39, true, false, false],
    ['female', 40, true, false, true],
    ['male', 60, false, false, false],
    ['male', 60, true, true, false],
  ])('opens for %s of %i (first here: %s, household here: %s) a temporary account: %s', (...row) => {
    const [sex, age, firstTimeInArea, householdHere, temporary] = row;
    const question = { sex, age, firstTimeInArea, householdHere };
    expect(estimated('temporary-account', question)).toEqual({ temporary });
  });

  it('lets the months of an employee count as a resident, and not the other way', () => {
    const known = { account: '9000', residentYears: 12, employeeMonths: 100 };
    expect(estimated('transfer', { from: '110', to: '170', ...known })).toEqual({
      accountMoved: '9000.00',
      monthsAdded: 100,
      residentMonths: 244,
    });
  });

  it('gives back what is left of the own part after two pensions', () => {
    expect(estimated('double-receipt', { basicDrawn: '6000', ownPartLeft: '7076.82' })).toEqual({
      offset: '6000.00',
      fromEmployeePension: '0.00',
      backToPerson: '1076.82',
    });
  });
});

describe('refusals', () => {
  const month = { scheme: '110', date: '2017-06-30', wage: '5000' };
  it.each<[string, EstimateKind, object, string]>([
    ['a wage below zero', 'contribution', { ...month, wage: '-1' }, 'BadRequestException'],
    ['a wage of 21 digits', 'contribution', { ...month, wage: '1'.repeat(21) }, 'BadRequestException'],
    ['a wage with three decimals', 'contribution', { ...month, wage: '1.005' }, 'BadRequestException'],
    ['a wage as a number', 'contribution', { ...month, wage: 5000 }, 'BadRequestException'],
    ['what a spreadsheet made of it', 'contribution', { ...month, wage: '6.3E+17' }, 'BadRequestException'],
    ['a day there is not', 'contribution', { ...month, date: '2017-02-29' }, 'BadRequestException'],
    ['an unknown scheme', 'contribution', { ...month, scheme: '999' }, 'BadRequestException'],
    ['an unknown field', 'contribution', { ...month, wages: '1' }, 'BadRequestException'],
    ['no wage', 'contribution', { scheme: '110', date: '2017-06-30' }, 'estimate-impossible wage-missing'],
    ['no tier', 'contribution', { scheme: '170', date: '2017-06-30' }, 'estimate-impossible tier-missing'],
    [
      'a tier that is not open',
      'contribution',
      { scheme: '170', date: '2017-06-30', tier: '150' },
      'estimate-impossible tier-unknown',
    ],
    [
      'no class of industry',
      'contribution',
      { ...month, scheme: '410' },
      'estimate-impossible industry-class-missing',
    ],
    [
      'a step that class 1 has not',
      'contribution',
      { ...month, scheme: '410', industryClass: 1, floating: 0.8 },
      'estimate-impossible floating-step-unknown',
    ],
    [
      'a step that no class has',
      'contribution',
      { ...month, scheme: '410', industryClass: 8, floating: '1.6' },
      'estimate-impossible floating-step-unknown',
    ],
    [
      'a flexible worker of another scheme',
      'contribution',
      { scheme: '310', date: '2017-06-30', tierPercent: 60 },
      'estimate-impossible tierPercent-of-110-only',
    ],
    [
      'a resident who did not declare',
      'contribution',
      { scheme: '390', date: '2017-06-30', lastMonthAmount: '1' },
      'estimate-impossible lastMonthAmount-of-units-only',
    ],
    [
      'low income without a birth date',
      'contribution',
      { scheme: '390', date: '2017-06-30', category: 'low-income' },
      'estimate-impossible birthDate-missing',
    ],
    [
      'a month before any base is known',
      'contribution',
      { ...month, date: '2014-12-31' },
      'parameter-missing wage.base-floor 2014-12-31',
    ],
    [
      'paid before it was due',
      'late-fee',
      { amount: '1', lastDay: '2017-02-02', paid: '2017-02-01' },
      'estimate-impossible paid-before-due',
    ],
    [
      'tiers that fall',
      'project-injury',
      { cost: '1', tiers: [{ upTo: '2', ratePpm: 1 }, { upTo: '1', ratePpm: 1 }, { ratePpm: 1 }] },
      'estimate-impossible tiers-not-rising',
    ],
    [
      'tiers without an end',
      'project-injury',
      { cost: '1', tiers: [{ upTo: '2', ratePpm: 1 }] },
      'estimate-impossible tiers-not-rising',
    ],
    ['neither rate nor tiers', 'project-injury', { cost: '1' }, 'estimate-impossible ratePpm-or-tiers'],
    [
      'more days done than there are',
      'project-injury',
      { cost: '1', ratePpm: 1, totalDays: 1, daysDone: 2 },
      'estimate-impossible days-out-of-order',
    ],
    [
      'eleven months of credits',
      'account-interest',
      { opening: '1', ratePercent: '1', monthlyCredits: Array.from({ length: 11 }, () => '1') },
      'BadRequestException',
    ],
    [
      'more paid out than there is',
      'account-interest',
      { opening: '0', ratePercent: '1', monthlyCredits: months(), monthlyPayments: months('1') },
      'estimate-impossible overdrawn',
    ],
    [
      'a resident who moves to a resident',
      'transfer',
      { from: '170', to: '170', account: '1' },
      'estimate-impossible account-alone-moves',
    ],
  ])('refuses %s (%s)', (_, kind, question, refusal) => {
    expect(estimateRefusal(kind, question)).toBe(refusal);
  });
});
