/** The disability allowance (病残津贴) of those who lost all capacity to work before the age, from 2025-01-01 (人社部发〔2024〕72号). */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type DisabilityAllowance =
  /** The pension's whole formula, not reckoned again at the age: within five years of it, with the minimum paid. */
  | { readonly of: 'whole-pension'; readonly months: null }
  /** The basic part; with the minimum paid until five years before the age, else for so many months. */
  | { readonly of: 'basic-part'; readonly months: number | null };

/**
 * What is drawn and for how long: below the minimum, 12 months to five paid years, and three more for each further year or part of one.
 * Source: 人社部发〔2024〕72号 三、四.
 */
export const disabilityAllowance = (
  {
    paidMonths,
    minimumMonths,
    monthsToAge,
  }: { readonly paidMonths: number; readonly minimumMonths: number; readonly monthsToAge: number },
  on: PlainDate,
  parameters: Parameters,
): Result<DisabilityAllowance, MissingParameter> => {
  const found = lookUpAll(parameters, on, {
    first: countOf('110.disability-first-months'),
    firstYears: countOf('110.disability-first-years'),
    more: countOf('110.disability-further-months'),
    whole: countOf('110.disability-whole-months-to-age'),
  });
  if (!found.ok) return found;
  const { first, firstYears, more, whole } = found.value;
  if (paidMonths >= minimumMonths)
    return ok(
      monthsToAge <= whole.value ? { of: 'whole-pension', months: null } : { of: 'basic-part', months: null },
    );
  const further = Math.max(Math.ceil(paidMonths / 12) - firstYears.value, 0);
  return ok({ of: 'basic-part', months: first.value + further * more.value });
};
