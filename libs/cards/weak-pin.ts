/** Which PINs a holder is kept from choosing: those that anybody tries first. */
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** What is weak about a PIN. */
export type PinWeakness = 'same-digits' | 'run' | 'birth-date';

/** Each digit one above the last, or one below; 0 follows 9. */
const isRun = (pin: string, step: 1 | 9): boolean =>
  [...pin].every((digit, index) => index === 0 || Number(digit) === (Number(pin[index - 1]) + step) % 10);

/** Why a PIN is too easy to guess, or null; `birthDate` is its holder's, null where it is not known. */
export const weaknessOfPin = (pin: string, birthDate: PlainDate | null): PinWeakness | null => {
  if (new Set(pin).size === 1) return 'same-digits';
  if (isRun(pin, 1) || isRun(pin, 9)) return 'run';
  if (birthDate === null) return null;
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const short = year.slice(2);
  const written = [
    `${year}${month}${day}`,
    `${day}${month}${year}`,
    `${month}${day}${year}`,
    `${day}${month}${short}`,
    `${month}${day}${short}`,
    `${year}${Number(month)}${Number(day)}`,
  ];
  return written.some((digits) => digits.includes(pin)) ? 'birth-date' : null;
};
