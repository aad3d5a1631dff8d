/** How many social security numbers fit what is shown of somebody: what a mask is worth beside everything that stands with it. */
import {
  maskSocialSecurityNumber,
  socialSecurityNumberCheck,
  type NumberedPerson,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { addDays, addYears, ageOn, type PlainDate } from '#libs/kernel/plain-date.js';

/** What may stand beside somebody's number and says something of it. */
export type Clue = 'maskedNumber' | 'age' | 'sex' | 'birthplace' | 'birthDate' | 'socialSecurityNumber';

/** Born within a hundred years of that day, where nothing of the age is shown. */
const birthDates = (clues: ReadonlySet<Clue>, { birthDate }: NumberedPerson, today: PlainDate) => {
  if (clues.has('birthDate')) return [birthDate];
  const age = ageOn(birthDate, today);
  const [from, to] = clues.has('age') ? [-age - 1, -age] : [-100, 0];
  const days: PlainDate[] = [];
  for (let day = addDays(addYears(today, from), 1); day <= addYears(today, to); day = addDays(day, 1))
    days.push(day);
  return days;
};

/** Nobody looks on once there are so many. */
const enough = 5000;

/**
 * How many numbers somebody could have of whom a view shows these things, counted up to five thousand. The place of registration
 * counts as known: in one bureau nearly everybody has the same.
 */
export const fittingNumbers = (
  clues: ReadonlySet<Clue>,
  person: NumberedPerson,
  today: PlainDate,
): number => {
  if (clues.has('socialSecurityNumber')) return 1;
  const mask = maskSocialSecurityNumber(person.number);
  const place = person.number.slice(0, 6);
  let fitting = 0;
  for (const day of birthDates(clues, person, today))
    for (let sequence = 0; sequence < 1000 && fitting < enough; sequence++) {
      if (clues.has('sex') && (sequence % 2 === 1) !== (person.sex === 'male')) continue;
      const first17 = `${place}${day.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
      const number = (first17 + socialSecurityNumberCheck(first17)) as SocialSecurityNumber;
      if (clues.has('maskedNumber') && maskSocialSecurityNumber(number) !== mask) continue;
      fitting += 1;
    }
  return fitting;
};
