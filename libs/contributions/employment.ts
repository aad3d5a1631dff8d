/** What unit and employee owe for a month of employment: one description of each scheme, one way to reckon them all. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, zeroFen } from '#libs/money/fen.js';
import { formatPercent, ppm, type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import {
  type Found,
  lookUpRepeatedly,
  type MissingParameter,
  rateOf,
  tableOf,
} from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion } from '#libs/policy/parameters.js';
import { type Base, type NoBase, contributionBase } from './limited-wage.js';

type EmploymentScheme = {
  /** Where the unit's rate comes from: one for all, or by the class of its industry and the unit's own floating step. */
  readonly unitRate: 'one-for-all' | 'by-industry';
  /** Whether the employee pays a part. */
  readonly personPays: boolean;
  /** Whether units of some sizes are relieved of their part for some months (人社部发〔2020〕11号, 49号). */
  readonly relieved: boolean;
};

/** The schemes that are owed through employment, by code (AAE140). Rates stand in the parameters `<code>.unit-rate`, `<code>.person-rate`. */
export const employmentSchemes = {
  '110': { unitRate: 'one-for-all', personPays: true, relieved: true },
  '120': { unitRate: 'one-for-all', personPays: true, relieved: false },
  '210': { unitRate: 'one-for-all', personPays: true, relieved: true },
  '310': { unitRate: 'one-for-all', personPays: true, relieved: false },
  '410': { unitRate: 'by-industry', personPays: false, relieved: true },
  '510': { unitRate: 'one-for-all', personPays: false, relieved: false },
} as const satisfies Record<string, EmploymentScheme>;

export type EmploymentSchemeCode = keyof typeof employmentSchemes;

/** Sizes of units, as relief tells them apart (工信部联企业〔2011〕300号). */
export type UnitSize = 'small' | 'large';

export type EmploymentContribution = {
  readonly base: Fen;
  readonly unit: Fen;
  readonly person: Fen;
  /** How it came about. */
  readonly explain: () => Explanation;
};

/** Why nothing can be reckoned; the first that applies, in this order. */
export type EmploymentRefusal =
  | NoBase
  | { readonly reason: 'industry-class-missing' | 'industry-class-unknown' | 'floating-step-unknown' };

type OfUnit = {
  readonly industryClass: number | undefined;
  readonly floating: string | undefined;
};

type UnitRate = {
  readonly rate: Rate;
  readonly steps: () => readonly ExplanationStep[];
  readonly versions: readonly ParameterVersion[];
};

const singleRate = (found: Found<Rate>): UnitRate => ({
  rate: found.value,
  steps: () => [],
  versions: [found.version],
});

/** A cell such as `1.20` as hundredths. */
const hundredths = (cell: string): bigint => {
  const [whole = '', places = ''] = cell.split('.');
  return BigInt(whole) * 100n + BigInt(places.padEnd(2, '0'));
};

const ratesOfClasses = lookUpRepeatedly({
  classes: tableOf('410.class-rates'),
  steps: tableOf('410.floating-steps'),
});
const ratesOfFirstClass = lookUpRepeatedly({
  classes: tableOf('410.class-rates'),
  steps: tableOf('410.floating-steps.class-1'),
});

/** The rate of a class of industry, times the unit's floating step (人社部发〔2015〕71号, 人社部发〔2015〕71号 附件). */
const industryRate = (
  parameters: Parameters,
  on: PlainDate,
  { industryClass, floating = '1' }: OfUnit,
): Result<UnitRate, EmploymentRefusal> => {
  if (industryClass === undefined) return refuse({ reason: 'industry-class-missing' });
  const found = (industryClass === 1 ? ratesOfFirstClass : ratesOfClasses)(parameters, on);
  if (!found.ok) return found;
  const { classes, steps } = found.value;
  const percent = classes.value.find(([code]) => code === String(industryClass))?.[1];
  if (percent === undefined) return refuse({ reason: 'industry-class-unknown' });
  const step = hundredths(floating);
  if (!steps.value.some(([known = '']) => hundredths(known) === step))
    return refuse({ reason: 'floating-step-unknown' });
  // A hundredth of a percent is a hundred parts per million; the step has two places of its own.
  const rate = ppm(hundredths(percent) * step);
  return ok({
    rate,
    steps: () => [
      stepOf(
        { zh: '单位费率', en: "Unit's rate" },
        `${percent} % × ${floating}`,
        formatPercent(rate),
        classes.version,
        steps.version,
      ),
    ],
    versions: [classes.version, steps.version],
  });
};

const ratesOfScheme = (scheme: EmploymentSchemeCode) => ({
  unit: lookUpRepeatedly({ rate: rateOf(`${scheme}.unit-rate`) }),
  person: lookUpRepeatedly({ rate: rateOf(`${scheme}.person-rate`) }),
});
const ratesOf: Readonly<Record<EmploymentSchemeCode, ReturnType<typeof ratesOfScheme>>> = {
  '110': ratesOfScheme('110'),
  '120': ratesOfScheme('120'),
  '210': ratesOfScheme('210'),
  '310': ratesOfScheme('310'),
  '410': ratesOfScheme('410'),
  '510': ratesOfScheme('510'),
};

const reliefOf = {
  small: lookUpRepeatedly({ share: rateOf('relief.unit-share.small') }),
  large: lookUpRepeatedly({ share: rateOf('relief.unit-share.large') }),
} as const satisfies Record<UnitSize, unknown>;

/** The share of its part that a unit of this size pays in a month of relief; the whole where nothing is laid down. */
const relief = (parameters: Parameters, on: PlainDate, size: UnitSize | undefined): Found<Rate> | null => {
  if (size === undefined) return null;
  const found = reliefOf[size](parameters, on);
  return !found.ok || found.value.share.value === wholePpm ? null : found.value.share;
};

/**
 * What is owed for the month of `on` by the rules of that day: the unit's and the employee's part, each rounded half-up to the fen
 * for each person (a unit's bill is the sum of its lines). Amounts in fen. Sources: 社会保险法 第十、十二、二十三、三十三、四十四、
 * 五十三条; rates by their parameters.
 */
export const assessEmployment = ({
  scheme,
  earned,
  on,
  industryClass,
  floating,
  size,
  parameters,
}: {
  readonly scheme: EmploymentSchemeCode;
  /** The wage of the month, or a base that was set before and stands; in fen. */
  readonly earned: { readonly wage: Fen } | { readonly base: Fen };
  readonly on: PlainDate;
  /** 1 to 8, for work injury. */
  readonly industryClass: number | undefined;
  /** The floating step, such as `1.2`; undefined: 1. */
  readonly floating: string | undefined;
  /** Undefined: no relief. */
  readonly size: UnitSize | undefined;
  readonly parameters: Parameters;
}): Result<EmploymentContribution, EmploymentRefusal> => {
  const described: EmploymentScheme = employmentSchemes[scheme];
  const based = 'base' in earned ? ok(baseAsSet(earned.base)) : contributionBase(earned.wage, on, parameters);
  if (!based.ok) return based;
  const { base, versions: baseVersions } = based.value;
  const unitRate = unitRateOf(scheme, on, parameters, { industryClass, floating });
  if (!unitRate.ok) return unitRate;
  const personRate: Result<{ readonly rate: Found<Rate> | null }, MissingParameter> = described.personPays
    ? ratesOf[scheme].person(parameters, on)
    : ok({ rate: null });
  if (!personRate.ok) return personRate;

  const { rate, versions: rateVersions } = unitRate.value;
  const [rateVersion] = rateVersions;
  if (rateVersion === undefined) throw new Error(`rate of ${scheme} without a version`);
  const share = described.relieved ? relief(parameters, on, size) : null;
  // Rounded once: the share of a part that was rounded before would be off by a fen.
  const unit =
    share === null ? timesRate(base, rate) : timesFraction(base, rate * share.value, wholePpm * wholePpm);
  const person = personRate.value.rate === null ? zeroFen : timesRate(base, personRate.value.rate.value);
  const explanation = (): Explanation => {
    const baseStep = based.value.step();
    const unitExpression = `${formatYuan(base)} × ${formatPercent(rate)}`;
    const steps = [
      ...(baseStep === null ? [] : [baseStep]),
      ...unitRate.value.steps(),
      stepOf(
        { zh: '单位缴费', en: "Unit's part" },
        share === null ? unitExpression : `${unitExpression} × ${formatPercent(share.value)}`,
        formatYuan(unit),
        rateVersion,
        ...rateVersions.slice(1),
        ...(share === null ? [] : [share.version]),
      ),
      ...(personRate.value.rate === null
        ? []
        : [
            stepOf(
              { zh: '个人缴费', en: "Employee's part" },
              `${formatYuan(base)} × ${formatPercent(personRate.value.rate.value)}`,
              formatYuan(person),
              personRate.value.rate.version,
            ),
          ]),
    ];
    return explain(steps, [
      ...baseVersions,
      ...rateVersions,
      ...(share === null ? [] : [share.version]),
      ...(personRate.value.rate === null ? [] : [personRate.value.rate.version]),
    ]);
  };
  return ok({
    base,
    unit,
    person,
    explain: explanation,
  });
};

/** A base that was set for the year, and is not held against the limits again. */
const baseAsSet = (base: Fen): Base => ({ base, step: () => null, versions: [] });

const unitRateOf = (
  scheme: EmploymentSchemeCode,
  on: PlainDate,
  parameters: Parameters,
  unit: OfUnit,
): Result<UnitRate, EmploymentRefusal> => {
  if (employmentSchemes[scheme].unitRate === 'by-industry') return industryRate(parameters, on, unit);
  const found = ratesOf[scheme].unit(parameters, on);
  return found.ok ? ok(singleRate(found.value.rate)) : found;
};
