/** Rises of a pension by yearly adjustments: what each added, from which month on, and how a month is explained by them. */
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
};
export const riseParts = [
  'fixed',
  'years',
  'percent',
  'area',
  'age',
] as const satisfies readonly (keyof RiseParts)[];

export const risePartWords = {
  fixed: { zh: '定额', en: 'fixed' },
  years: { zh: '缴费年限', en: 'by years' },
  percent: { zh: '挂钩比例', en: 'by percent' },
  area: { zh: '地区倾斜', en: 'by place' },
  age: { zh: '高龄倾斜', en: 'by age' },
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
  /** The pension it was reckoned from; fen a month. */
  readonly base: Fen;
  /** Months paid, and the age in whole years on the day before. */
  readonly months: number;
  readonly age: number;
  readonly parts: RiseParts;
  /** It is the pension's, which a benefit makes up for: the benefit is less by it. */
  readonly lowers: boolean;
};

export const increaseOf = ({ parts }: Pick<Rise, 'parts'>): Fen => sum(riseParts.map((part) => parts[part]));

/** What they make of an amount: a benefit that makes up for a pension is less by the pension's, down to nothing. */
const after = (amount: Fen, rises: readonly Rise[]): Fen =>
  larger(
    rises.reduce((left, rise) => (rise.lowers ? subtract : add)(left, increaseOf(rise)), amount),
    zeroFen,
  );

/** Those that count in a month; `knownAt`: by what was entered until then. */
export const risesIn = (rises: readonly Rise[], month: PlainMonth, knownAt: Date): readonly Rise[] =>
  rises.filter(({ from, appliedAt }) => from <= month && appliedAt <= knownAt);

const stepOfRise = (rise: Rise): ExplanationStep => ({
  label: rise.lowers
    ? { zh: `${rise.year} 年养老金调整，抵减差额`, en: `Rise of the pension in ${rise.year}, less` }
    : { zh: `${rise.year} 年调整`, en: `Rise of ${rise.year}` },
  expression: riseParts
    .filter((part) => rise.parts[part] !== zeroFen)
    .map((part) => `${risePartWords[part].zh} ${formatYuan(rise.parts[part])}`)
    .join(' + '),
  result: formatYuan(increaseOf(rise)),
  basis: rise.source,
  status: 'local',
});

/** A month with the rises that count in it. What comes out of the personal account stays. */
export const withRises = (due: MonthDue, rises: readonly Rise[]): MonthDue => {
  if (rises.length === 0) return due;
  const amount = after(due.amount, rises);
  const lowered = rises.some(({ lowers }) => lowers);
  const { steps, parameterVersions } = due.explanation;
  return {
    ...due,
    amount,
    explanation: {
      steps: [
        ...steps,
        ...rises.map((rise) => stepOfRise(rise)),
        {
          label: lowered
            ? { zh: '调整后差额', en: 'Difference after rises' }
            : { zh: '调整后月养老金', en: 'Monthly pension after rises' },
          expression: [due.amount, ...rises.map((rise) => increaseOf(rise))]
            .map(formatYuan)
            .join(lowered ? ' − ' : ' + '),
          result: formatYuan(amount),
          basis: rises.at(-1)?.source ?? '',
          status: 'local',
        },
      ],
      parameterVersions,
    },
  };
};
