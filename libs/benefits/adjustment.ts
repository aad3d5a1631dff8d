/** The yearly rise of pensions (养老金调整): fixed, by years, by percent, and tilted to height and age. */
import { date, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, larger, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { formatPercent, type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import {
  amountOf,
  countOf,
  lookUpAll,
  type MissingParameter,
  rateOf,
  tableOf,
} from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion } from '#libs/policy/parameters.js';

/** To how many fen the percent part is rounded. */
export type RoundTo = 1n | 10n | 100n;

/** A year's rule. Amounts a month, in fen. */
export type AdjustmentRule = {
  readonly fixed: Fen;
  /** For the years up to `flatYears` together. */
  readonly flat: Fen;
  readonly flatYears: number;
  /** For each further year; a part year counts as one. */
  readonly step: Fen;
  /** Of the pension, rounded half-up to `roundTo`. */
  readonly percent: Rate;
  /** 100: whole yuan, 10: tenths, 1: fen. */
  readonly roundTo: RoundTo;
  readonly percentLeast: Fen;
  /** By class of height and remoteness. */
  readonly area: Fen;
  /** From an age on, the highest that is reached. */
  readonly ages: readonly { readonly from: number; readonly amount: Fen }[];
  /** Where the rule stands. */
  readonly version: Pick<ParameterVersion, 'id' | 'source' | 'status'>;
};

export type Adjustment = {
  readonly fixed: Fen;
  readonly years: Fen;
  readonly percent: Fen;
  readonly area: Fen;
  readonly age: Fen;
  readonly increase: Fen;
  readonly explanation: Explanation;
};

/** The parameters of one year's rule; none of another year stands in for it. */
export const adjustmentRuleOf = (
  year: number,
  areaClass: number,
  parameters: Parameters,
): Result<AdjustmentRule, MissingParameter> => {
  const on: PlainDate = date(`${year}-01-01`);
  const found = lookUpAll(parameters, on, {
    fixed: amountOf('110.adjustment.fixed'),
    flat: amountOf('110.adjustment.years-flat'),
    flatYears: countOf('110.adjustment.flat-years'),
    step: amountOf('110.adjustment.years-step'),
    percent: rateOf('110.adjustment.percent'),
    least: amountOf('110.adjustment.percent-least'),
    area: tableOf('110.adjustment.area'),
    ages: tableOf('110.adjustment.ages'),
  });
  if (!found.ok) return found;
  const { fixed, flat, flatYears, step, percent, least, area, ages } = found.value;
  if (fixed.version.effectiveFrom !== on)
    return refuse({ reason: 'parameter-missing', key: fixed.version.key, on });
  return ok({
    fixed: fixed.value,
    flat: flat.value,
    flatYears: flatYears.value,
    step: step.value,
    percent: percent.value,
    roundTo: 100n,
    percentLeast: least.value,
    area: yuan(area.value.find(([row]) => Number(row) === areaClass)?.[1] ?? '0.00'),
    ages: ages.value.map(([from = '0', amount = '0.00']) => ({ from: Number(from), amount: yuan(amount) })),
    version: fixed.version,
  });
};

/**
 * The rise of one pension by a year's rule: `months` paid, `age` on 31 December of the year before, `pension` of that December.
 * Amounts in fen. Source: the province's notice of the year, such as 青人社厅发〔2025〕53号.
 */
export const adjust = (
  { pension, months, age }: { readonly pension: Fen; readonly months: number; readonly age: number },
  rule: AdjustmentRule,
): Adjustment => {
  const further = Math.max(Math.ceil(months / 12) - rule.flatYears, 0);
  const years = fen(rule.flat + rule.step * BigInt(further));
  const { roundTo } = rule;
  const rounded = fen(timesFraction(pension, rule.percent, wholePpm * roundTo) * roundTo);
  const percent = rule.percent === 0n ? zeroFen : larger(rounded, rule.percentLeast);
  const tilt = rule.ages.findLast(({ from }) => from <= age)?.amount ?? zeroFen;
  const increase = sum([rule.fixed, years, percent, rule.area, tilt]);
  const { version } = rule;
  return {
    fixed: rule.fixed,
    years,
    percent,
    area: rule.area,
    age: tilt,
    increase,
    explanation: explain(
      [
        stepOf({ zh: '定额调整', en: 'Fixed' }, '', formatYuan(rule.fixed), version),
        stepOf(
          { zh: '按缴费年限', en: 'By years' },
          `${formatYuan(rule.flat)} + ${further} × ${formatYuan(rule.step)}`,
          formatYuan(years),
          version,
        ),
        stepOf(
          { zh: '按基本养老金比例', en: 'By percent' },
          `${formatYuan(pension)} × ${formatPercent(rule.percent)} ≥ ${formatYuan(rule.percentLeast)}`,
          formatYuan(percent),
          version,
        ),
        stepOf({ zh: '艰苦边远地区倾斜', en: 'By area' }, '', formatYuan(rule.area), version),
        stepOf({ zh: '高龄倾斜', en: 'By age' }, String(age), formatYuan(tilt), version),
        stepOf(
          { zh: '月增加额', en: 'Rise a month' },
          [rule.fixed, years, percent, rule.area, tilt].map(formatYuan).join(' + '),
          formatYuan(increase),
          version,
        ),
      ],
      [version],
    ),
  };
};
