/** Where the card keys live: behind one interface, so that a file or a security module can hold them. */
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import type { CardKeys } from '#libs/cards/card-keys.js';

/** Injection token of the vault. */
export const KEY_VAULT = Symbol('key vault');

/** Which card's keys are meant: they are diversified by the area and the chip's serial. */
export type CardKeyOwner = {
  readonly algorithm: CardAlgorithm;
  /** T1–TD in hex. */
  readonly historicalBytes: string;
  /** Of the master keys. */
  readonly keyVersion: number;
};

export interface KeyVault {
  /** Whether `result` is what this card's IRK makes of the challenge. All hex, 8 bytes each. */
  verifyInternal(
    card: CardKeyOwner,
    challenge: { readonly processFactor: Uint8Array; readonly source: Uint8Array },
    result: Uint8Array,
  ): Promise<boolean>;
  /** Data of EXTERNAL AUTHENTICATE with RKSSSE for the card's challenge: cipher and factor, 16 bytes. */
  authenticateExternally(card: CardKeyOwner, cardChallenge: Uint8Array): Promise<Uint8Array>;
  /** The card's own diversified keys, for its personalisation; master keys never leave. */
  cardKeys(card: CardKeyOwner): Promise<CardKeys>;
}
