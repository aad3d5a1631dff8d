/** What is still to be laid down: keys without which a month cannot be assessed, and those that a new year has none of its own for. */
import {
  addMonths,
  date,
  firstDayOf,
  monthOf,
  monthsBetween,
  yearOf,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { lookUp } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { collectorKey, collectorOf } from './collector.js';
import type { SchemeDescription } from './description.js';
import { firstDayOfPeriod, type Period } from './periods.js';
import { runCadence } from './table.js';

/** How far ahead is looked: to the end of the next year's first month and a year. */
const monthsAhead = 13;

export type KeyAhead = {
  readonly key: string;
  /** The schemes that cannot be assessed without it; empty: another rule of the bureau's. */
  readonly schemes: readonly string[];
  /** `missing`: nothing stands on those days. `not-renewed`: laid down anew each year until then, and what was last goes on. */
  readonly why: 'missing' | 'not-renewed';
  readonly from: PlainMonth;
  readonly to: PlainMonth;
};

/** The keys that a period of a scheme with the rules of a day is assessed by, and the one that says who collects it. */
export const keysOf = (
  scheme: SchemeDescription,
  on: PlainDate,
  parameters: Parameters,
): readonly string[] => [...scheme.requires(on, parameters), collectorKey(scheme.code)];

/** Whether a key of a scheme says nothing on a day. Who collects has to be a word that is known, too. */
const lacks = (scheme: SchemeDescription, key: string, on: PlainDate, parameters: Parameters): boolean =>
  !lookUp(parameters, key, on).ok ||
  (key === collectorKey(scheme.code) && collectorOf(parameters, scheme.code, on) === null);

/** The keys without which a period of a scheme cannot be assessed, or nobody would know who collects it. */
export const missingFor = (
  scheme: SchemeDescription,
  period: Period,
  parameters: Parameters,
): readonly string[] => {
  const on = firstDayOfPeriod(period);
  return keysOf(scheme, on, parameters).filter((key) => lacks(scheme, key, on, parameters));
};

/** Whether a key was laid down anew in each of the three years up to its last version. */
const lastOfYearly = (parameters: Parameters, key: string): number | null => {
  const years = (parameters.byKey.get(key) ?? []).map(({ effectiveFrom }) => yearOf(effectiveFrom));
  const [last] = years;
  if (last === undefined) return null;
  return years.includes(last - 1) && years.includes(last - 2) ? last : null;
};

/**
 * What is missing or not renewed in the month of a day and the thirteen after it. `besides`: keys of the bureau's other rules, which
 * count each day, and whose absence a look-up refuses.
 */
export const parametersAhead = (
  schemes: readonly SchemeDescription[],
  besides: readonly string[],
  today: PlainDate,
  parameters: Parameters,
): readonly KeyAhead[] => {
  const found = new Map<string, { schemes: Set<string>; why: KeyAhead['why']; months: PlainMonth[] }>();
  const note = (key: string, why: KeyAhead['why'], month: PlainMonth, scheme: string | null): void => {
    const one = found.get(`${why} ${key}`) ?? { schemes: new Set(), why, months: [] };
    if (scheme !== null) one.schemes.add(scheme);
    one.months.push(month);
    found.set(`${why} ${key}`, one);
  };
  const first = monthOf(today);
  for (const month of monthsBetween(first, addMonths(first, monthsAhead))) {
    // In force today as far as the month is today's: a rule may have begun in the middle of it.
    const day = month === first ? today : firstDayOf(month);
    for (const scheme of schemes) {
      const cadence = runCadence(scheme);
      if (cadence === null) continue;
      // Money is collected any day of a year.
      if (collectorOf(parameters, scheme.code, day) === null)
        note(collectorKey(scheme.code), 'missing', month, scheme.code);
      const on = cadence === 'year' ? date(`${yearOf(month)}-01-01`) : firstDayOf(month);
      for (const key of scheme.requires(on, parameters)) {
        const last = lastOfYearly(parameters, key);
        if (!lookUp(parameters, key, on).ok) note(key, 'missing', month, scheme.code);
        else if (last !== null && last < yearOf(on)) note(key, 'not-renewed', month, scheme.code);
      }
    }
    for (const key of besides) if (!lookUp(parameters, key, day).ok) note(key, 'missing', month, null);
    const calendar = `calendar.${yearOf(month)}`;
    if (!parameters.byKey.has(calendar)) note(calendar, 'not-renewed', month, null);
  }
  return Array.from(found, ([name, { schemes: of, why, months }]) => {
    const inOrder = months.toSorted();
    return {
      key: name.slice(name.indexOf(' ') + 1),
      schemes: [...of].toSorted(),
      why,
      from: inOrder[0] ?? first,
      to: inOrder.at(-1) ?? first,
    };
  }).toSorted((one, other) =>
    one.why === other.why ? (one.key < other.key ? -1 : 1) : one.why === 'missing' ? -1 : 1,
  );
};
