/** What passes between the bureau and a card maker: the file of personalisation data, and the file of results. */
import type { CardAlgorithm, CardImage } from './card-image.js';

/**
 * The file of personalisation data is text, one line each: a signed header, chunks of items encrypted for the maker, a signed
 * trailer. Header and trailer are compact JWS (EdDSA, the bureau's key); a chunk is a compact JWE (ECDH-ES, A256GCM).
 */
export const makerFileFormat = 'sscard-personalisation-1';

/** Payload of the first line. */
export type MakerFileHeader = {
  readonly format: typeof makerFileFormat;
  readonly part: 'header';
  readonly batch: string;
  /** Six digits: cards of another area are not for this file. */
  readonly areaCode: string;
  /** Code of the maker the chunks are encrypted for. */
  readonly maker: string;
  /** Where the blank cards come from and the finished ones go. */
  readonly depot: string;
  readonly items: number;
};

/** Payload of the last line: whoever has it has the whole file. */
export type MakerFileTrailer = {
  readonly format: typeof makerFileFormat;
  readonly part: 'trailer';
  readonly batch: string;
  readonly chunks: number;
  readonly items: number;
  /** SHA-256, hex, of all lines before this one, each with its line feed. */
  readonly digest: string;
  /** SHA-256, hex, of the items' JSON, each with a line feed: the same for the same items, however they are encrypted. */
  readonly contentDigest: string;
};

/** Plain text of a chunk. */
export type MakerFileChunk = {
  readonly batch: string;
  /** From 1. */
  readonly chunk: number;
  readonly items: readonly MakerItem[];
};

/** One card to be made. Byte strings in upper-case hex. */
export type MakerItem = {
  readonly item: number;
  /** As the applicant was given it. */
  readonly application: string;
  readonly cardNumber: string;
  readonly identificationCode: string;
  /** T1–TD of the blank chip it goes on. */
  readonly historicalBytes: string;
  readonly specificationVersion: CardImage['specificationVersion'];
  readonly algorithm: CardAlgorithm;
  /** Of the master keys the card's own were derived from. */
  readonly keyVersion: number;
  readonly files: CardImage['files'];
  readonly keys: CardImage['keys'];
  /** Of the sealed card: nobody is told it, the holder sets another when the card is enabled. */
  readonly pin: string;
  readonly pinTryLimit: number;
  /** To be embossed and written to the bank's application; null: a card without an account. */
  readonly bankAccount: string | null;
  /** JPEG, base64; null: none. */
  readonly photo: string | null;
};

/** Columns of the file of results, as the maker names them (LB 101 where it has a code). */
export const resultColumns = ['BATCH', 'ITEM', 'AAZ500', 'AAZ501', 'AAZ507', 'RESULT', 'REASON'] as const;

/** What became of an item at the maker. */
export const makerResults = ['personalised', 'spoiled'] as const;

/** Columns of the bank's file of accounts. */
export const accountColumns = ['AAC002', 'AAC003', 'AAE010'] as const;
