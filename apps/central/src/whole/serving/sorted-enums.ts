/** Puts the words of every enumeration of the API's description in one order: the compiler names them in another after each partial build. */
import type { OpenAPIObject } from '@nestjs/swagger';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      name === 'enum' && Array.isArray(member) ? member.toSorted() : sorted(member),
    ]),
  );
};

/** The same description, each `enum` sorted. */
export const withSortedEnums = (description: OpenAPIObject): OpenAPIObject =>
  sorted(description) as OpenAPIObject;
