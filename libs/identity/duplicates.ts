/** Whether two registrations may be one person, and by what it shows. */
import type { PlainDate } from '#libs/kernel/plain-date.js';

/**
 * `new-permit`: the same name, and one has the number of a permit (81, 82, 83, 9) that another number replaces. `near-number`: numbers that
 * one slip of the hand leads from one to the other. `same-name`: the same name and birth date alone.
 */
export type DuplicateSign = 'new-permit' | 'near-number' | 'same-name';

export type Registration = {
  readonly number: string;
  readonly name: string;
  readonly birthDate: PlainDate;
};

const isPermit = (number: string): boolean => /^(?:8[123]0000|9)/.test(number);

/** One digit of the first seventeen differs, or two neighbours are swapped; the check character follows from them. */
const isOneSlip = (one: string, other: string): boolean => {
  const places = Array.from({ length: 17 }, (_, at) => at).filter((at) => one[at] !== other[at]);
  const [first = 0, second = 0] = places;
  return (
    places.length === 1 ||
    (places.length === 2 &&
      second === first + 1 &&
      one[first] === other[second] &&
      one[second] === other[first])
  );
};

/** Null: nothing says so. Whoever was born on another day is somebody else, unless their numbers are one slip apart. */
export const duplicateSign = (one: Registration, other: Registration): DuplicateSign | null => {
  const isSameName = one.name === other.name;
  const isSameDay = one.birthDate === other.birthDate;
  if (isSameName && isSameDay && isPermit(one.number) !== isPermit(other.number)) return 'new-permit';
  if (isOneSlip(one.number, other.number)) return 'near-number';
  return isSameName && isSameDay ? 'same-name' : null;
};
