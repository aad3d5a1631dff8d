/** 410 工伤保险: a month of a unit by its industry and floating step, or a construction project once by its cost. */
import { assessProjectInjury, type ProjectTier } from '#libs/contributions/project-injury.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { yuan, zeroFen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { explain } from '#libs/policy/explanation.js';
import { lookUpAll, tableOf } from '#libs/policy/look-up.js';
import type { Parameters, Table } from '#libs/policy/parameters.js';
import {
  byProject,
  byUnit,
  type Inputs,
  notAssessable,
  type NotOwed,
  type Owed,
  type SchemeDescription,
  usualFlows,
} from './description.js';
import { employmentKeys, monthOfEmployment, owedOf } from './employment.js';

const projectRates = tableOf('410.project-rates');

/** Rows `from what cost on, per mille`; each rate is for the part up to the next row's cost. */
const tiersOf = (rates: Table): readonly ProjectTier[] =>
  rates.map(([, perMille = ''], at) => {
    const next = rates[at + 1]?.[0];
    // A hundredth of a per mille is ten parts per million.
    return { upTo: next === undefined ? null : yuan(next), rate: ppm(yuan(perMille) * 10n) };
  });

const project = ({ project: work }: Inputs, on: PlainDate, parameters: Parameters): Result<Owed, NotOwed> => {
  if (work === null) return notAssessable({ reason: 'project-missing' });
  const found = lookUpAll(parameters, on, { rates: projectRates });
  if (!found.ok) return notAssessable(found.refusal);
  const { rates } = found.value;
  const reckoned = assessProjectInjury({
    cost: work.cost,
    tiers: tiersOf(rates.value),
    days: work.daysDone === 0 ? null : { total: work.totalDays, done: work.daysDone },
  });
  if (!reckoned.ok) return notAssessable({ reason: reckoned.refusal });
  return ok({
    base: work.cost,
    unit: reckoned.value.amount,
    person: zeroFen,
    government: zeroFen,
    toAccount: zeroFen,
    annuity: null,
    tiers: [],
    explain: () => {
      const { steps } = reckoned.value.explanation;
      const { source, status } = rates.version;
      return explain(
        steps.map((step) => ({ ...step, basis: `${step.basis}；${source}`, status })),
        [rates.version],
      );
    },
  });
};

export const workInjury: SchemeDescription = {
  code: '410',
  books: '410',
  fundedFrom: null,
  insured: {
    enterprise: byUnit,
    'self-employed': byUnit,
    migrant: byUnit,
    'temporary-public': byUnit,
    'civil-servant': byUnit,
    'public-institution': byUnit,
    project: byProject,
  },
  // Somebody who works in two places is insured against the dangers of both (实施《社会保险法》若干规定 第九条).
  endsWithPension: true,
  everyUnitPays: true,
  accounts: [],
  flows: usualFlows,
  requires: () => [...employmentKeys('410'), projectRates.key],
  assess: (inputs, on, parameters) => {
    if (inputs.category === 'project') return project(inputs, on, parameters);
    const month = monthOfEmployment('410', inputs, on, parameters);
    return month.ok ? ok(owedOf(month.value, zeroFen)) : month;
  },
};
