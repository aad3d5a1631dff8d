/** 120 机关事业单位养老保险, with the occupational annuity (职业年金) that is owed with it: 8 % of the unit, 4 % of the person. */
import { ok, type Result } from '#libs/kernel/result.js';
import { add, formatYuan } from '#libs/money/fen.js';
import { formatPercent } from '#libs/money/rate.js';
import { timesRate } from '#libs/money/rounding.js';
import { explain, stepOf } from '#libs/policy/explanation.js';
import { lookUpRepeatedly, rateOf } from '#libs/policy/look-up.js';
import {
  byUnit,
  notAssessable,
  type NotOwed,
  type Owed,
  type SchemeDescription,
  usualFlows,
} from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

const annuityKeys = ['120.annuity-unit-rate', '120.annuity-person-rate'] as const;
const annuityRates = lookUpRepeatedly({ unit: rateOf(annuityKeys[0]), person: rateOf(annuityKeys[1]) });

export const publicInstitutionPension: SchemeDescription = {
  code: '120',
  books: '120',
  fundedFrom: null,
  insured: { 'civil-servant': byUnit, 'public-institution': byUnit },
  endsWithPension: true,
  everyUnitPays: false,
  accounts: [
    { code: '120', interestRate: '110.account-interest-rate', keepsParts: false },
    { code: '120-annuity', interestRate: '120.annuity-interest-rate', keepsParts: false },
  ],
  flows: usualFlows,
  requires: () => [...employmentKeys('120'), ...annuityKeys],
  assess: (inputs, on, parameters): Result<Owed, NotOwed> => {
    const month = monthOfEmployment('120', inputs, on, parameters);
    if (!month.ok) return month;
    const rates = annuityRates(parameters, on);
    if (!rates.ok) return notAssessable(rates.refusal);
    const pension = month.value;
    const { unit, person } = rates.value;
    const annuity = {
      unit: timesRate(pension.base, unit.value),
      person: timesRate(pension.base, person.value),
    };
    return ok(
      owedOf(
        {
          base: pension.base,
          unit: add(pension.unit, annuity.unit),
          person: add(pension.person, annuity.person),
          explain: () => {
            const { steps, parameterVersions } = pension.explain();
            const more = explain(
              [
                stepOf(
                  { zh: '职业年金单位缴费', en: "Occupational annuity, unit's part" },
                  `${formatYuan(pension.base)} × ${formatPercent(unit.value)}`,
                  formatYuan(annuity.unit),
                  unit.version,
                ),
                stepOf(
                  { zh: '职业年金个人缴费', en: "Occupational annuity, employee's part" },
                  `${formatYuan(pension.base)} × ${formatPercent(person.value)}`,
                  formatYuan(annuity.person),
                  person.version,
                ),
              ],
              [unit.version, person.version],
            );
            return {
              steps: [...steps, ...more.steps],
              parameterVersions: [...parameterVersions, ...more.parameterVersions],
            };
          },
        },
        pension.person,
        annuity,
      ),
    );
  },
};
