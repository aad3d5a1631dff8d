/** Which months of insurance count here: those paid here and those brought along, less those that moved away. */
import { monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, zeroFen } from '#libs/money/fen.js';

/** Months in a row that move or moved together, both ends included. Amounts in fen, of all the months together. */
export type MovedSpan = {
  readonly first: PlainMonth;
  readonly last: PlainMonth;
  readonly base: Fen;
  readonly account: Fen;
};

export type CountedMonths = {
  /** Every month that counts here, in order. */
  readonly months: readonly PlainMonth[];
  /** Of them, those paid here. */
  readonly own: number;
  readonly movedIn: number;
  /** Paid here once or brought along, and moved away: they count no more. */
  readonly movedOut: number;
  /** What would move: the months that count, in rows of one calendar year at most, with their bases. */
  readonly spans: readonly MovedSpan[];
  /** What each month that was paid here was reckoned from. */
  readonly bases: ReadonlyMap<PlainMonth, Fen>;
};

/** A paid period of a month or a year: a year counts its twelve months. */
export const monthsOfPeriod = (period: string): readonly PlainMonth[] =>
  period.length === 4
    ? monthsBetween(`${period}-01` as PlainMonth, `${period}-12` as PlainMonth)
    : [period as PlainMonth];

/** Whether a paid period begins in a month or after it. */
export const beginsFrom = (period: string, month: PlainMonth): boolean =>
  (period.length === 4 ? `${period}-01` : period) >= month;

export const monthsOfSpan = ({ first, last }: Pick<MovedSpan, 'first' | 'last'>): readonly PlainMonth[] =>
  monthsBetween(first, last);

/** The months of spans, each once, in order. */
export const monthsOfSpans = (spans: readonly Pick<MovedSpan, 'first' | 'last'>[]): readonly PlainMonth[] =>
  [...new Set(spans.flatMap(monthsOfSpan))].toSorted();

const nextOf = (of: PlainMonth): string => {
  const [year = '', place = ''] = of.split('-');
  return place === '12' ? `${Number(year) + 1}-01` : `${year}-${String(Number(place) + 1).padStart(2, '0')}`;
};

/** Paid months put together: a row goes on while month follows month within a year. */
export const spansOf = (paid: ReadonlyMap<PlainMonth, Fen>): readonly MovedSpan[] => {
  const spans: MovedSpan[] = [];
  for (const [at, base] of [...paid].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const before = spans.at(-1);
    if (before !== undefined && nextOf(before.last) === at && before.last.slice(0, 4) === at.slice(0, 4))
      spans[spans.length - 1] = { ...before, last: at, base: add(before.base, base) };
    else spans.push({ first: at, last: at, base, account: zeroFen });
  }
  return spans;
};

/**
 * What counts of a scheme here. `paid`: the base of each month paid here, in fen. A span that was brought along counts as a whole until a
 * move takes just this span away again.
 */
export const countedMonths = (
  paid: ReadonlyMap<PlainMonth, Fen>,
  movedIn: readonly MovedSpan[],
  movedOut: readonly MovedSpan[],
): CountedMonths => {
  const gone = new Set(movedOut.flatMap(monthsOfSpan));
  const keyOf = ({ first, last }: MovedSpan): string => `${first}/${last}`;
  const goneSpans = new Set(movedOut.map(keyOf));
  const stay = movedIn.filter((span) => !goneSpans.has(keyOf(span)));
  const brought = new Set(stay.flatMap(monthsOfSpan));
  const own = new Map([...paid].filter(([at]) => !gone.has(at)));
  const months = [...new Set([...own.keys(), ...brought])].toSorted();
  return {
    months,
    own: own.size,
    movedIn: months.length - own.size,
    movedOut: gone.size,
    // A month paid here that was brought along as well moves once, with what was paid here.
    spans: [...spansOf(own), ...stay].toSorted((one, other) => (one.first < other.first ? -1 : 1)),
    bases: own,
  };
};

/** The months that are in both. */
export const monthsInBoth = (
  one: readonly PlainMonth[],
  other: readonly PlainMonth[],
): readonly PlainMonth[] => {
  const among = new Set(other);
  return one.filter((at) => among.has(at));
};
