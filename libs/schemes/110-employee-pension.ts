/** 110 企业职工基本养老保险: of employees through their unit, of flexible workers by a tier of their own choice. */
import { assessFlexible } from '#libs/contributions/flexible.js';
import { ok } from '#libs/kernel/result.js';
import { zeroFen } from '#libs/money/fen.js';
import { byPersonMonthly, byUnit, notAssessable, type SchemeDescription, usualFlows } from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

export const employeePension: SchemeDescription = {
  code: '110',
  books: '110',
  fundedFrom: null,
  insured: {
    enterprise: byUnit,
    'self-employed': byUnit,
    migrant: byUnit,
    // 编制外: outside the establishment, insured as employees are.
    'temporary-public': byUnit,
    flexible: byPersonMonthly,
  },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [{ code: '110', interestRate: '110.account-interest-rate', keepsParts: false }],
  flows: usualFlows,
  requires: () => [...employmentKeys('110'), 'wage.average', '110.flexible-tiers', '110.flexible-rate'],
  assess: (inputs, on, parameters) => {
    if (inputs.category !== 'flexible') {
      const month = monthOfEmployment('110', inputs, on, parameters);
      return month.ok ? ok(owedOf(month.value, month.value.person)) : month;
    }
    if (inputs.tierPercent === null) return notAssessable({ reason: 'tier-missing' });
    const chosen = assessFlexible({ tierPercent: inputs.tierPercent, on, parameters });
    if (!chosen.ok) return notAssessable(chosen.refusal);
    const { base, person, toAccount } = chosen.value;
    return ok(
      owedOf(
        {
          base,
          unit: zeroFen,
          person,
          explain: chosen.value.explain,
        },
        toAccount,
      ),
    );
  },
};
