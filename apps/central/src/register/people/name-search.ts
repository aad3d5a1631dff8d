/** What people are searched for by their name, and what is known of each that is found. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Person } from './person.entity.js';

/** `name` as `tidyName` gives it; `lastFour` of the number; born from `bornFrom` to `bornTo`. */
export type NameSearch = {
  readonly name: string;
  readonly exact: boolean;
  readonly born: { readonly from: PlainDate; readonly to: PlainDate } | null;
  readonly lastFour: string | null;
};

export type PersonByName = Pick<
  Person,
  'id' | 'name' | 'socialSecurityNumber' | 'sex' | 'birthDate' | 'address'
>;
