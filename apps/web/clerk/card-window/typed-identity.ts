/** A number and a name as somebody typed them: whether the number can be one, and what is wrong with it. */
import { parseSocialSecurityNumber } from '#libs/identity/social-security-number.js';

export type TypedIdentity = { readonly number: string; readonly name: string };

/** Spaces do not count, and a small x is a large one. */
const tidyNumber = (typed: string): string => typed.replaceAll(/\s/g, '').toUpperCase();

/** What is wrong with a typed number, as a key of the words; null while it is empty, unfinished or right. */
export const faultOfNumber = (typed: string): string | null => {
  const number = tidyNumber(typed);
  if (number.length < 18) return null;
  const parsed = parseSocialSecurityNumber(number);
  return parsed.ok ? null : `cards.numberFaults.${parsed.refusal}`;
};

/** Whom to look up: by number alone as well, for somebody who is registered; null until the number is right. */
export const readLookedUp = ({
  number,
  name,
}: TypedIdentity): { readonly socialSecurityNumber: string; readonly name?: string } | null => {
  const parsed = parseSocialSecurityNumber(tidyNumber(number));
  const trimmed = name.trim();
  if (!parsed.ok) return null;
  return { socialSecurityNumber: parsed.value.number, ...(trimmed === '' ? {} : { name: trimmed }) };
};

/** The leading part of a name to search by, where no number is there; null until two characters are. */
export const readSearched = ({ number, name }: TypedIdentity): string | null => {
  const trimmed = name.trim();
  return tidyNumber(number) === '' && [...trimmed].length >= 2 ? trimmed : null;
};

/** Number and name to send; null until both are there and the number is right. */
export const readIdentity = ({
  number,
  name,
}: TypedIdentity): { readonly socialSecurityNumber: string; readonly name: string } | null => {
  const parsed = parseSocialSecurityNumber(tidyNumber(number));
  const trimmed = name.trim();
  return parsed.ok && trimmed !== '' ? { socialSecurityNumber: parsed.value.number, name: trimmed } : null;
};
