/** Periods that something is owed for: which day's rules they have, who is insured in them, and when they are due. */
import {
  addDays,
  addMonths,
  date,
  firstDayOf,
  month,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Cadence } from './description.js';

/** A year (`2026`) or a month (`2026-11`). */
export type Period = string;

const isYear = (period: Period): boolean => period.length === 4;

/** The first day, whose rules the period has. */
export const firstDayOfPeriod = (period: Period): PlainDate =>
  isYear(period) ? date(`${period}-01-01`) : firstDayOf(month(period));

export const lastDayOfPeriod = (period: Period): PlainDate =>
  isYear(period) ? date(`${period}-12-31`) : addDays(firstDayOf(addMonths(month(period), 1)), -1);

/** The period of a cadence that a day lies in; what is owed once is of the month in which it begins. */
export const periodOf = (cadence: Cadence, on: PlainDate): Period =>
  cadence === 'year' ? on.slice(0, 4) : on.slice(0, 7);

/** From the month of hire to that of leaving, from the year of joining to that of leaving. */
export const covers = (
  { since, until }: { readonly since: PlainDate; readonly until: PlainDate | null },
  period: Period,
): boolean => since <= lastDayOfPeriod(period) && (until === null || until >= firstDayOfPeriod(period));

/** The parameters that say when something is due; needed of every scheme that somebody pays. */
export const dueParameters: Readonly<Record<Exclude<Cadence, 'once'>, string>> = {
  month: 'contribution.month-due-day',
  year: 'contribution.year-due-month',
};

const lastDayOfMonth = (of: PlainMonth): PlainDate => addDays(firstDayOf(addMonths(of, 1)), -1);

/**
 * The last day on which a period may be paid without being late: a day of the month that follows, or the end of a month of the year.
 * What is owed once is due before work starts: `startsOn`.
 */
export const dueOn = (
  cadence: Cadence,
  period: Period,
  parameters: Parameters,
  startsOn?: PlainDate,
): Result<PlainDate, MissingParameter> => {
  const on = firstDayOfPeriod(period);
  if (cadence === 'once') {
    if (startsOn === undefined) throw new Error('a project without its first day');
    return ok(startsOn);
  }
  const found = lookUpAll(parameters, on, { at: countOf(dueParameters[cadence]) });
  if (!found.ok) return refuse(found.refusal);
  const { value } = found.value.at;
  if (cadence === 'year') return ok(lastDayOfMonth(month(`${period}-${String(value).padStart(2, '0')}`)));
  const following = addMonths(month(period), 1);
  const day = addDays(firstDayOf(following), value - 1);
  const last = lastDayOfMonth(following);
  return ok(day > last ? last : day);
};
