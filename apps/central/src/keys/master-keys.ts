/** The master keys a bureau keeps: for each algorithm one of every name, in numbered versions. */
import { cardKeyNames } from '#libs/cards/card-keys.js';
import type { CardAlgorithm } from '#libs/cards/card-image.js';

/** The keys that end up in cards, and the transport key that blank chips are delivered under. ASSUMED: one for all makers. */
export const masterKeyNames = [...cardKeyNames, 'tk'] as const;

export type MasterKeyName = (typeof masterKeyNames)[number];

/** Which master key is meant. */
export type MasterKeyId = {
  readonly version: number;
  readonly algorithm: CardAlgorithm;
  readonly name: MasterKeyName;
};
