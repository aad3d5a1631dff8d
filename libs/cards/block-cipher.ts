/** The block ciphers of the card in ECB, as PBOC formulas use them: two-key 3DES and SM4, without padding. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { CardAlgorithm } from './card-image.js';

const keyLength = 16;

const nameOf = (algorithm: CardAlgorithm): string => (algorithm === 'sm4' ? 'sm4-ecb' : 'des-ede');

/** Bytes of a block. */
export const blockLengthOf = (algorithm: CardAlgorithm): 8 | 16 => (algorithm === 'sm4' ? 16 : 8);

/** Throws RangeError unless there are exactly `length` bytes. */
export const sized = (bytes: Uint8Array, length: number, what: string): Uint8Array => {
  if (bytes.length !== length) throw new RangeError(`${what} has ${bytes.length} bytes, not ${length}`);
  return bytes;
};

/** Encrypts whole blocks, each by itself. The key has 16 bytes. */
export const encryptBlocks = (key: Uint8Array, blocks: Uint8Array, algorithm: CardAlgorithm): Uint8Array => {
  const cipher = createCipheriv(nameOf(algorithm), sized(key, keyLength, 'key'), null).setAutoPadding(false);
  return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()]));
};

/** The reverse of `encryptBlocks`. */
export const decryptBlocks = (key: Uint8Array, blocks: Uint8Array, algorithm: CardAlgorithm): Uint8Array => {
  const cipher = createDecipheriv(nameOf(algorithm), sized(key, keyLength, 'key'), null).setAutoPadding(
    false,
  );
  return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()]));
};
