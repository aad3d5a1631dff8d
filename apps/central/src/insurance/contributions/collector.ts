/** Who collects what is owed in a scheme on a day: the bureau itself, or the tax authority since the collection was handed to it. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { lookUpAll, wordOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

const collectors = ['bureau', 'tax'] as const;
type Collector = (typeof collectors)[number];

/** By the parameter `collection.channel.<scheme>`; where none was laid down the bureau does, as before there was one. */
export const collectorOf = (parameters: Parameters, scheme: string, on: PlainDate): Collector => {
  const found = lookUpAll(parameters, on, { by: wordOf(`collection.channel.${scheme}`, collectors) });
  return found.ok ? found.value.by.value : 'bureau';
};
