/** Who reaches the age for a pension, when, what is missing to it by then, and which ways are open. */
import {
  addMonths,
  monthOf,
  monthsBetween,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import { countOf, lookUpAll } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { electiveOf, retirementOf, type RetirementType } from './retirement.js';
import { earliestPensionMonth } from './resident-pension.js';

/**
 * `claim`: nothing is missing. `earlier`, `later`: another month may be chosen around the age. `pay-on`: go on paying after the age. `lump`: pay the rest at
 * once, five years after the age, of who was insured before July 2011. `to-resident`: move to the resident pension. `to-employee`: fifteen years with an
 * employer's pension as well are drawn there. `pay-years`: pay the missing years before the claim. `end`: have the account paid out, on written request.
 * `top-up`: the allowance of a work injury stops as the pension begins, and its fund tops up a lower pension. Source: 社会保险法 第十六条, 第四十条, 人社部令13号 二、三; 国发〔2014〕8号 五; 人社部发〔2014〕17号 三.
 */
export const waysAtAge = [
  'claim',
  'earlier',
  'later',
  'pay-on',
  'lump',
  'to-resident',
  'to-employee',
  'pay-years',
  'end',
  'top-up',
] as const;
export type WayAtAge = (typeof waysAtAge)[number];

export type AgeAhead = {
  /** In which the age is reached. */
  readonly month: PlainMonth;
  readonly firstPensionMonth: PlainMonth;
  /** That have to be paid by then. */
  readonly least: number;
  /** Of them missing as it is today. */
  readonly missing: number;
  /** Missing still when every month up to the age is paid. */
  readonly missingThen: number;
  readonly ways: readonly WayAtAge[];
};

/** Before it the months of somebody insured could be paid at once after five more years (社会保险法 施行). */
const lawBegan = '2011-07' as PlainMonth;

type Paid = { readonly months: readonly PlainMonth[]; readonly today: PlainDate };

const stillToCome = (today: PlainDate, until: PlainMonth): number =>
  monthOf(today) < until ? monthsBetween(addMonths(monthOf(today), 1), until).length : 0;

/** Of the employees' pension, for the age of `type`. */
export const employeeAgeAhead = (
  type: RetirementType,
  birthDate: PlainDate,
  { months, today }: Paid,
  parameters: Parameters,
): Result<AgeAhead, MissingParameter> => {
  const retirement = retirementOf(type, monthOf(birthDate), parameters);
  if (!retirement.ok) return retirement;
  const { month, minimumMonths, firstPensionMonth } = retirement.value;
  const missing = Math.max(0, minimumMonths - months.length);
  const missingThen = Math.max(0, missing - stillToCome(today, month));
  const elective = electiveOf(retirement.value, parameters);
  if (!elective.ok && elective.refusal.reason === 'parameter-missing')
    return { ok: false, refusal: elective.refusal };
  const [first] = months;
  const short: readonly WayAtAge[] = [
    'pay-on',
    ...(first !== undefined && first < lawBegan ? (['lump'] as const) : []),
    'to-resident',
    'end',
  ];
  const enough: readonly WayAtAge[] = [
    'claim',
    ...(elective.ok && elective.value.early !== null ? (['earlier'] as const) : []),
    ...(elective.ok ? (['later'] as const) : []),
  ];
  return ok({
    month,
    firstPensionMonth,
    least: minimumMonths,
    missing,
    missingThen,
    ways: missingThen > 0 ? short : enough,
  });
};

/** Of the resident pension; `employeeMonths`: paid in the employees' scheme besides. */
export const residentAgeAhead = (
  birthDate: PlainDate,
  { months, today }: Paid,
  employeeMonths: number,
  parameters: Parameters,
): Result<AgeAhead, MissingParameter> => {
  const earliest = earliestPensionMonth(birthDate, today, parameters);
  if (!earliest.ok) return earliest;
  const firstPensionMonth = earliest.value;
  const month = addMonths(firstPensionMonth, -1);
  const found = lookUpAll(parameters, today, { years: countOf('170.minimum-years') });
  if (!found.ok) return found;
  const { years } = found.value;
  // Of whoever was nearer to the age than that when the scheme began: the years that were left.
  const sinceStart = Number(month.slice(0, 4)) - Number(years.version.effectiveFrom.slice(0, 4));
  const least = Math.min(years.value, Math.max(sinceStart, 0)) * 12;
  const missing = Math.max(0, least - months.length);
  const missingThen = Math.max(0, missing - stillToCome(today, month));
  const isEmployee = employeeMonths + months.length >= years.value * 12 && employeeMonths >= years.value * 12;
  return ok({
    month,
    firstPensionMonth,
    least,
    missing,
    missingThen,
    ways: [...(isEmployee ? (['to-employee'] as const) : []), missingThen > 0 ? 'pay-years' : 'claim'],
  });
};
