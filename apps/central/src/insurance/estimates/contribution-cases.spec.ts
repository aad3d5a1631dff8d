/** Promises of estimates of contributions: every worked example of the facts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inCapitals } from '#libs/money/capitals.js';
import { fen, formatYuan, subtract, yuan } from '#libs/money/fen.js';
import { readParameters } from '#libs/policy/parameters.js';
import { estimated, estimateRefusal, estimateRules } from '../../../../../test/support/estimates.js';

/** The same rules, with a late fee that never passes what it is for. */
const capped = ((): typeof estimateRules => {
  const others = [...estimateRules.parameters.byKey.values()]
    .flat()
    .filter(({ key }) => key !== 'late-fee.cap');
  const cap = estimateRules.parameters.byKey
    .get('late-fee.cap')
    ?.map((version) => ({ ...version, value: 'principal' }));
  const read = readParameters([...others, ...(cap ?? [])]);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return { ...estimateRules, parameters: read.value };
})();
type Input = Readonly<Record<string, string>> & {
  readonly credited?: Readonly<Record<string, string>>;
  readonly paid_out?: Readonly<Record<string, string>>;
  readonly annual_bases?: Readonly<Record<string, string>>;
  readonly months?: Readonly<Record<string, number>>;
  readonly years?: readonly (readonly [number, string])[];
  readonly age?: number;
  readonly class?: number;
};
type Case = {
  readonly id: string;
  readonly input: Input;
  readonly expected: Readonly<Record<string, unknown>>;
};
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./contribution-cases.json', import.meta.url), 'utf8'),
);

const monthly = (amounts: Readonly<Record<string, string>> = {}): readonly string[] =>
  Array.from({ length: 12 }, (_, at) => amounts[String(at + 1)] ?? '0.00');

const contribution = (question: object) => estimated('contribution', question);

/** A month's amount, twelve times. */
const ofYear = (amount: unknown): string => formatYuan(fen(yuan(String(amount)) * 12n));
/** Three years of an account, each beginning with the close of the one before. */
const accountYears = (opening: string, each: string, years: readonly (readonly [number, string])[]) => {
  let balance = opening;
  return years.map(([year, ratePercent]) => {
    const { interest, closing } = estimated('account-interest', {
      opening: balance,
      ratePercent,
      monthlyCredits: Array.from({ length: 12 }, () => each),
    });
    balance = String(closing);
    return [year, interest, closing];
  });
};

/** How a worked example is asked, by how its name begins (the first that fits), in the words of its own answer. */
const asked: readonly (readonly [string, (input: Input) => Record<string, unknown>])[] = [
  [
    'base',
    ({ year, wage }) => ({ base: contribution({ scheme: '110', date: `${year}-06-30`, wage })['base'] }),
  ],
  [
    'contribution-13',
    ({ scheme, last_month_due }) => ({
      assessed: contribution({ scheme, date: '2017-06-30', lastMonthAmount: last_month_due })['amount'],
    }),
  ],
  [
    'contribution-21',
    ({ tier_pct }) => {
      const { base, person, toAccount } = contribution({
        scheme: '110',
        date: '2015-06-30',
        tierPercent: Number(tier_pct),
      });
      const [year_total, account] = [ofYear(person), ofYear(toAccount)];
      return { base, year_total, account, pool: formatYuan(subtract(yuan(year_total), yuan(account))) };
    },
  ],
  [
    'contribution-23',
    ({ year }) => {
      const percents = Array.from({ length: 400 }, (_, at) => at + 1).filter(
        (tierPercent) =>
          estimateRefusal('contribution', { scheme: '110', date: `${year}-06-30`, tierPercent }) ===
          'answered',
      );
      const [first_pct = 0, second = 0] = percents;
      return { count: percents.length, first_pct, step_pct: second - first_pct, last_pct: percents.at(-1) };
    },
  ],
  [
    'contribution-25',
    ({ project_cost, permille }) => ({
      due: estimated('project-injury', { cost: project_cost, ratePpm: Number(permille) * 1000 })['amount'],
    }),
  ],
  [
    'contribution',
    ({ scheme, period, base, size, class: industryClass, float }) => {
      const { unit, person } = contribution({
        scheme,
        date: `${period}-15`,
        base,
        ...(size === undefined ? {} : { unitSize: size }),
        ...(industryClass === undefined ? {} : { industryClass, floating: float }),
      });
      return { unit, person };
    },
  ],
  [
    'resident_subsidy',
    ({ tier }) => {
      const { subsidy, person } = contribution({ scheme: '170', date: '2014-07-01', tier: String(tier) });
      const [added, paid] = [Number(subsidy), Number(person)];
      return { subsidy: added, to_account: added + paid };
    },
  ],
  [
    'late_fee-07',
    ({ principal, last_day, paid }) => ({
      days_at_2_permille: 15,
      days_at_0_5_permille: 15,
      fee: estimated('late-fee', { amount: principal, lastDay: last_day, paid })['fee'],
    }),
  ],
  [
    'late_fee-09',
    ({ principal, days }) => ({
      uncapped: estimated('late-fee', { amount: principal, days })['fee'],
      capped_at_principal: estimated('late-fee', { amount: principal, days }, capped)['fee'],
    }),
  ],
  [
    'late_fee',
    ({ principal, last_day, paid }) => estimated('late-fee', { amount: principal, lastDay: last_day, paid }),
  ],
  [
    'account_interest-07',
    ({ opening, monthly: each, years }) => ({
      by_year: accountYears(String(opening), String(each), years ?? []),
    }),
  ],
  [
    'account_interest',
    ({ opening, rate_pct, credited, paid_out }) => {
      const { interest, closing } = estimated('account-interest', {
        opening,
        ratePercent: rate_pct,
        monthlyCredits: monthly(credited),
        monthlyPayments: monthly(paid_out),
      });
      return { interest, closing };
    },
  ],
  [
    'transfer-01',
    ({ annual_bases, account }) => {
      const annualBases = Object.values(annual_bases ?? {});
      const moved = estimated('transfer', { from: '110', to: '110', annualBases, account });
      return { pool_part: moved['poolPart'], account: moved['account'], total: moved['total'] };
    },
  ],
  [
    'transfer-03',
    ({ account, resident_years, employee_months }) => {
      const moved = estimated('transfer', {
        from: '170',
        to: '110',
        account,
        residentYears: resident_years,
        employeeMonths: employee_months,
      });
      return {
        account_moved: moved['accountMoved'],
        months_added: moved['monthsAdded'],
        employee_months: moved['employeeMonths'],
      };
    },
  ],
  [
    'transfer-05',
    ({ employee_months, resident_year, resident_tier, subsidy }) => {
      const [firstMonth, lastMonth] = Array.from(employee_months ?? []);
      const both = estimated('transfer-overlap', {
        residentYear: resident_year,
        firstMonth,
        lastMonth,
        tier: resident_tier,
        subsidy,
      });
      return {
        overlap_months: both['overlapMonths'],
        refund_to_person: both['refundToPerson'],
        subsidy_returned: both['subsidyReturned'],
      };
    },
  ],
  [
    'transfer-07',
    ({ resident_basic_drawn, own_part_left }) => {
      const taken = estimated('double-receipt', {
        basicDrawn: resident_basic_drawn,
        ownPartLeft: own_part_left,
      });
      return { offset: taken['offset'], from_employee_pension: taken['fromEmployeePension'] };
    },
  ],
  [
    'transfer-13',
    ({ hukou, months = {}, last }) => {
      const order = Object.keys(months).toSorted((one) => (one === last ? 1 : -1));
      return estimated('receipt-place', {
        household: hukou,
        places: order.map((place) => ({ place, months: months[place] })),
      });
    },
  ],
  [
    'transfer',
    ({ sex, age, first_time_in_area, hukou_here }) =>
      estimated('temporary-account', {
        sex: sex === 'm' ? 'male' : 'female',
        age,
        firstTimeInArea: first_time_in_area,
        householdHere: hukou_here,
      }),
  ],
  ['capitals', ({ amount }) => ({ text: inCapitals(yuan(String(amount))) })],
];

describe('worked examples', () => {
  it.each(cases.map((one) => [one.id, one] as const))('%s', (id, { input, expected }) => {
    const way = asked.find(([begins]) => id === begins || id.startsWith(`${begins}-`));
    expect(way?.[1](input)).toEqual(expected);
  });
});
