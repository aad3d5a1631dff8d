/** The one table of kinds of benefit: claims, months, papers and pages read it. */
import { accountInheritance } from './account-inheritance.js';
import { disabilityAllowance } from './110-disability-allowance.js';
import { employeePension } from './110-employee-pension.js';
import { survivors } from './110-survivors.js';
import { publicInstitutionPension } from './120-public-institution-pension.js';
import { residentPension } from './170-resident-pension.js';
import { unemployment } from './210-unemployment.js';
import { injuryCareMonthly, injuryLumpSum, injuryMonthly } from './410-work-injury.js';
import { injuryDeathGrants, injuryDependantsMonthly } from './410-after-death.js';
import { injuryTopUp } from './410-top-up.js';
import { maternity } from './510-maternity.js';
import type { BenefitKind } from './kind.js';

export const benefitKinds = {
  'employee-pension': employeePension,
  'public-institution-pension': publicInstitutionPension,
  'resident-pension': residentPension,
  'disability-allowance': disabilityAllowance,
  unemployment,
  'injury-lump': injuryLumpSum,
  'injury-allowance': injuryMonthly,
  'injury-care': injuryCareMonthly,
  'injury-top-up': injuryTopUp,
  maternity,
  survivors,
  'account-inheritance': accountInheritance,
  'injury-death': injuryDeathGrants,
  'injury-dependants': injuryDependantsMonthly,
} as const satisfies Record<string, BenefitKind>;

export type BenefitKindCode = keyof typeof benefitKinds;

export const benefitKindCodes = Object.keys(benefitKinds) as readonly BenefitKindCode[];

/** Of a code that is on record. Throws TypeError for one that is none. */
export const describedBenefit = (code: string): BenefitKind => {
  if (!Object.hasOwn(benefitKinds, code)) throw new TypeError(`no kind of benefit: ${code}`);
  return benefitKinds[code as BenefitKindCode];
};

/** Kinds that are paid only while whoever draws them is seen alive again and again (待遇领取资格认证). */
export const kindsAskingForLife = benefitKindCodes.filter((code) => benefitKinds[code].asksForLife);
