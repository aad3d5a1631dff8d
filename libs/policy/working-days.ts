/** Working days: Monday to Friday, but for the days off and the worked weekends that the State Council announces for each year. */
import { addDays, yearOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { daysOf, lookUp } from './look-up.js';
import type { Days, Parameters } from './parameters.js';

/** The last of so many working days, and what it was reckoned without. */
export type Deadline = {
  readonly day: PlainDate;
  /** Years with days among those counted whose days off are not known: of them Monday to Friday count. */
  readonly unannounced: readonly number[];
};

/** The announcement for a year as it is known on a day; null when there is none yet (key `calendar.` and the year). */
const announced = (parameters: Parameters, year: number, on: PlainDate): Days | null => {
  const { key, read } = daysOf(`calendar.${year}`);
  const version = lookUp(parameters, key, on);
  return version.ok ? read(version.value) : null;
};

const isWeekday = (day: PlainDate): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/**
 * The day by which `count` working days are over, `from` not counted. Reckoned by what is announced on `from`, so that a day
 * once promised stays that day.
 */
export const workingDaysAfter = (parameters: Parameters, from: PlainDate, count: number): Deadline => {
  const calendars = new Map<number, Days | null>();
  let day = from;
  for (let left = count; left > 0;) {
    day = addDays(day, 1);
    const year = yearOf(day);
    if (!calendars.has(year)) calendars.set(year, announced(parameters, year, from));
    const calendar = calendars.get(year);
    const isOff = calendar?.off.has(day) === true;
    if (calendar?.worked.has(day) === true || (isWeekday(day) && !isOff)) left -= 1;
  }
  return {
    day,
    unannounced: Array.from(calendars).flatMap(([year, calendar]) => (calendar === null ? [year] : [])),
  };
};
