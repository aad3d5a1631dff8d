/** Whether somebody born on a day can be alive: what a number with a right check character may still get wrong. */
import { ageOn, type PlainDate } from '#libs/kernel/plain-date.js';
import { refuse, type Result } from '#libs/kernel/result.js';
import {
  parseSocialSecurityNumber,
  type NumberedPerson,
  type SocialSecurityNumberRefusal,
} from './social-security-number.js';

// The greatest age known of anybody is 122.
const greatestAge = 130;

const isLifetime = (birthDate: PlainDate, today: PlainDate): boolean =>
  birthDate <= today && ageOn(birthDate, today) <= greatestAge;

/** Reads a number that somebody alive today can have; `birth-date` for one whose birth is to come or longer ago than anybody lives. */
export const parseNumberOfLiving = (
  text: string,
  today: PlainDate,
): Result<NumberedPerson, SocialSecurityNumberRefusal> => {
  const parsed = parseSocialSecurityNumber(text);
  return parsed.ok && !isLifetime(parsed.value.birthDate, today) ? refuse('birth-date') : parsed;
};
