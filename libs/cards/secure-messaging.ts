/**
 * How the centre speaks to the chip past the terminal: the MAC of a command, and data that only the chip can read. ASSUMED:
 * every formula in this file follows PBOC usage (card and centre share the key, the card's challenge starts the MAC), since
 * the specification's own text was not at hand. They stand here and nowhere else; docs/card.md lists them.
 */
import { createCipheriv } from 'node:crypto';
import { concat } from '#libs/kernel/bytes.js';
import { blockLengthOf, decryptBlocks, encryptBlocks, sized } from './block-cipher.js';
import type { CardAlgorithm } from './card-image.js';

const macLength = 4;
const challengeLength = 8;

/** ISO 9797-1 padding method 2: 80 and as many 00 as fill the block; always at least the 80. */
const padded = (bytes: Uint8Array, blockLength: number): Uint8Array => {
  const whole = new Uint8Array((Math.floor(bytes.length / blockLength) + 1) * blockLength);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  return whole;
};

const lastCbcBlock = (
  cipherName: 'des-ede3-cbc' | 'sm4-cbc',
  key: Uint8Array,
  start: Uint8Array,
  blocks: Uint8Array,
): Uint8Array => {
  const cipher = createCipheriv(cipherName, key, start).setAutoPadding(false);
  return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()])).slice(-start.length);
};

/** Retail MAC, ISO 9797-1 algorithm 3: single DES with the left half, and all of 3DES for the last block. */
const retailMac = (key: Uint8Array, start: Uint8Array, blocks: Uint8Array): Uint8Array => {
  const left = key.slice(0, 8);
  // Node's OpenSSL has single DES only as 3DES with one key three times.
  const chained =
    blocks.length === 8
      ? start
      : lastCbcBlock('des-ede3-cbc', concat(left, left, left), start, blocks.slice(0, -8));
  const last = blocks.slice(-8).map((byte, index) => byte ^ (chained[index] ?? 0));
  return encryptBlocks(key, last, '3des');
};

/**
 * MAC of a command: 4 bytes, sent after its data. `command` is CLA INS P1 P2 Lc and the data without the MAC, Lc counting
 * the MAC already; `cardChallenge` is what the card last gave out (GET CHALLENGE, 8 bytes); the key has 16 bytes. With 3DES
 * a retail MAC, with SM4 a CBC-MAC that starts from the challenge and eight 00.
 */
export const commandMac = (
  key: Uint8Array,
  command: Uint8Array,
  cardChallenge: Uint8Array,
  algorithm: CardAlgorithm,
): Uint8Array => {
  sized(key, 16, 'key');
  sized(cardChallenge, challengeLength, 'card challenge');
  const blocks = padded(command, blockLengthOf(algorithm));
  const mac =
    algorithm === 'sm4'
      ? lastCbcBlock('sm4-cbc', key, concat(cardChallenge, new Uint8Array(8)), blocks)
      : retailMac(key, cardChallenge, blocks);
  return mac.slice(0, macLength);
};

/** Data of a command that only the chip can read: length byte, data, 80 00 … where the block is not full; ECB. At most 255 bytes. */
export const sealBlock = (key: Uint8Array, data: Uint8Array, algorithm: CardAlgorithm): Uint8Array => {
  if (data.length === 0 || data.length > 255)
    throw new RangeError(`data to seal has ${data.length} bytes, not 1 to 255`);
  const plain = concat(Uint8Array.of(data.length), data);
  const blockLength = blockLengthOf(algorithm);
  return encryptBlocks(key, plain.length % blockLength === 0 ? plain : padded(plain, blockLength), algorithm);
};

/** What `sealBlock` sealed; null when it was not sealed with this key, or came damaged. */
export const openBlock = (
  key: Uint8Array,
  sealed: Uint8Array,
  algorithm: CardAlgorithm,
): Uint8Array | null => {
  const blockLength = blockLengthOf(algorithm);
  if (sealed.length === 0 || sealed.length % blockLength !== 0) return null;
  const plain = decryptBlocks(key, sealed, algorithm);
  const [length = 0] = plain;
  if (length === 0 || length >= plain.length || plain.length - length > blockLength) return null;
  const rest = plain.slice(1 + length);
  if (rest.some((byte, index) => byte !== (index === 0 ? 0x80 : 0x00))) return null;
  return plain.slice(1, 1 + length);
};
