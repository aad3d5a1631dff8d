/** Rises of a pension or of an allowance of work injury by yearly adjustments: what each added, from which month on, and how a month is explained by them. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, formatYuan, larger, subtract, sum, zeroFen } from '#libs/money/fen.js';
import type { ExplanationStep } from '#libs/policy/explanation.js';
import type { MonthDue } from './kinds/kind.js';

/** What a rise is made of, in the order it is told; fen a month. */
export type RiseParts = {
  readonly fixed: Fen;
  readonly years: Fen;
  readonly percent: Fen;
  readonly area: Fen;
  readonly age: Fen;
  /** What each of a family is below the least after it. */
  readonly least: Fen;
};
export const riseParts = [
  'fixed',
  'years',
  'percent',
  'area',
  'age',
  'least',
] as const satisfies readonly (keyof RiseParts)[];

export const risePartWords = {
  fixed: { zh: '定额', en: 'fixed' },
  years: { zh: '缴费年限', en: 'by years' },
  percent: { zh: '挂钩比例', en: 'by percent' },
  area: { zh: '地区倾斜', en: 'by place' },
  age: { zh: '高龄倾斜', en: 'by age' },
  least: { zh: '补足最低标准', en: 'up to the least' },
} as const;

export type Rise = {
  /** The adjustment's number. */
  readonly adjustment: number;
  readonly year: number;
  /** The document it rests on. */
  readonly source: string;
  /** The first month that is paid more. */
  readonly from: PlainMonth;
  readonly appliedAt: Date;
  /** When the same adjustment came to something else, as the benefit was reckoned anew; null: it counts. */
  readonly replacedAt: Date | null;
  /** The pension it was reckoned from; fen a month. */
  readonly base: Fen;
  /** Months paid, and the age in whole years on the day before. */
  readonly months: number;
  readonly age: number;
  readonly parts: RiseParts;
  /** Of a pension, else of an allowance of work injury. */
  readonly isPension: boolean;
  /** It is the pension's, which a benefit makes up for: the benefit is less by it. */
  readonly lowers: boolean;
  /** Of a family: what each of those who are left in a month is raised by, and to at least; null: it is one sum. */
  readonly ofEach: EachRaised | null;
};

/** Fen a month. */
export type EachRaised = { readonly each: Fen; readonly least: Fen };

/** What each share of a family comes to. */
export const eachRaised = (shares: readonly Fen[], { each, least }: EachRaised): readonly Fen[] =>
  shares.map((share) => larger(add(share, each), least));

export const increaseOf = ({ parts }: Pick<Rise, 'parts'>): Fen => sum(riseParts.map((part) => parts[part]));

/** Those that count in a month; `knownAt`: by what was entered until then. */
export const risesIn = (rises: readonly Rise[], month: PlainMonth, knownAt: Date): readonly Rise[] =>
  rises.filter(
    ({ from, appliedAt, replacedAt }) =>
      from <= month && appliedAt <= knownAt && (replacedAt === null || replacedAt > knownAt),
  );

type Raised = Pick<MonthDue, 'amount'> & { readonly shares: readonly Fen[] };

/** What a rise makes of a month: a family's goes by who is left, a benefit that makes up for a pension is less by the pension's, down to nothing. */
const raised = ({ amount, shares }: Raised, rise: Rise): Raised => {
  if (rise.ofEach !== null) {
    const after = eachRaised(shares, rise.ofEach);
    return { amount: sum(after), shares: after };
  }
  const increase = increaseOf(rise);
  return {
    shares,
    amount: rise.lowers ? larger(subtract(amount, increase), zeroFen) : add(amount, increase),
  };
};

const stepOfRise = (rise: Rise, increase: Fen, heads: number): ExplanationStep => ({
  label: rise.lowers
    ? { zh: `${rise.year} 年养老金调整，抵减差额`, en: `Rise of the pension in ${rise.year}, less` }
    : { zh: `${rise.year} 年调整`, en: `Rise of ${rise.year}` },
  expression:
    rise.ofEach === null
      ? riseParts
          .filter((part) => rise.parts[part] !== zeroFen)
          .map((part) => `${risePartWords[part].zh} ${formatYuan(rise.parts[part])}`)
          .join(' + ')
      : `${heads} × ${formatYuan(rise.ofEach.each)} ≥ ${formatYuan(rise.ofEach.least)}`,
  result: formatYuan(increase),
  basis: rise.source,
  status: 'local',
});

const sumWords = (rises: readonly Rise[], isPension: boolean) => {
  if (rises.some(({ lowers }) => lowers)) return { zh: '调整后差额', en: 'Difference after rises' };
  return isPension
    ? { zh: '调整后月养老金', en: 'Monthly pension after rises' }
    : { zh: '调整后月津贴', en: 'Monthly allowance after rises' };
};

/** A month with the rises that count in it. What comes out of the personal account stays. */
export const withRises = (due: MonthDue, rises: readonly Rise[]): MonthDue => {
  if (rises.length === 0) return due;
  let now: Raised = { amount: due.amount, shares: due.shares ?? [] };
  const told: ExplanationStep[] = [];
  const increases: Fen[] = [];
  for (const rise of rises) {
    const before = now;
    now = raised(before, rise);
    const increase = rise.lowers ? increaseOf(rise) : subtract(now.amount, before.amount);
    increases.push(increase);
    told.push(stepOfRise(rise, increase, before.shares.length));
  }
  const { steps, parameterVersions } = due.explanation;
  return {
    ...due,
    amount: now.amount,
    ...(due.shares === undefined ? {} : { shares: now.shares }),
    explanation: {
      steps: [
        ...steps,
        ...told,
        {
          label: sumWords(
            rises,
            rises.every(({ isPension }) => isPension),
          ),
          expression: [due.amount, ...increases]
            .map(formatYuan)
            .join(rises.some(({ lowers }) => lowers) ? ' − ' : ' + '),
          result: formatYuan(now.amount),
          basis: rises.at(-1)?.source ?? '',
          status: 'local',
        },
      ],
      parameterVersions,
    },
  };
};
