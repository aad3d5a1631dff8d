/** Promises of the edges of estimates of benefits: the day before and after, the fen below and above, and what is refused. */
import { describe, expect, it } from '@jest/globals';
import { unemploymentBenefit } from '#libs/benefits/unemployment.js';
import { firstDayOf, month } from '#libs/kernel/plain-date.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import { countOf, lookUpAll } from '#libs/policy/look-up.js';
import { estimated, estimateRefusal, estimateRules, valueOf } from '../../../../../test/support/estimates.js';

const { parameters } = estimateRules;

describe('retirement', () => {
  it.each([
    ['male', 'standard', '1964-02', '2024-02', 0],
    // The last before the reform, and the first after.
    ['male', 'standard', '1964-12', '2024-12', 0],
    ['male', 'standard', '1965-01', '2025-02', 1],
    ['male', 'standard', '1965-05', '2025-07', 2],
    ['male', 'standard', '1968-02', '2028-12', 10],
    ['male', 'standard', '1975-06', '2038-02', 32],
    ['female', 'cadre', '1971-04', '2026-08', 4],
    ['female', 'cadre', '1970-06', '2025-08', 2],
    ['female', 'worker', '1995-12', '2050-12', 60],
    ['female', 'worker', '1976-06', '2027-03', 9],
    ['female', 'worker', '1974-12', '2024-12', 0],
  ])('of %s %s born %s comes in %s, %i months later', (sex, post, birthMonth, retireMonth, delayMonths) => {
    expect(estimated('retirement', { sex, post, birthMonth })).toMatchObject({ retireMonth, delayMonths });
  });

  it('of a woman whose post is not told is refused', () => {
    expect(estimateRefusal('retirement', { sex: 'female', post: 'standard', birthMonth: '1975-01' })).toBe(
      'estimate-impossible post-cadre-or-worker',
    );
  });

  it.each([
    ['2029-12', 180],
    ['2030-01', 186],
    ['2031-06', 192],
    ['2038-12', 234],
    ['2039-01', 240],
  ])('in %s needs %i months', (when, least) => {
    const found = lookUpAll(parameters, firstDayOf(month(when)), { least: countOf('110.minimum-months') });
    expect(valueOf(found).least.value).toBe(least);
  });
});

describe("an employee's pension", () => {
  const question = { averageWage: '5620.92', index: '1.2', years: 35, account: '80000', payoutMonths: 139 };

  it("has the province's transitional part, or that of a coefficient of elsewhere", () => {
    expect(estimated('employee-pension', { ...question, deemedYears: 12 })).toMatchObject({
      basic: '2164.05',
      accountPart: '575.54',
      transitional: '1038.75',
      total: '3778.34',
    });
    expect(
      estimated('employee-pension', { ...question, deemedYears: 12, transitionalPercent: '1.4' }),
    ).toMatchObject({ transitional: '1038.75' });
    expect(
      estimated('employee-pension', { ...question, deemedYears: 12, transitionalPercent: '1.3' }),
    ).toMatchObject({ transitional: '1052.24', total: '3791.83' });
  });

  it.each([
    [{ payoutMonths: 139, retireAgeMonths: 720 }, 'payoutMonths-or-retireAgeMonths'],
    [{ payoutMonths: undefined }, 'payoutMonths-or-retireAgeMonths'],
    [{ payoutMonths: 0 }, 'payoutMonths-zero'],
    [{ deemedYears: 36 }, 'deemedYears-beyond-years'],
  ])('of %j is refused: %s', (of, reason) => {
    expect(estimateRefusal('employee-pension', { ...question, ...of })).toBe(`estimate-impossible ${reason}`);
  });

  it.each([
    [479, '233'],
    [480, '233'],
    [481, '232.8'],
    [720, '139'],
    [721, '138.4'],
    [840, '56'],
    [841, '56'],
  ])('begun at %i months of age is reckoned for %s months', (retireAgeMonths, months) => {
    const { payoutMonths: none, ...rest } = question;
    expect(none).toBe(139);
    expect(estimated('employee-pension', { ...rest, retireAgeMonths })['payoutMonths']).toBe(months);
  });
});

describe('other benefits', () => {
  it.each([
    [{ grade: 1, wage: '30000', averageWage: '5620.92' }, '15176.48'],
    [{ grade: 1, wage: '16862.76', averageWage: '5620.92' }, '15176.48'],
    [{ grade: 1, wage: '16862.75', averageWage: '5620.92' }, '15176.48'],
    [{ grade: 4, wage: '3372.54', averageWage: '5620.92' }, '2529.41'],
    [{ grade: 4, wage: '3372.56', averageWage: '5620.92' }, '2529.42'],
  ])('hold the wage of %j between limits: %s', (question, monthly) => {
    expect(estimated('injury-allowance', question)['monthly']).toBe(monthly);
  });

  it('have no allowance from grade 7 on', () => {
    expect(estimateRefusal('injury-allowance', { grade: 7, wage: '5000' })).toBe(
      'estimate-impossible grade-without-allowance',
    );
  });

  it.each([
    [2024, '1036420.00'],
    [2025, '1083760.00'],
    [2026, '1130040.00'],
  ])('after a death in %i pay %s', (deathYear, oneOff) => {
    expect(estimated('injury-death', { deathYear, averageWage: '8643' })['oneOff']).toBe(oneOff);
  });

  it('say that the grant of a year is not known yet, and take none of another year', () => {
    expect(estimateRefusal('injury-death', { deathYear: 2027, averageWage: '8643' })).toBe(
      'parameter-missing 410.death-grant 2027-12-31',
    );
    expect(estimateRefusal('adjustment', { pension: '3000', years: 30, age: 72, rule: 2024 })).toBe(
      'parameter-missing 110.adjustment.fixed 2024-01-01',
    );
  });

  it.each([
    ['2017-11-01', '1090.00', 3, '3790.00'],
    ['2016-06-01', '740.00', 12, '12730.00'],
  ])('of the jobless from %s are %s a month at first', (from, monthly, months, total) => {
    const { byMonth, total: all } = valueOf(
      unemploymentBenefit({ months, steps: [] }, month(from.slice(0, 7)), parameters),
    );
    expect([formatYuan(byMonth[0] ?? zeroFen), formatYuan(all)]).toEqual([monthly, total]);
  });

  it.each([
    [{ difficult: true }, 113, '30133.33'],
    [{ difficult: true, children: 2 }, 128, '34133.33'],
    [{ miscarriageMonths: 3 }, 15, '4000.00'],
    [{ miscarriageMonths: 4 }, 42, '11200.00'],
    [{}, 98, '26133.33'],
  ])('of a leave of %j count %i days: %s', (of, days, amount) => {
    expect(estimated('maternity', { unitMonthlyWage: '8000', ...of })).toMatchObject({ days, amount });
  });

  it.each([
    [181, '24.00'],
    [180, '22.50'],
    [12, '22.50'],
  ])('rise for %i months by %s', (months, years) => {
    const { parts } = estimated('adjustment', {
      pension: '3000',
      years: (months / 12).toFixed(4),
      age: 69,
      rule: 2023,
    });
    expect(parts).toMatchObject({ years, age: '0.00' });
  });

  it('rise by a rule that is written out', () => {
    const rule = { fixed: '30', perYear: '1.5', percent: '1.5', ages: [{ from: 70, amount: '20' }] };
    expect(estimated('adjustment', { pension: '3000', years: 30, age: 72, rule })).toMatchObject({
      increase: '140.00',
    });
    expect(estimateRefusal('adjustment', { pension: '3000', years: 30, age: 72, rule: { more: '1' } })).toBe(
      'BadRequestException',
    );
  });
});
