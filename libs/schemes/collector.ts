/** Who collects what is owed in a scheme on a day: the bureau itself, or the tax authority since the collection was handed to it. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { lookUp } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

const collectors = ['bureau', 'tax'] as const;
export type Collector = (typeof collectors)[number];

/** The key that says who collects a scheme. */
export const collectorKey = (scheme: string): string => `collection.channel.${scheme}`;

/** Null: nothing is laid down for that day, or what is cannot be read. Then nobody collects until it is: a guess could take money that is another's to take. */
export const collectorOf = (parameters: Parameters, scheme: string, on: PlainDate): Collector | null => {
  const found = lookUp(parameters, collectorKey(scheme), on);
  if (!found.ok || found.value.kind !== 'word') return null;
  return collectors.find((known) => known === found.value.value) ?? null;
};
