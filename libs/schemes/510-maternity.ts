/**
 * 510 生育保险: of units alone, until it is merged into 310 (国办发〔2019〕10号): from then on whoever is in 310 is insured, the rate of 310
 * is that of both, and nothing is owed or booked here.
 */
import { ok } from '#libs/kernel/result.js';
import { zeroFen } from '#libs/money/fen.js';
import { lookUpRepeatedly, wordOf } from '#libs/policy/look-up.js';
import { byUnit, notAssessable, nothingOwed, type SchemeDescription, usualFlows } from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

const collected = wordOf('510.collected', ['alone', 'with-medical']);
const whoCollects = lookUpRepeatedly({ collected });

export const maternity: SchemeDescription = {
  code: '510',
  books: '510',
  fundedFrom: null,
  insured: {
    enterprise: byUnit,
    'self-employed': byUnit,
    migrant: byUnit,
    'temporary-public': byUnit,
    'civil-servant': byUnit,
    'public-institution': byUnit,
  },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [],
  flows: usualFlows,
  requires: (on, parameters) => {
    const found = whoCollects(parameters, on);
    return found.ok && found.value.collected.value === 'with-medical'
      ? [collected.key]
      : [collected.key, ...employmentKeys('510')];
  },
  assess: (inputs, on, parameters) => {
    const found = whoCollects(parameters, on);
    if (!found.ok) return notAssessable(found.refusal);
    if (found.value.collected.value === 'with-medical') return nothingOwed('merged-into-310');
    const month = monthOfEmployment('510', inputs, on, parameters);
    return month.ok ? ok(owedOf(month.value, zeroFen)) : month;
  },
};
