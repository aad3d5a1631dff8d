/** What the schemes of employment share: a month's line from the declared wage, by the reckoning of libs/contributions. */
import {
  assessEmployment,
  type EmploymentContribution,
  employmentSchemes,
  type EmploymentSchemeCode,
} from '#libs/contributions/employment.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { type Result, ok } from '#libs/kernel/result.js';
import { type Fen, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { type Inputs, notAssessable, type NotOwed, type Owed } from './description.js';
import { dueParameters } from './periods.js';

/** Keys of a scheme of employment: the limits of the base, its rates, and when it is due. */
export const employmentKeys = (scheme: EmploymentSchemeCode): readonly string[] => [
  'wage.base-floor',
  'wage.base-ceiling',
  ...(employmentSchemes[scheme].unitRate === 'by-industry'
    ? ['410.class-rates', '410.floating-steps', '410.floating-steps.class-1']
    : [`${scheme}.unit-rate`]),
  ...(employmentSchemes[scheme].personPays ? [`${scheme}.person-rate`] : []),
  dueParameters.month,
];

/** Whether a line of a scheme is reckoned from a fact of the unit. */
export const reckonsFrom = (scheme: string, fact: 'industryClass' | 'floatingStep' | 'size'): boolean => {
  if (!Object.hasOwn(employmentSchemes, scheme)) return false;
  const { unitRate, relieved } = employmentSchemes[scheme as EmploymentSchemeCode];
  return fact === 'size' ? relieved : unitRate === 'by-industry';
};

/** A line of nothing but these parts. */
export const owedOf = (
  reckoned: Pick<EmploymentContribution, 'base' | 'unit' | 'person'> & Pick<Owed, 'explain'>,
  toAccount: Fen,
  annuity: Owed['annuity'] = null,
): Owed => ({
  base: reckoned.base,
  unit: reckoned.unit,
  person: reckoned.person,
  government: zeroFen,
  toAccount,
  annuity,
  tiers: [],
  explain: reckoned.explain,
});

/** A month of employment. */
export const monthOfEmployment = (
  scheme: EmploymentSchemeCode,
  { wage, unit }: Inputs,
  on: PlainDate,
  parameters: Parameters,
): Result<EmploymentContribution, NotOwed> => {
  if (wage === null) return notAssessable({ reason: 'wage-missing' });
  const reckoned = assessEmployment({
    scheme,
    earned: { wage },
    on,
    industryClass: unit?.industryClass ?? undefined,
    floating: unit?.floating ?? undefined,
    size: unit?.size,
    parameters,
  });
  return reckoned.ok ? ok(reckoned.value) : notAssessable(reckoned.refusal);
};
