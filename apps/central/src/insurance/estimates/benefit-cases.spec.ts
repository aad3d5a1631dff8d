/** Promises of estimates of benefits: every worked example of the facts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { disabilityAllowance } from '#libs/benefits/disability-allowance.js';
import { formatTenths, payoutMonths } from '#libs/benefits/payout-months.js';
import { comparedPension, formerPension } from '#libs/benefits/public-institution-pension.js';
import { electiveOf, retirementOf, type RetirementType } from '#libs/benefits/retirement.js';
import { unemploymentBenefit } from '#libs/benefits/unemployment.js';
import { toppedUp } from '#libs/benefits/work-injury.js';
import { date, firstDayOf, month } from '#libs/kernel/plain-date.js';
import { add, formatYuan, yuan } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { timesFraction } from '#libs/money/rounding.js';
import { countOf, lookUpAll } from '#libs/policy/look-up.js';
import { estimated, estimateRules, valueOf } from '../../../../../test/support/estimates.js';

const { parameters } = estimateRules;

/** Each example has some fields, which its name says: text, whole numbers by these names, and lists. */
type Numbers =
  | (
      | 'years'
      | 'months'
      | 'year'
      | 'age_on_31_dec'
      | 'area_class'
      | 'grade'
      | 'paid_months'
      | 'carried'
      | 'days'
    )
  | ('months_paid' | 'drawing_years' | 'min_months' | 'months_to_statutory' | 'retire_year');
type Texts =
  | (
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
    )
  | ('new_incl_annuity' | 'birth' | 'cutoff' | 'pension_dec' | 'wage' | 'allowance' | 'min_wage' | 'average')
  | ('pension' | 'died' | 'unit_average' | 'type');
type Input = Readonly<Record<Texts, string> & Record<Numbers, number>> & {
  readonly who: readonly string[];
  readonly retired?: boolean;
};
type Case = {
  readonly id: string;
  readonly input: Input;
  readonly expected: Readonly<Record<string, unknown>>;
};
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./benefit-cases.json', import.meta.url), 'utf8'),
);

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
