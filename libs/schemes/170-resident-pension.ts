/** 170 城乡居民基本养老保险: a tier a year by the person's own choice, the lowest one by the government for those it helps. */
import { assessResidentPensionDue } from '#libs/contributions/resident-pension.js';
import { yearOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { zeroFen } from '#libs/money/fen.js';
import {
  byPersonYearly,
  notAssessable,
  nothingOwed,
  type SchemeDescription,
  usualFlows,
} from './description.js';
import { dueParameters, lastDayOfPeriod } from './periods.js';

export const residentPension: SchemeDescription = {
  code: '170',
  books: '170',
  fundedFrom: null,
  insured: { resident: byPersonYearly },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [{ code: '170', interestRate: '170.account-interest-rate', keepsParts: true }],
  flows: usualFlows,
  requires: () => [
    '170.minimum-age',
    '170.pension-age',
    '170.tiers',
    '170.subsidies',
    '170.government-part.severely-disabled',
    '170.government-part.minimum-living-allowance',
    '170.government-part.low-income',
    dueParameters.year,
  ],
  assess: ({ birthDate, help, isBackPayment }, on, parameters) => {
    const year = yearOf(on);
    const due = assessResidentPensionDue({
      person: { birthDate, category: help },
      year,
      on: lastDayOfPeriod(String(isBackPayment ? year + 1 : year)),
      parameters,
    });
    if (!due.ok)
      return due.refusal.reason === 'parameter-missing'
        ? notAssessable(due.refusal)
        : nothingOwed(due.refusal.reason);
    const { governmentPart, tiers } = due.value;
    return ok({
      base: null,
      unit: zeroFen,
      person: zeroFen,
      government: governmentPart,
      toAccount: governmentPart,
      annuity: null,
      tiers,
      explain: due.value.explain,
    });
  },
};
