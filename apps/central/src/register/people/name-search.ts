/** What people are searched for by name, initials or unit, and what is known of each that is found. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Person } from './person.entity.js';

/**
 * By whose name begins so (`name` as `tidyName` gives it, `exact`: that name alone), whose pinyin initials begin so, who takes part at a unit
 * on a day, or several of these; `lastFour` of the number; born in a span.
 */
export type NameSearch = {
  readonly name: string | null;
  readonly initials: string | null;
  readonly exact: boolean;
  readonly unit: { readonly code: string; readonly on: PlainDate } | null;
  readonly born: { readonly from: PlainDate; readonly to: PlainDate } | null;
  readonly lastFour: string | null;
};

export type PersonByName = Pick<
  Person,
  'id' | 'name' | 'socialSecurityNumber' | 'sex' | 'birthDate' | 'address'
> & {
  /** As registered; null: it is not. */
  readonly townshipName: string | null;
};
