/** 210 失业保险: of employees and their units; civil servants are not in it (失业保险条例 第二条). */
import { ok } from '#libs/kernel/result.js';
import { zeroFen } from '#libs/money/fen.js';
import { byUnit, type SchemeDescription, usualFlows } from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

export const unemployment: SchemeDescription = {
  code: '210',
  books: '210',
  fundedFrom: null,
  insured: {
    enterprise: byUnit,
    'self-employed': byUnit,
    migrant: byUnit,
    'temporary-public': byUnit,
    'public-institution': byUnit,
  },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [],
  flows: usualFlows,
  requires: () => employmentKeys('210'),
  assess: (inputs, on, parameters) => {
    const month = monthOfEmployment('210', inputs, on, parameters);
    return month.ok ? ok(owedOf(month.value, zeroFen)) : month;
  },
};
