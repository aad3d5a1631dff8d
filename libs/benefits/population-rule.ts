/** A year's rule of rises as it is laid down for everybody, of pensions or of the allowances of work injury: written, read, and told for one person by age and place. */
import { parsePpm, ppm } from '#libs/money/rate.js';
import { type Fen, parseYuan, zeroFen } from '#libs/money/fen.js';
import type { AdjustmentRule, RoundTo } from './adjustment.js';
import { parseDecimal } from './decimals.js';

/** Amounts are yuan a month; what is left out is nothing. */
export type WrittenPopulationRule = {
  readonly fixed?: string | undefined;
  /** For the first years together. */
  readonly yearsFlat?: string | undefined;
  /** How many years those are. */
  readonly flatYears?: number | undefined;
  /** For each further year; a part year counts as one. */
  readonly perYear?: string | undefined;
  /** Of the pension in the month before, in percent, at most four places. */
  readonly percent?: string | undefined;
  readonly percentLeast?: string | undefined;
  /** What the percent part is rounded to, half-up; left out: whole yuan. */
  readonly roundTo?: 'yuan' | 'jiao' | 'fen' | undefined;
  /** By where somebody lives: the beginning of the township's code (GB/T 10114), the longest that fits; '' is everywhere. */
  readonly areas?: readonly { readonly township: string; readonly amount: string }[] | undefined;
  /** From an age on, the highest that is reached, on the day before the first month. */
  readonly ages?: readonly { readonly from: number; readonly amount: string }[] | undefined;
  /** Of work injury: what the disability allowance of each grade rises by, beside `percent` of it. */
  readonly grades?: readonly { readonly grade: number; readonly amount: string }[] | undefined;
  /** Of work injury: for each of those who lived on a wage, and the least that each then draws. */
  readonly each?: string | undefined;
  readonly eachLeast?: string | undefined;
};

/** Fields of a rule that are of work injury alone, and such as are of pensions alone. */
const [ofInjury, ofPensions] = [
  ['grades', 'each', 'eachLeast'],
  ['fixed', 'yearsFlat', 'flatYears', 'perYear', 'areas', 'ages'],
] as const satisfies readonly (readonly (keyof WrittenPopulationRule)[])[];

const isThere = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0;

/** A field that a rule of these funds does not have; null: there is none. */
export const oddField = (
  written: WrittenPopulationRule,
  of: 'work-injury' | 'pensions',
): keyof WrittenPopulationRule | null => {
  const odd: readonly (keyof WrittenPopulationRule)[] = of === 'pensions' ? ofInjury : ofPensions;
  return odd.find((field) => isThere(written[field])) ?? null;
};

/** Amounts a month, in fen; ages rising, places the longest code first. */
export type PopulationRule = Omit<AdjustmentRule, 'area' | 'version'> & {
  readonly areas: readonly { readonly township: string; readonly amount: Fen }[];
  readonly grades: readonly { readonly grade: number; readonly amount: Fen }[];
  readonly each: Fen;
  readonly eachLeast: Fen;
};

/** Whose allowance the fund pays. */
const gradesRaised: ReadonlySet<number> = new Set([1, 2, 3, 4]);

const roundings: Readonly<Record<NonNullable<WrittenPopulationRule['roundTo']>, RoundTo>> = {
  yuan: 100n,
  jiao: 10n,
  fen: 1n,
};

const amountOf = (text: string | undefined): Fen | null => (text === undefined ? zeroFen : parseYuan(text));
const isCount = (value: number | undefined): boolean =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0 && value <= 150);
const areOnce = (keys: readonly (string | number)[]): boolean => new Set(keys).size === keys.length;

const tilts = (rows: readonly { readonly amount: string }[]): readonly Fen[] | null => {
  const read = rows.map(({ amount }) => parseYuan(amount));
  return read.every((amount) => amount !== null && amount >= zeroFen) ? (read as readonly Fen[]) : null;
};

/** The rule that was written; else which field of it cannot be. */
export const readPopulationRule = (
  written: WrittenPopulationRule,
): { readonly rule: PopulationRule } | { readonly unfit: string } => {
  const amounts: Record<string, Fen> = {};
  for (const field of ['fixed', 'yearsFlat', 'perYear', 'percentLeast', 'each', 'eachLeast'] as const) {
    const amount = amountOf(written[field]);
    if (amount === null || amount < zeroFen) return { unfit: field };
    amounts[field] = amount;
  }
  const tenThousandths = parseDecimal(written.percent ?? '0');
  const percent = tenThousandths === null ? null : parsePpm(String(tenThousandths));
  // A rise of more than a third is a slip of the pen.
  if (percent === null || percent > 333_333n) return { unfit: 'percent' };
  if (!isCount(written.flatYears)) return { unfit: 'flatYears' };
  const [areas, ages] = [written.areas ?? [], written.ages ?? []];
  const [areaAmounts, ageAmounts] = [tilts(areas), tilts(ages)];
  const codes = areas.map(({ township }) => township);
  if (areaAmounts === null || !codes.every((code) => /^\d{0,9}$/.test(code)) || !areOnce(codes))
    return { unfit: 'areas' };
  const froms = ages.map(({ from }) => from);
  if (ageAmounts === null || !froms.every((from) => isCount(from)) || !areOnce(froms))
    return { unfit: 'ages' };
  const grades = written.grades ?? [];
  const gradeAmounts = tilts(grades);
  if (
    gradeAmounts === null ||
    !grades.every(({ grade }) => gradesRaised.has(grade)) ||
    !areOnce(grades.map(({ grade }) => grade))
  )
    return { unfit: 'grades' };
  const rule: PopulationRule = {
    fixed: amounts['fixed'] ?? zeroFen,
    flat: amounts['yearsFlat'] ?? zeroFen,
    flatYears: written.flatYears ?? 0,
    step: amounts['perYear'] ?? zeroFen,
    percent: ppm(percent),
    roundTo: roundings[written.roundTo ?? 'yuan'],
    percentLeast: amounts['percentLeast'] ?? zeroFen,
    areas: codes
      .map((township, at) => ({ township, amount: areaAmounts[at] ?? zeroFen }))
      .toSorted((one, other) => other.township.length - one.township.length),
    ages: froms
      .map((from, at) => ({ from, amount: ageAmounts[at] ?? zeroFen }))
      .toSorted((one, other) => one.from - other.from),
    grades: grades.map(({ grade }, at) => ({ grade, amount: gradeAmounts[at] ?? zeroFen })),
    each: amounts['each'] ?? zeroFen,
    eachLeast: amounts['eachLeast'] ?? zeroFen,
  };
  const sums = [rule.fixed, rule.flat, rule.step, rule.percent, rule.each, rule.eachLeast];
  const isNothing = sums.every((part) => part === 0n);
  return isNothing && areas.length + ages.length + grades.length === 0 ? { unfit: 'rule' } : { rule };
};

/** The rule as it is for whoever lives in a township; null: it is not known. */
export const ruleAt = (
  { areas, ...rule }: PopulationRule,
  township: string | null,
  version: AdjustmentRule['version'],
): AdjustmentRule => ({
  ...rule,
  area: areas.find((one) => (township ?? '').startsWith(one.township))?.amount ?? zeroFen,
  version,
});
