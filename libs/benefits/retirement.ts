/** When somebody reaches the age for a pension, how long they must have paid by then, and what may be chosen around it. */
import { addMonths, firstDayOf, monthOf, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import { countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** Whose age it is: men, women in cadre posts, women in workers' posts (国发〔1978〕104号). */
export type RetirementType = 'male' | 'female-cadre' | 'female-worker';

/** The type of a sex and a post; men have one age whatever the post. Null: a woman's post has to be told. */
export const retirementTypeOf = (
  sex: 'male' | 'female',
  post: 'standard' | 'cadre' | 'worker',
): RetirementType | null => {
  if (sex === 'male') return 'male';
  return post === 'standard' ? null : `female-${post}`;
};

/** Who retires at the age of cadre posts: public employees, and by assumption flexible workers. */
const atCadreAge: ReadonlySet<string> = new Set([
  'flexible',
  'civil-servant',
  'public-institution',
  'temporary-public',
]);

/** The types of an employee: a man's, a woman's by what she is insured as; of one in employment her post is not known, and both may be. */
export const retirementTypesOf = (sex: 'male' | 'female', category: string): readonly RetirementType[] => {
  if (sex === 'male') return ['male'];
  return atCadreAge.has(category) ? ['female-cadre'] : ['female-worker', 'female-cadre'];
};

export type Retirement = {
  /** In which the age is reached. */
  readonly month: PlainMonth;
  /** In which it would have been reached before the reform of 2025. */
  readonly formerMonth: PlainMonth;
  readonly delayMonths: number;
  readonly ageMonths: number;
  /** That must be paid by then: a pension goes by the year in which the age is reached. */
  readonly minimumMonths: number;
  /** The month after. */
  readonly firstPensionMonth: PlainMonth;
  readonly explanation: Explanation;
};

/** An age in months as people write it: `60y4m`. */
export const formatAge = (months: number): string => `${Math.floor(months / 12)}y${months % 12}m`;

/** How many months `to` is after `from`; negative when before. */
const monthsFrom = (from: PlainMonth, to: PlainMonth): number =>
  from <= to ? monthsBetween(from, to).length - 1 : 1 - monthsBetween(to, from).length;

/** Months to be paid for a pension that begins after `month`. */
const minimumAt = (month: PlainMonth, parameters: Parameters) =>
  lookUpAll(parameters, firstDayOf(month), { least: countOf('110.minimum-months') });

/**
 * The month of the statutory age: the age in force before, and from the reform's first month on, one month later for every `step` months
 * that it would have been reached after the reform began, at most `most`. Month arithmetic alone, as the law's own tables.
 * Source: 全国人大常委会 2024-09-13 决定 and 国务院办法 第一、二条.
 */
export const retirementOf = (
  type: RetirementType,
  birthMonth: PlainMonth,
  parameters: Parameters,
): Result<Retirement, MissingParameter> => {
  // Nobody's age is below fifty: by then it is clear which ages are in force.
  const age = lookUpAll(parameters, firstDayOf(addMonths(birthMonth, 50 * 12)), {
    years: countOf(`retirement.age.${type}`),
  });
  if (!age.ok) return age;
  const { years } = age.value;
  const formerMonth = addMonths(birthMonth, years.value * 12);
  const reform = lookUpAll(parameters, firstDayOf(formerMonth), {
    step: countOf(`retirement.delay-step.${type}`),
    most: countOf(`retirement.delay-most.${type}`),
  });
  if (!reform.ok) return reform;
  const { step, most } = reform.value;
  const since = monthsFrom(monthOf(step.version.effectiveFrom), formerMonth);
  const delayMonths = step.value === 0 ? 0 : Math.min(Math.floor(since / step.value) + 1, most.value);
  const month = addMonths(formerMonth, delayMonths);
  const minimum = minimumAt(month, parameters);
  if (!minimum.ok) return minimum;
  const { least } = minimum.value;
  const ageMonths = years.value * 12 + delayMonths;
  return ok({
    month,
    formerMonth,
    delayMonths,
    ageMonths,
    minimumMonths: least.value,
    firstPensionMonth: addMonths(month, 1),
    explanation: explain(
      [
        stepOf(
          { zh: '原法定退休年龄', en: 'Age before the reform' },
          `${birthMonth} + ${years.value} 年`,
          formerMonth,
          years.version,
        ),
        stepOf(
          { zh: '延迟月数', en: 'Months later' },
          step.value === 0 ? '—' : `min(⌊${since} ÷ ${step.value}⌋ + 1, ${most.value})`,
          String(delayMonths),
          step.version,
          most.version,
        ),
        stepOf(
          { zh: '法定退休时间', en: 'Month of retirement' },
          `${formerMonth} + ${delayMonths} 个月`,
          `${month}（${formatAge(ageMonths)}）`,
          step.version,
        ),
        stepOf(
          { zh: '最低缴费月数', en: 'Months to be paid' },
          month.slice(0, 4),
          String(least.value),
          least.version,
        ),
      ],
      [years.version, step.version, most.version, least.version],
    ),
  });
};

/** What may be chosen around the statutory month. */
export type ElectiveRetirement = {
  /** Null where nothing was put off that could be brought forward. */
  readonly early: {
    readonly month: PlainMonth;
    /** Of the chosen year, not of the statutory one. */
    readonly minimumMonths: number;
    /** The last month in which the unit must have been told in writing. */
    readonly noticeBy: PlainMonth;
  } | null;
  readonly late: {
    readonly month: PlainMonth;
    /** Of the statutory year. */
    readonly minimumMonths: number;
    readonly noticeBy: PlainMonth;
  };
};

/** There was no choice yet when the age is reached. */
export type NoChoice = { readonly reason: 'before-elective-retirement' };

/**
 * The earliest and the latest month that may be chosen: at most `retirement.elective-months` away, never before the age of before the reform.
 * Source: 人社部发〔2024〕94号 二、三.
 */
export const electiveOf = (
  { month, formerMonth, minimumMonths }: Retirement,
  parameters: Parameters,
): Result<ElectiveRetirement, MissingParameter | NoChoice> => {
  const on = firstDayOf(month);
  const choice = lookUpAll(parameters, on, { most: countOf('retirement.elective-months') });
  if (!choice.ok) return choice;
  const { most } = choice.value;
  if (most.value === 0) return refuse({ reason: 'before-elective-retirement' });
  const notice = lookUpAll(parameters, on, {
    early: countOf('retirement.early-notice-months'),
    late: countOf('retirement.late-notice-months'),
  });
  if (!notice.ok) return notice;
  const threeBefore = addMonths(month, -most.value);
  const earliest = threeBefore > formerMonth ? threeBefore : formerMonth;
  const least = minimumAt(earliest, parameters);
  if (!least.ok) return least;
  return ok({
    early:
      earliest < month
        ? {
            month: earliest,
            minimumMonths: least.value.least.value,
            noticeBy: addMonths(earliest, -notice.value.early.value),
          }
        : null,
    late: {
      month: addMonths(month, most.value),
      minimumMonths,
      noticeBy: addMonths(month, -notice.value.late.value),
    },
  });
};
