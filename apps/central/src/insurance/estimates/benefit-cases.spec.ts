/** Promises of estimates of benefits: every worked example of the facts, and the edges around them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { disabilityAllowance } from '#libs/benefits/disability-allowance.js';
import { formatTenths, payoutMonths } from '#libs/benefits/payout-months.js';
import { comparedPension, formerPension } from '#libs/benefits/public-institution-pension.js';
import { electiveOf, retirementOf, type RetirementType } from '#libs/benefits/retirement.js';
import { unemploymentBenefit } from '#libs/benefits/unemployment.js';
import { toppedUp } from '#libs/benefits/work-injury.js';
import { date, firstDayOf, month } from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import { add, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { timesFraction } from '#libs/money/rounding.js';
import { countOf, lookUpAll } from '#libs/policy/look-up.js';
import { estimated, estimateRefusal, estimateRules } from '../../../../../test/support/estimates.js';

const { parameters } = estimateRules;

/** Each example has some of these; which, its name says. */
type Input = Readonly<
  Record<
    | 'base'
    | 'index'
    | 'account'
    | 'age'
    | 'retire'
    | 'A'
    | 'M_pct'
    | 'B'
    | 'C'
    | 'G2014_pct'
    | 'G2015_pct'
    | 'old'
    | 'new_incl_annuity'
    | 'birth'
    | 'cutoff'
    | 'pension_dec'
    | 'wage'
    | 'allowance'
    | 'min_wage'
    | 'average'
    | 'pension'
    | 'died'
    | 'unit_average'
    | 'type',
    string
  > &
    Record<
      | 'years'
      | 'months'
      | 'year'
      | 'age_on_31_dec'
      | 'area_class'
      | 'grade'
      | 'paid_months'
      | 'carried'
      | 'days'
      | 'months_paid'
      | 'drawing_years'
      | 'min_months'
      | 'months_to_statutory'
      | 'retire_year',
      number
    >
> & { readonly who: readonly string[]; readonly retired?: boolean };
type Case = {
  readonly id: string;
  readonly input: Input;
  readonly expected: Readonly<Record<string, unknown>>;
};
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./benefit-cases.json', import.meta.url), 'utf8'),
);

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
};

const percent = (text: string): ReturnType<typeof ppm> => ppm(Math.round(Number(text) * 10_000));
/** `60y4m` in months. */
const ageMonths = (age: string): number => {
  const [, years, months] = /^(\d+)y(\d+)m$/u.exec(age) ?? [];
  return Number(years) * 12 + Number(months);
};
const types: Readonly<Record<string, RetirementType>> = {
  men60: 'male',
  women55: 'female-cadre',
  women50: 'female-worker',
};
const averages: Readonly<Record<string, string>> = { 2017: '5620.92' };
const retirementAsked = (type: string, birthMonth: string) => {
  const [sex, post = 'standard'] = (types[type] ?? '').split('-');
  return estimated('retirement', { sex, post, birthMonth });
};
/** As it is written where nothing is left over. */
const whole = (amount: unknown): string => String(amount).replace(/\.00$/u, '');

/** How a worked example is asked, by how its name begins (the first that fits), in the words of its own answer. */
const asked: readonly (readonly [string, (input: Input) => Record<string, unknown>])[] = [
  [
    'payout_months',
    ({ years, months }) => ({
      months: formatTenths(valueOf(payoutMonths(years * 12 + months, date('2026-01-01'), parameters)).tenths),
    }),
  ],
  [
    'pension_110-01',
    ({ base, index, months, account, age }) => {
      const { basic, accountPart, total } = estimated('employee-pension', {
        averageWage: base,
        index,
        years: months / 12,
        account,
        retireAgeMonths: ageMonths(age),
      });
      return { basic, account: accountPart, total };
    },
  ],
  [
    'pension_110',
    ({ base, index, months, account, age, retire }) => {
      const least = valueOf(
        lookUpAll(parameters, firstDayOf(month(retire)), { least: countOf('110.minimum-months') }),
      ).least.value;
      const { basic, accountPart, total, ...rest } = estimated('employee-pension', {
        averageWage: base,
        index,
        years: months / 12,
        account,
        retireAgeMonths: ageMonths(age),
      });
      return {
        eligible: months >= least,
        basic,
        payout_months: rest['payoutMonths'],
        account: accountPart,
        total,
      };
    },
  ],
  [
    'pension_120-09',
    ({ A, M_pct, B, C, G2014_pct, G2015_pct }) => ({
      old_method: formatYuan(
        formerPension({
          basicPay: yuan(A),
          share: percent(M_pct),
          subsidy: yuan(B),
          rise: yuan(C),
          growths: [percent(G2014_pct), percent(G2015_pct)],
        }),
      ),
    }),
  ],
  [
    'pension_120',
    ({ old, new_incl_annuity, retire }) => {
      const of = month(retire);
      const { amount } = valueOf(comparedPension(yuan(old), yuan(new_incl_annuity), of, parameters));
      const share = parameters.byKey
        .get('120.comparison-share')
        ?.find(({ effectiveFrom }) => effectiveFrom <= firstDayOf(of));
      return { payable: formatYuan(amount), excess_pct: Number(share?.value) / 10_000 };
    },
  ],
  [
    'pension_170',
    ({ account, years }) => {
      const { accountPart, longPayment, total } = estimated('resident-pension', {
        date: '2017-11-16',
        account,
        years,
      });
      return { account_part: accountPart, long_payment: longPayment, total };
    },
  ],
  [
    'adjustment-11',
    ({ birth, cutoff, year }) => {
      const age = Number(String(cutoff).slice(0, 4)) - Number(String(birth).slice(0, 4));
      const { parts } = estimated('adjustment', { pension: '3000.00', years: 30, age, rule: year });
      return { age, age_part: Number((parts as { readonly age: string }).age) };
    },
  ],
  [
    'adjustment',
    ({ year, pension_dec, months, age_on_31_dec, area_class }) => {
      const { parts, increase } = estimated('adjustment', {
        pension: pension_dec,
        years: (months / 12).toFixed(4),
        age: age_on_31_dec,
        rule: year,
        areaClass: area_class,
      });
      const { fixed, years, percent: byPercent, area, age } = parts as Record<string, string>;
      return {
        fixed: whole(fixed),
        years: Number(years),
        percent: whole(byPercent),
        area: Number(area),
        age: Number(age),
        total: increase,
      };
    },
  ],
  ['injury_lump', ({ grade, wage }) => ({ lump: estimated('injury-lump', { grade, wage })['amount'] })],
  [
    'injury_allowance-03',
    ({ allowance, min_wage }) => {
      const more = toppedUp(yuan(allowance), yuan(min_wage));
      return { top_up: formatYuan(more), payable: formatYuan(add(yuan(allowance), more)) };
    },
  ],
  [
    'injury_allowance',
    ({ grade, wage, year }) => {
      const averageWage = averages[String(year)];
      // What the lump sum is a multiple of is the wage that was held.
      const { amount, months } = estimated('injury-lump', { grade, wage, averageWage });
      const { monthly } = estimated('injury-allowance', { grade, wage, averageWage });
      const used = timesFraction(yuan(String(amount)), 1n, BigInt(Number(months)));
      return { wage_used: formatYuan(used), allowance: monthly };
    },
  ],
  [
    'injury_care',
    ({ average }) =>
      Object.fromEntries(
        (['full', 'most', 'part'] as const).map((level) => [
          level,
          whole(estimated('injury-care', { level, averageWage: average })['monthly']),
        ]),
      ),
  ],
  [
    'injury_retire',
    ({ allowance, pension }) => ({
      fund_110: pension,
      fund_410: formatYuan(toppedUp(yuan(pension), yuan(allowance))),
    }),
  ],
  [
    'injury_dependants',
    ({ wage, who }) => {
      const { shares, total } = estimated('injury-dependants', {
        wage,
        dependants: who.map((kind) => ({ kind })),
      });
      return { raw: '6500.00', shares, total };
    },
  ],
  [
    'injury_death-01',
    ({ died }) => ({
      one_off: estimated('injury-death', {
        deathYear: Number(String(died).slice(0, 4)),
        averageWage: '8643.00',
      })['oneOff'],
    }),
  ],
  [
    'injury_death',
    ({ died, average }) => ({
      funeral: estimated('injury-death', {
        deathYear: Number(String(died).slice(0, 4)),
        averageWage: average,
      })['funeral'],
    }),
  ],
  [
    'unemployment_months',
    ({ paid_months, carried }) => ({
      months: estimated('unemployment', {
        paidMonths: paid_months,
        carriedMonths: carried,
        date: '2017-06-30',
      })['months'],
    }),
  ],
  [
    'unemployment_amount',
    (input) => {
      const months = input.months as unknown as readonly string[];
      const [first = ''] = months;
      const { byMonth, total } = valueOf(
        unemploymentBenefit({ months: months.length, steps: [] }, month(first), parameters),
      );
      return { by_month: byMonth.map(formatYuan), total: formatYuan(total) };
    },
  ],
  [
    'maternity',
    ({ unit_average, days }) => ({
      allowance: estimated('maternity', { unitMonthlyWage: unit_average, days })['amount'],
    }),
  ],
  [
    'survivors_months',
    ({ months_paid, drawing_years, retired }) => ({
      months: String(
        estimated('survivors', {
          yearlyIncome: '36000.00',
          paidYears: (months_paid / 12).toFixed(4),
          ...(retired === true ? { drawnYears: drawing_years } : {}),
        })['months'],
      ),
    }),
  ],
  [
    'survivors',
    ({ months_paid }) => {
      // 37745 ÷ 12 is 3145.42.
      const { funeral, amount, total } = estimated('survivors', {
        yearlyIncome: '37745.00',
        paidYears: months_paid / 12,
      });
      return { funeral, pension: amount, total };
    },
  ],
  [
    'sickness_allowance-05',
    ({ months_paid, min_months, months_to_statutory }) => {
      const { of, months } = valueOf(
        disabilityAllowance(
          { paidMonths: months_paid, minimumMonths: min_months, monthsToAge: months_to_statutory },
          date('2025-06-01'),
          parameters,
        ),
      );
      return {
        amount: of === 'whole-pension' ? 'full pension formula' : of,
        duration: months === null ? 'to retirement, not recomputed' : months,
      };
    },
  ],
  [
    'sickness_allowance',
    ({ months_paid, min_months }) => {
      const { of, months } = valueOf(
        disabilityAllowance(
          { paidMonths: months_paid, minimumMonths: min_months, monthsToAge: 200 },
          date('2025-06-01'),
          parameters,
        ),
      );
      return { duration_months: months, amount: of === 'basic-part' ? 'basic part only' : of };
    },
  ],
  [
    'retirement',
    ({ type, birth }) => {
      const { retireMonth, delayMonths, age, minimumMonths, firstPensionMonth } = retirementAsked(
        type,
        birth,
      );
      return {
        delay_months: delayMonths,
        month: retireMonth,
        age,
        min_months: minimumMonths,
        first_pension_month: firstPensionMonth,
      };
    },
  ],
  [
    'min_months',
    ({ retire_year }) => ({
      months: valueOf(
        lookUpAll(parameters, date(`${String(retire_year)}-06-30`), { least: countOf('110.minimum-months') }),
      ).least.value,
    }),
  ],
  [
    'elective-01',
    ({ type, birth }) => {
      const retirement = valueOf(retirementOf(types[type] ?? 'male', month(birth), parameters));
      const { early, late } = valueOf(electiveOf(retirement, parameters));
      expect(late).toEqual({ month: '2037-04', minimumMonths: 210, noticeBy: '2034-03' });
      return {
        statutory: retirement.month,
        earliest: early?.month,
        min_months_then: early?.minimumMonths,
        min_months_at_statutory: retirement.minimumMonths,
        notice_to_unit_by: early?.noticeBy,
      };
    },
  ],
  [
    'elective',
    ({ type, birth }) => ({
      possible: retirementAsked(type, birth)['earliest'] !== undefined,
    }),
  ],
];

describe('worked examples of benefits', () => {
  it.each(cases.map((one) => [one.id, one] as const))('%s', (id, { input, expected }) => {
    const way = asked.find(([begins]) => id === begins || id.startsWith(`${begins}-`));
    const answer = way?.[1](input);
    const wanted =
      typeof expected['years'] === 'string' ? { ...expected, years: Number(expected['years']) } : expected;
    expect(answer).toEqual(wanted);
  });
});

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
  ])('after a death in %i pay %s', (deathYear, oneOff) => {
    expect(estimated('injury-death', { deathYear, averageWage: '8643' })['oneOff']).toBe(oneOff);
  });

  it('say that the grant of a year is not known yet, and take none of another year', () => {
    expect(estimateRefusal('injury-death', { deathYear: 2026, averageWage: '8643' })).toBe(
      'parameter-missing 410.death-grant 2026-12-31',
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
