/** A row as COPY takes it: one line of tab-separated text, whether it was accepted or refused. */
import type { Applicant } from '#libs/cards/applicant.js';
import type { ProblemCode } from '#libs/contract/problems.js';

export type StagedRefusal = {
  readonly code: ProblemCode;
  readonly field: string;
  readonly detail: string;
};

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in COPY's text format; empty means null. */
const copyText = (value: string): string => {
  if (value === '') return '\\N';
  return special.test(value)
    ? value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
    : value;
};

/** Whoever an accepted row is about; empty or left out: the row does not say. */
export type StagedPerson = Pick<Applicant, 'number' | 'name' | 'sex' | 'birthDate' | 'isMinor'> &
  Partial<
    Pick<
      Applicant,
      | 'ethnicGroup'
      | 'birthplace'
      | 'phone'
      | 'address'
      | 'unitCode'
      | 'unitName'
      | 'guardianNumber'
      | 'guardianName'
    >
  >;

/** The line of an accepted row; `photoDigest` is empty without a photo, `content` holds what rows of a kind say besides. */
export const acceptedLine = (
  importId: number,
  row: number,
  person: StagedPerson,
  {
    photoDigest = '',
    content = null,
  }: { readonly photoDigest?: string; readonly content?: object | null } = {},
): string =>
  `${importId}\t${row}\t\\N\t\\N\t\\N\t${person.number}\t${copyText(person.name)}\t${person.sex}\t${person.birthDate}\t` +
  `${person.isMinor ? 't' : 'f'}\t${copyText(person.ethnicGroup ?? '')}\t${copyText(person.birthplace ?? '')}\t${copyText(person.phone ?? '')}\t` +
  `${copyText(person.address ?? '')}\t${copyText(person.unitCode ?? '')}\t${copyText(person.unitName ?? '')}\t${copyText(person.guardianNumber ?? '')}\t` +
  `${copyText(person.guardianName ?? '')}\t${copyText(photoDigest)}\t${content === null ? '\\N' : copyText(JSON.stringify(content))}\n`;

// Enough to be found again by; what does not look like a number is kept short, and NUL is none of PostgreSQL's characters.
const shownNumber = (number: string): string => number.replaceAll('\0', '').trim().slice(0, 24).toUpperCase();

/** The line of a refused row: nothing of it is kept but the number, which the report shows masked. */
export const refusedLine = (
  importId: number,
  row: number,
  number: string,
  { code, field, detail }: StagedRefusal,
): string =>
  `${importId}\t${row}\t${code}\t${copyText(field)}\t${copyText(detail)}\t${copyText(shownNumber(number))}${'\t\\N'.repeat(14)}\n`;
