/** A whole social security card as data: what the personaliser writes and the virtual card plays. */

import type { CardKeyName } from './card-keys.js';

export type CardAlgorithm = '3des' | 'sm4';

/** All byte strings in upper-case hex. */
export type CardImage = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly specificationVersion: '2.00' | '3.00';
  readonly algorithm: CardAlgorithm;
  /** Answer to reset; the 13 historical bytes T1–TD are its last 13 (T=0). */
  readonly atr: string;
  /** Elementary file name → tag (hex) → value as stored, padded, without tag and length. */
  readonly files: {
    readonly ef05: Readonly<Record<string, string>>;
    readonly ef06: Readonly<Record<string, string>>;
  };
  /** Card keys, 16 bytes each, already diversified for this card. */
  readonly keys: Readonly<Record<CardKeyName, string>>;
  readonly pin: string;
  readonly pinTryLimit: number;
};

/** A card of another application, or one that does not answer: to show what the agent says to it. */
export type ForeignCardImage = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly atr: string;
  /** `other-application` refuses SELECT with 6A82; `mute` answers the reset and then nothing. */
  readonly foreign: 'other-application' | 'mute';
};
