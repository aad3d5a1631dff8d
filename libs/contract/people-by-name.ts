/** What passes between the agent and its page about finding somebody by name who has no card with them. */

/** `POST /desk/people-by-name` → PeopleByName: of that name, or whose name begins so. Each person shown is on record with the purpose. */
export type PeopleByNameRequest = {
  /** Two characters at least. One of name, initials and unit is given. */
  readonly name?: string;
  /** Pinyin initials, such as `zgh`, or how they begin. */
  readonly initials?: string;
  /** A unit's code, credit code or whole name. */
  readonly unit?: string;
  /** In years; two more or fewer are found too. */
  readonly age?: number;
  /** The last four of the number. */
  readonly lastFour?: string;
  readonly purpose: string;
  /** The `next` of the page before; left out: the first. */
  readonly after?: string;
};

export type PersonByName = {
  readonly id: string;
  readonly name: string;
  readonly maskedNumber: string;
  readonly sex: 'male' | 'female';
  readonly age: number;
  readonly township: string | null;
};

export type PeopleByName = {
  readonly people: readonly PersonByName[];
  /** Longer names that begin so are left out, being too many. */
  readonly exactOnly: boolean;
  readonly next: string | null;
};

/** `POST /desk/people-by-name/picks` → PickedPerson, by whose number and name the file opens. The asking is logged with its purpose. */
export type PersonPick = { readonly personId: string; readonly purpose: string };
export type PickedPerson = { readonly socialSecurityNumber: string; readonly name: string };
