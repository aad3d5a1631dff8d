/** All schemes, each described in its own file; whoever decides something by scheme reads this. */
import { schemes } from '#libs/contract/schemes.js';
import { employeePension } from './110-employee-pension.js';
import { publicInstitutionPension } from './120-public-institution-pension.js';
import { residentPension } from './170-resident-pension.js';
import { unemployment } from './210-unemployment.js';
import { employeeMedical } from './310-employee-medical.js';
import { residentMedical } from './390-resident-medical.js';
import { workInjury } from './410-work-injury.js';
import { maternity } from './510-maternity.js';
import {
  type AccountDescription,
  type Cadence,
  type ParticipationCategory,
  type SchemeCode,
  type SchemeDescription,
  type Turn,
} from './description.js';
import { largeMedicalSupplement, residentMajorIllness } from './funded.js';

export const schemeTable = {
  '110': employeePension,
  '120': publicInstitutionPension,
  '170': residentPension,
  '210': unemployment,
  '310': employeeMedical,
  '330': largeMedicalSupplement,
  '390': residentMedical,
  '392': residentMajorIllness,
  '410': workInjury,
  '510': maternity,
} as const satisfies Readonly<Record<SchemeCode, SchemeDescription>>;

/** Moves when what `assess` makes of the same inputs and parameters changes; a run keeps it. */
export const rulesVersion = 1;

/** Whether a text is the code of a scheme. */
export const isScheme = (code: string): code is SchemeCode => Object.hasOwn(schemes, code);

/** The description of a scheme. Throws RangeError on a code that is none. */
export const describedScheme = (code: string): SchemeDescription => {
  if (!isScheme(code)) throw new RangeError(`no scheme ${code}`);
  return schemeTable[code];
};

/** Who pays for somebody of a category; undefined: nobody is insured in the scheme as such. */
export const turnOf = (scheme: SchemeDescription, category: ParticipationCategory): Turn | undefined =>
  scheme.insured[category];

/** How often a scheme is assessed by a run of its own: monthly or yearly; projects and what funds feed are not. */
export const runCadence = (scheme: SchemeDescription): Exclude<Cadence, 'once'> | null => {
  for (const { cadence } of Object.values(scheme.insured)) if (cadence !== 'once') return cadence;
  return null;
};

/** Every personal account that a scheme keeps, by what it is kept under. */
export const personalAccounts: ReadonlyMap<string, AccountDescription> = new Map(
  Object.values<SchemeDescription>(schemeTable).flatMap(({ accounts }) =>
    accounts.map((account) => [account.code, account] as const),
  ),
);
