/** A number and a name as somebody typed them: whether they can be one, and what is wrong with them. */
import { nameFaults, readName, tidyName } from '#libs/identity/person-name.js';
import { numberFaults, parseSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import type { Words } from '#libs/kernel/words.js';

import { narrow, withoutBlanks } from '../../shared/narrow.js';

export type TypedIdentity = { readonly number: string; readonly name: string };

/** Blanks do not count, and a small x is a large one. */
const tidyNumber = (typed: string): string => withoutBlanks(narrow(typed)).toUpperCase();

/** What is wrong with a typed number; null while it is empty, unfinished or right. */
export const faultOfNumber = (typed: string): Words | null => {
  const number = tidyNumber(typed);
  if (number.length < 18) return null;
  const parsed = parseSocialSecurityNumber(number);
  return parsed.ok ? null : numberFaults[parsed.refusal];
};

export const isNumber = (typed: string): boolean => parseSocialSecurityNumber(tidyNumber(typed)).ok;

/** What is wrong with a name; null while it is empty or right, and where it is the leading part of one to search by: no number beside it. */
export const faultOfName = ({ number, name }: TypedIdentity): Words | null => {
  if (tidyName(name) === '' || tidyNumber(number) === '') return null;
  const read = readName(name);
  return read.ok ? null : nameFaults[read.refusal];
};

/** Whom to look up: by number alone as well, for somebody who is registered; null until the number is right. */
export const readLookedUp = ({
  number,
  name,
}: TypedIdentity): { readonly socialSecurityNumber: string; readonly name?: string } | null => {
  const parsed = parseSocialSecurityNumber(tidyNumber(number));
  if (!parsed.ok || faultOfName({ number, name }) !== null) return null;
  const tidy = tidyName(name);
  return { socialSecurityNumber: parsed.value.number, ...(tidy === '' ? {} : { name: tidy }) };
};

/**
 * The leading part of a name to search by, where no number is there, or pinyin initials: small letters alone, `zgh`; null until two
 * characters are.
 */
export const readSearched = ({
  number,
  name,
}: TypedIdentity): { readonly name: string } | { readonly initials: string } | null => {
  const tidy = tidyName(name);
  if (tidyNumber(number) !== '' || [...tidy].length < 2) return null;
  return /^[a-z]{2,20}$/.test(tidy) ? { initials: tidy } : { name: tidy };
};

/** Number and name to send; null until both are there and right. */
export const readIdentity = ({
  number,
  name,
}: TypedIdentity): { readonly socialSecurityNumber: string; readonly name: string } | null => {
  const parsed = parseSocialSecurityNumber(tidyNumber(number));
  const read = readName(name);
  return parsed.ok && read.ok ? { socialSecurityNumber: parsed.value.number, name: read.value } : null;
};
