/** The day by which an application is answered: so many working days after it was made. */
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';

const isWorkingDay = (day: PlainDate): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/**
 * The last day to answer on, the day of the application not counted. Monday to Friday count; public holidays are announced
 * year by year and are not known here, so the bureau holds itself to a day no later than the law's.
 */
export const answerBy = (appliedOn: PlainDate, workingDays: number): PlainDate => {
  let day = appliedOn;
  for (let left = workingDays; left > 0;) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
};
