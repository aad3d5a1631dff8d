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

/** The line of an accepted row; `photoDigest` is empty without a photo. */
export const acceptedLine = (
  importId: number,
  row: number,
  applicant: Applicant,
  photoDigest: string,
): string =>
  `${importId}\t${row}\t\\N\t\\N\t\\N\t${applicant.number}\t${copyText(applicant.name)}\t${applicant.sex}\t${applicant.birthDate}\t` +
  `${applicant.isMinor ? 't' : 'f'}\t${copyText(applicant.ethnicGroup)}\t${copyText(applicant.birthplace)}\t${copyText(applicant.phone)}\t` +
  `${copyText(applicant.address)}\t${copyText(applicant.unitCode)}\t${copyText(applicant.unitName)}\t${copyText(applicant.guardianNumber)}\t` +
  `${copyText(applicant.guardianName)}\t${copyText(photoDigest)}\n`;

// Enough to be found again by; what does not look like a number is kept short, and NUL is none of PostgreSQL's characters.
const shownNumber = (number: string): string => number.replaceAll('\0', '').trim().slice(0, 24).toUpperCase();

/** The line of a refused row: nothing of it is kept but the number, which the report shows masked. */
export const refusedLine = (
  importId: number,
  row: number,
  number: string,
  { code, field, detail }: StagedRefusal,
): string =>
  `${importId}\t${row}\t${code}\t${copyText(field)}\t${copyText(detail)}\t${copyText(shownNumber(number))}${'\t\\N'.repeat(13)}\n`;
