/** Reads what a list may be narrowed to besides what is searched for. */
import { isDatabaseText } from '../http/database-text.js';
import { Refused } from '../http/refused.js';

/** One of a few values of a filter; null: it is not there. Throws Refused `malformed-request`. */
export const oneOf = <Value extends string>(
  name: string,
  given: string | undefined,
  values: readonly Value[],
): Value | null => {
  if (given === undefined || given === '') return null;
  const value = values.find((known) => known === given);
  if (value === undefined) throw new Refused('malformed-request', `${name}: ${values.join(', ')}`);
  return value;
};

/** A filter that takes any short text; null: it is not there. Throws Refused `malformed-request`. */
export const textFilter = (name: string, given: string | undefined): string | null => {
  if (given === undefined || given === '') return null;
  if (typeof given !== 'string' || given.length > 100 || !isDatabaseText(given))
    throw new Refused('malformed-request', name);
  return given;
};
