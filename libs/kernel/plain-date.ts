/** Dates without time and months, as branded text: `2026-11-24` and `2026-11`. The business date is Asia/Shanghai. */

declare const plainDate: unique symbol;
declare const plainMonth: unique symbol;
export type PlainDate = string & { readonly [plainDate]: true };
export type PlainMonth = string & { readonly [plainMonth]: true };

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysIn = (year: number, month: number): number => {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** The date of `YYYY-MM-DD`, or null when there is no such day. */
export const parseDate = (text: string): PlainDate | null => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
    ? (text as PlainDate)
    : null;
};

/** The month of `YYYY-MM`, or null when there is no such month. */
export const parseMonth = (text: string): PlainMonth | null =>
  /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? (text as PlainMonth) : null;

/** A date written in code; throws on a slip of the pen. */
export const date = (text: string): PlainDate => {
  const parsed = parseDate(text);
  if (parsed === null) throw new RangeError(`not a date: ${text}`);
  return parsed;
};

/** A month written in code; throws on a slip of the pen. */
export const month = (text: string): PlainMonth => {
  const parsed = parseMonth(text);
  if (parsed === null) throw new RangeError(`not a month: ${text}`);
  return parsed;
};

/** The month a date lies in. */
export const monthOf = (day: PlainDate): PlainMonth => day.slice(0, 7) as PlainMonth;

/** The year of a date or month. */
export const yearOf = (when: PlainDate | PlainMonth): number => Number(when.slice(0, 4));

/** The month `count` months later (earlier when negative). */
export const addMonths = (from: PlainMonth, count: number): PlainMonth => {
  const index = yearOf(from) * 12 + Number(from.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}` as PlainMonth;
};

/** Every month from `first` to `last`, both included; empty when `last` is before `first`. */
export const monthsBetween = (first: PlainMonth, last: PlainMonth): readonly PlainMonth[] => {
  const months: PlainMonth[] = [];
  for (let at = first; at <= last; at = addMonths(at, 1)) months.push(at);
  return months;
};

/** Months from the earliest to the latest, `step` apart around the middle one, always with all three. */
export const monthsAround = (
  earliest: PlainMonth,
  middle: PlainMonth,
  latest: PlainMonth,
  step: number,
): readonly PlainMonth[] => {
  const found = new Set<PlainMonth>([earliest, middle, latest]);
  for (let at = middle; at > earliest; at = addMonths(at, -step)) found.add(at);
  for (let at = middle; at < latest; at = addMonths(at, step)) found.add(at);
  return [...found].toSorted();
};

/** The day `count` days later (earlier when negative). */
export const addDays = (from: PlainDate, count: number): PlainDate =>
  new Date(Date.parse(`${from}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10) as PlainDate;

/** How many days `to` is after `from`; negative when it is before. */
export const daysBetween = (from: PlainDate, to: PlainDate): number =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** The same day `count` years later; the last of February where that year has no 29th. */
export const addYears = (from: PlainDate, count: number): PlainDate => {
  const year = String(yearOf(from) + count).padStart(4, '0');
  const [, month = '', day = ''] = from.split('-');
  const last = daysIn(Number(year), Number(month));
  return `${year}-${month}-${Number(day) > last ? String(last) : day}` as PlainDate;
};

/** The same day so many months later; the last one of a month that has no such day. */
export const sameDayAfter = (from: PlainDate, months: number): PlainDate => {
  const month = addMonths(monthOf(from), months);
  const last = addDays(firstDayOf(addMonths(month, 1)), -1);
  const same = `${month}${from.slice(7)}` as PlainDate;
  return same < last ? same : last;
};

/** The instant a business date begins: midnight in Asia/Shanghai (UTC+8, no summer time). */
export const startOfDay = (day: PlainDate): Date => new Date(`${day}T00:00:00+08:00`);

/** The first day of a month. */
export const firstDayOf = (of: PlainMonth): PlainDate => `${of}-01` as PlainDate;

/** Full years lived on `on` by someone born on `birth`. */
export const ageOn = (birth: PlainDate, on: PlainDate): number =>
  yearOf(on) - yearOf(birth) - (on.slice(5) < birth.slice(5) ? 1 : 0);

/** The business date of an instant: the calendar day in Asia/Shanghai (UTC+8, no summer time). */
export const businessDate = (instant: Date): PlainDate =>
  new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 10) as PlainDate;
