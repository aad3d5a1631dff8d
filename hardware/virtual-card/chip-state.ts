/** What a chip knows from one reset to the next, and the shapes of its commands and answers. */
import type { CardFile } from '#libs/cards/file-layout.js';
import { toHex } from '#libs/kernel/bytes.js';

export const status = (statusWord: number): Uint8Array => Uint8Array.of(statusWord >> 8, statusWord & 0xff);
export const ok = 0x9000;

export type Command = {
  /** As it came: CLA, INS, P1, P2, P3, data. */
  readonly bytes: Uint8Array;
  readonly p1: number;
  readonly p2: number;
  /** Lc or Le. */
  readonly p3: number;
  readonly data: Uint8Array;
};

/** Forgotten at every reset, power cycle and SELECT of the application. */
export type SecurityState = {
  applicationSelected: boolean;
  currentFile: CardFile | null;
  /** What `61xx` announced, for GET RESPONSE. */
  pending: Uint8Array | null;
  /** Challenges given out and not yet used, the latest last. */
  challenges: readonly Uint8Array[];
  /** RKSSSE has been proven, or this chip was made since it was selected. */
  mayReadAll: boolean;
  /** UK has been proven. */
  mayUpdate: boolean;
  /** The challenge over which the transport key was proven: the MACs of a personalisation are over it. */
  personaliserChallenge: Uint8Array | null;
};

export const freshState = (): SecurityState => ({
  applicationSelected: false,
  currentFile: null,
  pending: null,
  challenges: [],
  mayReadAll: false,
  mayUpdate: false,
  personaliserChallenge: null,
});

export const same = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) === toHex(b);

/** Takes the latest challenge, which is used up with it; null when there is none. */
export const takeChallenge = (state: SecurityState): Uint8Array | null => {
  const latest = state.challenges.at(-1) ?? null;
  state.challenges = [];
  return latest;
};
