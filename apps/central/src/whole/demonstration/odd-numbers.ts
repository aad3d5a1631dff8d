/** Social security numbers as they are mistyped: right by their check character, and of nobody or of somebody else. */
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';

/** With the check character that goes with seventeen digits. */
export const checked = (first17: string): string => `${first17}${socialSecurityNumberCheck(first17)}`;

/** Another number of the same birth date and sex. */
export const slipped = (number: string): string =>
  checked(`${number.slice(0, 16)}${(Number(number[16]) + 2) % 10}`);
