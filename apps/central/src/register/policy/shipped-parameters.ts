/** The parameters that come with the program, as migrations bring them into an area that nobody has worked in yet. */
import { readParameters, type ParameterRow, type Parameters } from '#libs/policy/parameters.js';
import rows from './delingha-parameters.json' with { type: 'json' };

/** All of them, checked. Throws when the file holds what cannot be read. */
export const shippedParameters = (): Parameters => {
  const read = readParameters(rows as readonly ParameterRow[]);
  if (!read.ok) throw new Error(`parameters refused: ${JSON.stringify(read.refusal)}`);
  return read.value;
};
