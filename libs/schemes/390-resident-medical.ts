/** 390 城乡居民基本医疗保险: a personal part a year, less what is waived, and the public subsidy for everybody insured. */
import { assessResidentMedical } from '#libs/contributions/resident-medical.js';
import { yearOf } from '#libs/kernel/plain-date.js';
import { ok } from '#libs/kernel/result.js';
import { add, zeroFen } from '#libs/money/fen.js';
import {
  byPersonYearly,
  notAssessable,
  nothingOwed,
  type SchemeDescription,
  usualFlows,
} from './description.js';
import { dueParameters } from './periods.js';

export const residentMedical: SchemeDescription = {
  code: '390',
  books: '390',
  fundedFrom: null,
  insured: { resident: byPersonYearly, student: byPersonYearly },
  endsWithPension: false,
  everyUnitPays: false,
  accounts: [],
  flows: usualFlows,
  requires: () => [
    '390.personal-part',
    '390.public-subsidy',
    '390.elder-age',
    '390.minor-age',
    '390.waiver.severely-disabled',
    '390.waiver.minimum-living-allowance',
    '390.waiver.low-income-elder',
    '390.waiver.low-income-minor',
    dueParameters.year,
  ],
  assess: ({ birthDate, help }, on, parameters) => {
    const due = assessResidentMedical({
      person: { birthDate, category: help },
      year: yearOf(on),
      parameters,
    });
    if (!due.ok)
      return due.refusal.reason === 'parameter-missing'
        ? notAssessable(due.refusal)
        : nothingOwed(due.refusal.reason);
    const { amount, waived, publicSubsidy } = due.value;
    return ok({
      base: null,
      unit: zeroFen,
      person: amount,
      government: add(waived, publicSubsidy),
      toAccount: zeroFen,
      annuity: null,
      tiers: [],
      explain: due.value.explain,
    });
  },
};
