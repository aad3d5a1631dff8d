/** Reads a filter of a list that takes one of a few values. */
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
