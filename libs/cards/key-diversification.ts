/**
 * Card keys from master keys, and the answers the card and the centre prove them with. ASSUMED: the formulas in this
 * file follow PBOC usage, since the specification's own text was not at hand: derivation, the process key, both
 * cryptograms, and the 00 fill of SM4's wider block. They stand here and nowhere else; docs/card.md lists them.
 */
import { concat } from '#libs/kernel/bytes.js';
import { encryptBlocks, sized } from './block-cipher.js';
import type { CardAlgorithm } from './card-image.js';

const factorLength = 8;

/**
 * What a key encrypts in one level of derivation: factor ‖ NOT factor, 16 bytes for each of the factors (8 bytes each, one
 * after another). With two-key 3DES that is E(K, factor) ‖ E(K, NOT factor), with SM4 one block; both are ECB, so a whole
 * batch of cards is one encryption.
 */
export const derivationBlocks = (factors: Uint8Array): Uint8Array => {
  if (factors.length === 0 || factors.length % factorLength !== 0)
    throw new RangeError(`factors have ${factors.length} bytes, not a multiple of ${factorLength}`);
  const blocks = new Uint8Array(factors.length * 2);
  for (let at = 0; at < factors.length; at += factorLength) {
    for (let i = 0; i < factorLength; i++) {
      const byte = factors[at + i] ?? 0;
      blocks[at * 2 + i] = byte;
      blocks[at * 2 + factorLength + i] = ~byte & 0xff;
    }
  }
  return blocks;
};

/** One level of derivation, for one factor. */
const derive = (key: Uint8Array, factor: Uint8Array, algorithm: CardAlgorithm): Uint8Array =>
  encryptBlocks(key, derivationBlocks(sized(factor, factorLength, 'factor')), algorithm);

/** Where a card stands in the tree of keys. */
export type DiversificationPath = {
  /** Six digits, such as `630000`. */
  readonly provinceCode: string;
  /** Six digits, such as `632802`. */
  readonly cityCode: string;
  /** T6–TD of the ATR, eight bytes (`cardSerial` of answer-to-reset.ts). */
  readonly cardSerial: Uint8Array;
};

/** Eight bytes in ASCII: six digits and `sh` (province) or `sx` (city). */
const regionFactor = (code: string, suffix: 'sh' | 'sx'): Uint8Array => {
  if (!/^\d{6}$/.test(code)) throw new RangeError(`not a region code: ${code}`);
  return Uint8Array.from(Buffer.from(`${code}${suffix}`, 'ascii'));
};

/** The key of one city from a master key: the first two levels, the same for every card of the city. Keys are 16 bytes. */
export const cityKey = (
  masterKey: Uint8Array,
  { provinceCode, cityCode }: Omit<DiversificationPath, 'cardSerial'>,
  algorithm: CardAlgorithm,
): Uint8Array => {
  const provinceKey = derive(masterKey, regionFactor(provinceCode, 'sh'), algorithm);
  return derive(provinceKey, regionFactor(cityCode, 'sx'), algorithm);
};

/** The key of one card from its city's key: the third level, over the card's serial. */
const cardKey = (keyOfCity: Uint8Array, cardSerial: Uint8Array, algorithm: CardAlgorithm): Uint8Array =>
  derive(keyOfCity, cardSerial, algorithm);

/** The key of one card from a master key, over province, city and card. Keys are 16 bytes. */
export const diversifyKey = (
  masterKey: Uint8Array,
  path: DiversificationPath,
  algorithm: CardAlgorithm,
): Uint8Array => cardKey(cityKey(masterKey, path, algorithm), path.cardSerial, algorithm);

/** The first 8 bytes of the source encrypted with the process key, which is derived from the card key and the factor. */
const proveKey = (
  cardKey: Uint8Array,
  factor: Uint8Array,
  source: Uint8Array,
  algorithm: CardAlgorithm,
): Uint8Array => {
  const processKey = derive(cardKey, factor, algorithm);
  const block =
    algorithm === 'sm4' ? concat(sized(source, 8, 'source'), new Uint8Array(8)) : sized(source, 8, 'source');
  return encryptBlocks(processKey, block, algorithm).slice(0, 8);
};

/** What a card with this IRK answers to INTERNAL AUTHENTICATE: 8 bytes. Factor and source are 8 bytes each. */
export const internalResult = (
  irk: Uint8Array,
  { processFactor, source }: { readonly processFactor: Uint8Array; readonly source: Uint8Array },
  algorithm: CardAlgorithm,
): Uint8Array => proveKey(irk, processFactor, source, algorithm);

/** The cryptogram a card accepts in EXTERNAL AUTHENTICATE with RKSSSE: 8 bytes over its own challenge. */
export const externalCryptogram = (
  rksse: Uint8Array,
  { cardChallenge, factor }: { readonly cardChallenge: Uint8Array; readonly factor: Uint8Array },
  algorithm: CardAlgorithm,
): Uint8Array => proveKey(rksse, factor, cardChallenge, algorithm);
