/** What work injury insurance (410) pays: lump sums, monthly allowances, care, and what dependants are due after a death. */
import { type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, larger, smaller, subtract, sum } from '#libs/money/fen.js';
import { formatPercent, type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import {
  amountOf,
  countOf,
  type Found,
  lookUpAll,
  type MissingParameter,
  rateOf,
  tableOf,
} from '#libs/policy/look-up.js';
import type { Parameters, Table } from '#libs/policy/parameters.js';

export type InjuryAmount = { readonly amount: Fen; readonly explanation: Explanation };

/** The grade has none: an allowance is due from 1 to 6 alone. */
export type GradeWithout = { readonly reason: 'grade-without-allowance' };

/** The number beside a grade in a table; null where it has none. */
const ofGrade = ({ value }: Found<Table>, grade: number): string | null =>
  value.find(([row]) => Number(row) === grade)?.[1] ?? null;

/** A percentage of a table's cell. */
const percentOf = (cell: string): Rate => BigInt(Math.round(Number(cell) * 10_000)) as Rate;

/** The injured person's wage held between 60 and 300 % of the area's average (工伤保险条例 第六十四条); as it is where no average is told. */
const heldWage = (
  wage: Fen,
  averageWage: Fen | null,
  on: PlainDate,
  parameters: Parameters,
): Result<{ readonly wage: Fen; readonly steps: readonly ExplanationStep[] }, MissingParameter> => {
  if (averageWage === null) return ok({ wage, steps: [] });
  const found = lookUpAll(parameters, on, {
    least: rateOf('410.wage-floor-rate'),
    most: rateOf('410.wage-ceiling-rate'),
  });
  if (!found.ok) return found;
  const { least, most } = found.value;
  const [floor, ceiling] = [timesRate(averageWage, least.value), timesRate(averageWage, most.value)];
  const held = smaller(larger(wage, floor), ceiling);
  return ok({
    wage: held,
    steps: [
      stepOf(
        { zh: '本人工资（60 %–300 %）', en: 'Wage, held between limits' },
        `${formatYuan(floor)} ≤ ${formatYuan(wage)} ≤ ${formatYuan(ceiling)}`,
        formatYuan(held),
        least.version,
        most.version,
      ),
    ],
  });
};

/** The lump sum of a grade, months × wage. Source: 工伤保险条例 第三十五至三十七条. */
export const injuryLump = (
  grade: number,
  wage: Fen,
  averageWage: Fen | null,
  on: PlainDate,
  parameters: Parameters,
): Result<InjuryAmount & { readonly months: number }, MissingParameter | GradeWithout> => {
  const found = lookUpAll(parameters, on, { table: tableOf('410.lump-months') });
  if (!found.ok) return found;
  const { table } = found.value;
  const cell = ofGrade(table, grade);
  if (cell === null) return refuse({ reason: 'grade-without-allowance' });
  const held = heldWage(wage, averageWage, on, parameters);
  if (!held.ok) return held;
  const months = Number(cell);
  const amount = timesFraction(held.value.wage, BigInt(months), 1n);
  const step = stepOf(
    { zh: '一次性伤残补助金', en: 'Lump sum' },
    `${formatYuan(held.value.wage)} × ${months}`,
    formatYuan(amount),
    table.version,
  );
  return ok({ months, amount, explanation: explain([...held.value.steps, step], [table.version]) });
};

/** The monthly allowance of grades 1 to 6. Source: 工伤保险条例 第三十五、三十六条; of 5 and 6 the employer pays it. */
export const injuryAllowance = (
  grade: number,
  wage: Fen,
  averageWage: Fen | null,
  on: PlainDate,
  parameters: Parameters,
): Result<InjuryAmount, MissingParameter | GradeWithout> => {
  const found = lookUpAll(parameters, on, { table: tableOf('410.allowance-rates') });
  if (!found.ok) return found;
  const { table } = found.value;
  const cell = ofGrade(table, grade);
  if (cell === null) return refuse({ reason: 'grade-without-allowance' });
  const held = heldWage(wage, averageWage, on, parameters);
  if (!held.ok) return held;
  const rate = percentOf(cell);
  const amount = timesRate(held.value.wage, rate);
  const step = stepOf(
    { zh: '伤残津贴', en: 'Monthly allowance' },
    `${formatYuan(held.value.wage)} × ${formatPercent(rate)}`,
    formatYuan(amount),
    table.version,
  );
  return ok({ amount, explanation: explain([...held.value.steps, step], [table.version]) });
};

/** How much care is needed (生活自理障碍): wholly, mostly, partly. */
export const careLevels = ['full', 'most', 'part'] as const;
export type CareLevel = (typeof careLevels)[number];

/**
 * Care a month: 50, 40 or 30 % of the area's average wage, rounded to the yuan as it is published. Source: 工伤保险条例 第三十四条.
 * `averageWage` is the average of two years before.
 */
export const injuryCare = (
  level: CareLevel,
  averageWage: Fen,
  on: PlainDate,
  parameters: Parameters,
): Result<InjuryAmount, MissingParameter> => {
  const found = lookUpAll(parameters, on, { rate: rateOf(`410.care-rate.${level}`) });
  if (!found.ok) return found;
  const { rate } = found.value;
  const amount = fen(timesFraction(averageWage, rate.value, wholePpm * 100n) * 100n);
  const step = stepOf(
    { zh: '生活护理费', en: 'Care a month' },
    `${formatYuan(averageWage)} × ${formatPercent(rate.value)}`,
    formatYuan(amount),
    rate.version,
  );
  return ok({ amount, explanation: explain([step], [rate.version]) });
};

export type InjuryDeath = {
  readonly funeral: Fen;
  /** By the day of death, not of the accident. */
  readonly oneOff: Fen;
  readonly explanation: Explanation;
};

/** After a death: six months of the area's average wage, and twenty national urban incomes. Source: 工伤保险条例 第三十九条. */
export const injuryDeath = (
  died: PlainDate,
  averageWage: Fen,
  parameters: Parameters,
): Result<InjuryDeath, MissingParameter> => {
  const found = lookUpAll(parameters, died, {
    months: countOf('410.funeral-months'),
    grant: amountOf('410.death-grant'),
  });
  if (!found.ok) return found;
  const { months, grant } = found.value;
  // Of each year its own: the one of the year before would be another sum.
  if (yearOf(grant.version.effectiveFrom) !== yearOf(died))
    return refuse({ reason: 'parameter-missing', key: grant.version.key, on: died });
  const funeral = timesFraction(averageWage, BigInt(months.value), 1n);
  return ok({
    funeral,
    oneOff: grant.value,
    explanation: explain(
      [
        stepOf(
          { zh: '丧葬补助金', en: 'Funeral grant' },
          `${formatYuan(averageWage)} × ${months.value}`,
          formatYuan(funeral),
          months.version,
        ),
        stepOf(
          { zh: '一次性工亡补助金', en: 'Death grant' },
          died.slice(0, 4),
          formatYuan(grant.value),
          grant.version,
        ),
      ],
      [months.version, grant.version],
    ),
  });
};

export type Dependant = {
  readonly kind: 'spouse' | 'other';
  /** An orphan, or an elder who is left alone: a tenth more. */
  readonly orphanOrLone?: boolean | undefined;
};

export type DependantsShares = {
  readonly shares: readonly Fen[];
  readonly total: Fen;
  readonly explanation: Explanation;
};

/**
 * What each dependant is due a month: a share of the wage; together never more than the wage, else each in proportion, and the last takes the
 * fen that is left. Source: 工伤保险条例 第三十九条 (二).
 */
export const injuryDependants = (
  wage: Fen,
  dependants: readonly Dependant[],
  on: PlainDate,
  parameters: Parameters,
): Result<DependantsShares, MissingParameter> => {
  const found = lookUpAll(parameters, on, {
    spouse: rateOf('410.dependant-rate.spouse'),
    other: rateOf('410.dependant-rate.other'),
    more: rateOf('410.dependant-rate.orphan-or-lone'),
  });
  if (!found.ok) return found;
  const { spouse, other, more } = found.value;
  const rates = dependants.map(
    ({ kind, orphanOrLone = false }) =>
      (kind === 'spouse' ? spouse.value : other.value) + (orphanOrLone ? more.value : 0n),
  );
  const all = rates.reduce((left, right) => left + right, 0n);
  const isMore = all > wholePpm;
  const shares = rates.map((rate) => timesFraction(wage, rate, isMore ? all : wholePpm));
  if (isMore) shares[shares.length - 1] = subtract(wage, sum(shares.slice(0, -1)));
  const total = sum(shares);
  const steps = shares.map((share, at) =>
    stepOf(
      { zh: `供养亲属 ${at + 1}`, en: `Dependant ${at + 1}` },
      `${formatYuan(wage)} × ${formatPercent((rates[at] ?? 0n) as Rate)}${isMore ? ` ÷ ${formatPercent(all as Rate)}` : ''}`,
      formatYuan(share),
      dependants[at]?.kind === 'spouse' ? spouse.version : other.version,
    ),
  );
  return ok({
    shares,
    total,
    explanation: explain(steps, [spouse.version, other.version, more.version]),
  });
};

/** What the injury fund adds: an allowance up to the minimum wage, or a pension up to the allowance it replaces; never below nothing. */
export const toppedUp = (drawn: Fen, upTo: Fen): Fen => larger(subtract(upTo, drawn), fen(0));
