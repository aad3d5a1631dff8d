/** Cuts participations into bars on lanes of a span of years, so that no two of a lane lie over one another. */

/** A period as it is known: `until` null goes on. */
export type Period = {
  readonly id: string;
  readonly scheme: string;
  readonly since: string;
  readonly until: string | null;
};

export type Bar<P extends Period> = {
  readonly of: P;
  /** Shares of the span, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** It had not ended on the day. */
  readonly goesOn: boolean;
};

export type Lane<P extends Period> = { readonly scheme: string; readonly bars: readonly Bar<P>[] };

export type Timeline<P extends Period> = {
  readonly lanes: readonly Lane<P>[];
  /** Years that are written below, with where they begin. */
  readonly years: readonly { readonly year: number; readonly at: number }[];
  /** Where the day lies. */
  readonly day: number;
};

const dayMs = 86_400_000;
/** As many years as can be read below. */
const mostYears = 12;

/** The moment a day begins, or the one after it, in days of Greenwich: only distances count here. */
const daysAt = (day: string, ended = false): number =>
  Date.parse(`${day}T00:00:00Z`) / dayMs + (ended ? 1 : 0);

/**
 * A year's share of the span is the same whatever else is in it; the span begins with the year of the first period and ends with that of the day, or of a
 * period that begins later. `beside`: days of another timeline above or below, so that years lie under one another.
 */
export const cutTimeline = <P extends Period>(
  periods: readonly P[],
  on: string,
  beside: readonly string[] = [],
): Timeline<P> => {
  const known = periods.filter(({ since, until }) => until === null || until >= since);
  const days = [on, ...beside, ...known.map(({ since }) => since)].toSorted();
  const [firstDay, lastDay] = [days.at(0) ?? on, days.at(-1) ?? on];
  const [firstYear, lastYear] = [Number(firstDay.slice(0, 4)), Number(lastDay.slice(0, 4))];
  const begin = daysAt(`${firstYear}-01-01`);
  const span = daysAt(`${String(lastYear).padStart(4, '0')}-12-31`, true) - begin;
  const share = (days: number): number => Math.min(1, Math.max(0, (days - begin) / span));

  const lanes: { readonly scheme: string; readonly bars: Bar<P>[] }[] = [];
  const inOrder = known.toSorted(
    (a, b) => a.scheme.localeCompare(b.scheme) || a.since.localeCompare(b.since),
  );
  for (const of of inOrder) {
    const goesOn = of.until === null || of.until > on;
    const bar: Bar<P> = {
      of,
      from: share(daysAt(of.since)),
      // What begins after the day is only a mark at its place.
      to: share(goesOn ? Math.max(daysAt(on, true), daysAt(of.since, true)) : daysAt(of.until ?? on, true)),
      goesOn,
    };
    const free = lanes.find(({ scheme, bars }) => scheme === of.scheme && (bars.at(-1)?.to ?? 0) <= bar.from);
    if (free === undefined) lanes.push({ scheme: of.scheme, bars: [bar] });
    else free.bars.push(bar);
  }
  const step = Math.ceil((lastYear - firstYear + 1) / mostYears);
  const years = Array.from({ length: Math.floor((lastYear - firstYear) / step) + 1 }, (_, index) => {
    const year = firstYear + index * step;
    return { year, at: share(daysAt(`${year}-01-01`)) };
  });
  return { lanes, years, day: share(daysAt(on, true)) };
};
