/** Whether somebody born on a day can be alive: what a number with a right check character may still get wrong. */
import { ageOn, type PlainDate } from '#libs/kernel/plain-date.js';

// The greatest age known of anybody is 122.
const greatestAge = 130;

export const isLifetime = (birthDate: PlainDate, today: PlainDate): boolean =>
  birthDate <= today && ageOn(birthDate, today) <= greatestAge;
