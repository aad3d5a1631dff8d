/** A whole social security card as data: what the personaliser writes and the virtual card plays. */

import type { CardKeyName } from './card-keys.js';

export type CardAlgorithm = '3des' | 'sm4';

/** Keys that count their failed uses down and are blocked at nought. */
export type CountedKey = 'uk' | 'puk' | 'transport';

/** What every chip of the bureau has, whether it is somebody's card yet or not. All byte strings in upper-case hex. */
type ChipImage = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly specificationVersion: '2.00' | '3.00';
  readonly algorithm: CardAlgorithm;
  /** Answer to reset; the 13 historical bytes T1–TD are its last 13 (T=0). */
  readonly atr: string;
  /** Uses left of a key that has failed; absent where none has. */
  readonly keyTriesLeft?: Readonly<Partial<Record<CountedKey, number>>>;
};

export type CardImage = ChipImage & {
  /** Elementary file name → tag (hex) → value as stored, padded, without tag and length. */
  readonly files: {
    readonly ef05: Readonly<Record<string, string>>;
    readonly ef06: Readonly<Record<string, string>>;
  };
  /** Card keys, 16 bytes each, already diversified for this card. */
  readonly keys: Readonly<Record<CardKeyName, string>>;
  readonly pin: string;
  readonly pinTryLimit: number;
  /** PIN tries left on a card that was used; absent: all of them. */
  readonly pinTriesLeft?: number;
};

/** A card body that is still to be made: no files, no keys but the one it was delivered with. */
export type BlankCardImage = ChipImage & {
  readonly blank: true;
  /** 16 bytes. */
  readonly transportKey: string;
  /** Data groups written by a personalisation that has not come to its end: identifier → content, both hex. */
  readonly staged?: Readonly<Record<string, string>>;
};

/** A card of another application, or one that does not answer: to show what the agent says to it. */
export type ForeignCardImage = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly atr: string;
  /**
   * `other-application` refuses SELECT with 6A82; `sam` refuses everything with 6985, as a security module left in its slot does;
   * `mute` answers the reset and then nothing.
   */
  readonly foreign: 'other-application' | 'sam' | 'mute';
};

/** Whatever can be put into a reader. */
export type AnyCardImage = CardImage | BlankCardImage | ForeignCardImage;
