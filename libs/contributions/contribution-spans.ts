/** Puts contributions of single months and years together as a paper shows them: a row for each run of months in a row at one place. */
import { addMonths, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen } from '#libs/money/fen.js';

/** What was paid for one period, `2026-11` or `2026`, of a scheme at a place. */
export type PaidPeriod = {
  readonly scheme: string;
  readonly place: string;
  readonly period: string;
  readonly unitPart: Fen;
  readonly personPart: Fen;
  readonly governmentPart: Fen;
};

/** Months in a row, or years in a row, of a scheme at a place. */
export type ContributionSpan = Omit<PaidPeriod, 'period'> & {
  readonly from: string;
  readonly to: string;
  /** Of months; a year counts twelve. */
  readonly months: number;
};

/** The period after: the next month of a month, the next year of a year. */
const after = (period: string): string =>
  period.length === 4 ? String(Number(period) + 1).padStart(4, '0') : addMonths(period as PlainMonth, 1);

/** `byYear` begins a row with each year, as a statement shows it; a certificate goes on. */
export const contributionSpans = (
  paid: readonly PaidPeriod[],
  byYear: boolean,
): readonly ContributionSpan[] => {
  const inOrder = paid.toSorted(
    (a, b) =>
      a.scheme.localeCompare(b.scheme) || a.place.localeCompare(b.place) || (a.period < b.period ? -1 : 1),
  );
  const spans: ContributionSpan[] = [];
  for (const { period, ...one } of inOrder) {
    const months = period.length === 4 ? 12 : 1;
    const last = spans.at(-1);
    const goesOn =
      last !== undefined &&
      last.scheme === one.scheme &&
      last.place === one.place &&
      after(last.to) === period &&
      !(byYear && period.slice(0, 4) !== last.to.slice(0, 4));
    if (!goesOn) {
      spans.push({ ...one, from: period, to: period, months });
      continue;
    }
    spans[spans.length - 1] = {
      ...last,
      to: period,
      months: last.months + months,
      unitPart: add(last.unitPart, one.unitPart),
      personPart: add(last.personPart, one.personPart),
      governmentPart: add(last.governmentPart, one.governmentPart),
    };
  }
  return spans;
};
