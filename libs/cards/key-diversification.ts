/**
 * Card keys from master keys, and the answers the card and the centre prove them with. ASSUMED: the formulas in this
 * file follow PBOC usage, since the specification's own text was not at hand: derivation, the process key, both
 * cryptograms, and the 00 fill of SM4's wider block. They stand here and nowhere else; docs/card.md lists them.
 */
import { createCipheriv } from 'node:crypto';
import { concat } from '#libs/kernel/bytes.js';
import type { CardAlgorithm } from './card-image.js';

const keyLength = 16;
const factorLength = 8;

const sized = (bytes: Uint8Array, length: number, what: string): Uint8Array => {
  if (bytes.length !== length) throw new RangeError(`${what} has ${bytes.length} bytes, not ${length}`);
  return bytes;
};

const encrypt = (key: Uint8Array, blocks: Uint8Array, algorithm: CardAlgorithm): Uint8Array => {
  const cipher = createCipheriv(
    algorithm === 'sm4' ? 'sm4-ecb' : 'des-ede',
    sized(key, keyLength, 'key'),
    null,
  );
  cipher.setAutoPadding(false);
  return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()]));
};

/**
 * One level of derivation: E(K, factor) ‖ E(K, NOT factor) with two-key 3DES; one block over factor ‖ NOT factor
 * with SM4. Both are one ECB encryption of the same 16 bytes.
 */
const derive = (key: Uint8Array, factor: Uint8Array, algorithm: CardAlgorithm): Uint8Array => {
  sized(factor, factorLength, 'factor');
  return encrypt(
    key,
    concat(
      factor,
      Uint8Array.from(factor, (byte) => ~byte & 0xff),
    ),
    algorithm,
  );
};

/** Where a card stands in the tree of keys. */
export type DiversificationPath = {
  /** Six digits, such as `630000`. */
  readonly provinceCode: string;
  /** Six digits, such as `632802`. */
  readonly cityCode: string;
  /** T6–TD of the ATR, eight bytes (`cardSerial` of answer-to-reset.ts). */
  readonly cardSerial: Uint8Array;
};

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
export const cardKey = (
  keyOfCity: Uint8Array,
  cardSerial: Uint8Array,
  algorithm: CardAlgorithm,
): Uint8Array => derive(keyOfCity, cardSerial, algorithm);

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
  return encrypt(processKey, block, algorithm).slice(0, 8);
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
