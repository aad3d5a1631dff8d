/** Parameters as they were known: versions in the order they were entered, and the set that each entry made of them. */
import { readParameters, type ParameterFault, type ParameterRow, type Parameters } from './parameters.js';

/** A version as it was entered, not yet checked. */
export type ParameterEntry = ParameterRow & {
  /** Rises with each version that is entered. The set of an entry is what all up to it come to. */
  readonly entry: number;
  /** The version of the same key and day whose place it takes; null: the first of its day. */
  readonly supersedes: string | null;
  /** It leaves no version of its day: the one of before goes on. */
  readonly withdraws: boolean;
  /** Null: it came with the program, and was known to whoever began with it. */
  readonly enteredAt: Date | null;
};

/** What was laid down as far as it was known at one entry. */
export type ParameterSet = {
  /** Names the set for good within the area: whatever is reckoned keeps it. The number of its last entry. */
  readonly id: string;
  readonly parameters: Parameters;
  /** Rows that cannot be read. Their keys have no version at all: nothing is reckoned by half of what was laid down. */
  readonly faults: readonly (ParameterFault & { readonly key: string })[];
};

/** The entries of a set that stand: neither superseded nor withdrawn by another of it. */
const standing = <Entry extends ParameterEntry>(entries: readonly Entry[], set: number): readonly Entry[] => {
  const known = entries.filter(({ entry }) => entry <= set);
  const superseded = new Set(known.flatMap(({ supersedes }) => supersedes ?? []));
  return known.filter(({ id, withdraws }) => !withdraws && !superseded.has(id));
};

/** The set of an entry. What cannot be read is left out with its whole key, and named. Throws Error when that does not help. */
export const setOf = (entries: readonly ParameterEntry[], set: number): ParameterSet => {
  const rows = standing(entries, set);
  const keys = new Map(rows.map(({ id, key }) => [id, key]));
  const read = readParameters(rows);
  if (read.ok) return { id: String(set), parameters: read.value, faults: [] };
  const faults = read.refusal.map((fault) => ({ ...fault, key: keys.get(fault.id) ?? '' }));
  const unreadable = new Set(faults.map(({ key }) => key));
  const rest = readParameters(rows.filter(({ key }) => !unreadable.has(key)));
  if (!rest.ok) throw new Error(`parameters refused: ${JSON.stringify(rest.refusal)}`);
  return { id: String(set), parameters: rest.value, faults };
};

/**
 * The last entry that was known at a time: what came with the program was known from the beginning, and all that follows from the
 * first entry after that time on was not. 0: there is none.
 */
export const entryKnownAt = (entries: readonly ParameterEntry[], knownAt: Date): number => {
  const later = entries.flatMap(({ entry, enteredAt }) =>
    enteredAt !== null && enteredAt > knownAt ? [entry] : [],
  );
  const before = later.length === 0 ? Infinity : Math.min(...later);
  return Math.max(0, ...entries.flatMap(({ entry }) => (entry < before ? [entry] : [])));
};
