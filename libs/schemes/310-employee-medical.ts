/**
 * 310 职工基本医疗保险: of employees and their units, of flexible workers both parts by themselves. Until the outpatient reform
 * (国办发〔2021〕14号) a share of the unit's part goes to the personal account beside all of the person's.
 */
import { assessFlexibleMedical } from '#libs/contributions/flexible.js';
import { ok } from '#libs/kernel/result.js';
import { add, zeroFen } from '#libs/money/fen.js';
import { timesRate } from '#libs/money/rounding.js';
import { lookUpRepeatedly, rateOf } from '#libs/policy/look-up.js';
import { byPersonMonthly, byUnit, notAssessable, type SchemeDescription, usualFlows } from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

const accountShare = rateOf('310.account-unit-share');
const unitShare = lookUpRepeatedly({ share: accountShare });

export const employeeMedical: SchemeDescription = {
  code: '310',
  books: '310',
  fundedFrom: null,
  insured: {
    enterprise: byUnit,
    'self-employed': byUnit,
    migrant: byUnit,
    'temporary-public': byUnit,
    'civil-servant': byUnit,
    'public-institution': byUnit,
    flexible: byPersonMonthly,
  },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [{ code: '310', interestRate: null, keepsParts: false }],
  flows: usualFlows,
  requires: () => [
    ...employmentKeys('310'),
    accountShare.key,
    'wage.average',
    '110.flexible-tiers',
    '310.flexible-rate',
  ],
  assess: (inputs, on, parameters) => {
    if (inputs.category === 'flexible') {
      if (inputs.tierPercent === null) return notAssessable({ reason: 'tier-missing' });
      const chosen = assessFlexibleMedical({ tierPercent: inputs.tierPercent, on, parameters });
      if (!chosen.ok) return notAssessable(chosen.refusal);
      const { base, person } = chosen.value;
      return ok(
        owedOf(
          {
            base,
            unit: zeroFen,
            person,
            explain: chosen.value.explain,
          },
          zeroFen,
        ),
      );
    }
    const month = monthOfEmployment('310', inputs, on, parameters);
    if (!month.ok) return month;
    const found = unitShare(parameters, on);
    if (!found.ok) return notAssessable(found.refusal);
    const { unit, person } = month.value;
    return ok(owedOf(month.value, add(person, timesRate(unit, found.value.share.value))));
  },
};
