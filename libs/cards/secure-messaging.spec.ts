/** Known answers for MACs and sealed data, computed with the `openssl` command, which shares no code with ours. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { commandMac, openBlock, sealBlock } from './secure-messaging.js';

const key = fromHex('0123456789ABCDEFFEDCBA9876543210');
const challenge = fromHex('A1B2C3D4E5F60718');
const algorithms = ['3des', 'sm4'] as const;

/*
 * The retail MAC in openssl's words, L being the left half of the key:
 *   all blocks but the last: openssl enc -provider legacy -des-cbc -K <L> -iv <challenge> -nopad      → its last block
 *   the last block, exclusive or with that (or with the challenge where it is the only one): openssl enc -des-ede -K <key> -nopad
 * With SM4: openssl enc -sm4-cbc -K <key> -iv <challenge ‖ 00×8> -nopad → its last block. Padding: 80 00 … to a full block.
 */
describe('the MAC of a command', () => {
  it.each([
    ['3des', 'a command without data, one block', '8424000104', 'C5EE67AC'],
    ['3des', 'eight bytes of data, two blocks', '04D6860B0C1122334455667788', '023AD28C'],
    ['3des', 'sixteen bytes of data, three blocks', '04D6860B14112233445566778899AABBCCDDEEFF00', '6E07A695'],
    ['sm4', 'eight bytes of data, one block', '04D6860B0C1122334455667788', '6D4968A7'],
    ['sm4', 'sixteen bytes of data, two blocks', '04D6860B14112233445566778899AABBCCDDEEFF00', '2EABBC1C'],
  ] as const)('with %s is the known answer for %s', (algorithm, _what, command, mac) => {
    expect(toHex(commandMac(key, fromHex(command), challenge, algorithm))).toBe(mac);
  });

  it.each(algorithms)('with %s hangs on every bit of command, challenge and key', (algorithm) => {
    const bytes = fc.uint8Array({ minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 0, max: 7 }), (command, place, bit) => {
        const flipped = (all: Uint8Array): Uint8Array =>
          all.map((byte, index) => (index === place % all.length ? byte ^ (1 << bit) : byte));
        const mac = toHex(commandMac(key, command, challenge, algorithm));
        expect(toHex(commandMac(key, flipped(command), challenge, algorithm))).not.toBe(mac);
        expect(toHex(commandMac(key, command, flipped(challenge), algorithm))).not.toBe(mac);
        // The lowest bit of a byte of a DES key is parity and counts for nothing.
        const otherKey = key.map((byte, index) => (index === place % 16 ? byte ^ (2 << (bit % 7)) : byte));
        expect(toHex(commandMac(otherKey, command, challenge, algorithm))).not.toBe(mac);
      }),
    );
  });

  it.each(algorithms)(
    'with %s tells data that ends in what the padding adds from data that does not',
    (algorithm) => {
      const command = fromHex('8424000104');
      const longer = concat(command, Uint8Array.of(0x80));
      expect(toHex(commandMac(key, longer, challenge, algorithm))).not.toBe(
        toHex(commandMac(key, command, challenge, algorithm)),
      );
    },
  );

  it('refuses keys and challenges of the wrong size', () => {
    expect(() => commandMac(key.slice(1), fromHex('8424000104'), challenge, '3des')).toThrow('key has 15');
    expect(() => commandMac(key, fromHex('8424000104'), challenge.slice(1), 'sm4')).toThrow(
      'challenge has 7',
    );
  });
});

describe('sealed data', () => {
  it.each([
    ['3des', '123456', '443FBFE8B3103299'],
    ['3des', 'A1B2C3D4E5F607', '046ABA352CC5D2B4'],
    ['sm4', '123456', 'CEDCA789B2B73B700553BC096E592033'],
  ] as const)('with %s is the known answer for %s', (algorithm, data, sealed) => {
    expect(toHex(sealBlock(key, fromHex(data), algorithm))).toBe(sealed);
  });

  it.each(algorithms)('with %s opens to what was sealed, whatever its length', (algorithm) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 255 }), (data) => {
        const opened = openBlock(key, sealBlock(key, data, algorithm), algorithm);
        expect(opened === null ? null : toHex(opened)).toBe(toHex(data));
      }),
    );
  });

  it.each(algorithms)('with %s opens to nothing with another key, cut short, or lengthened', (algorithm) => {
    const sealed = sealBlock(key, fromHex('0012345678'), algorithm);
    expect(openBlock(key.toReversed(), sealed, algorithm)).toBeNull();
    expect(openBlock(key, sealed.slice(1), algorithm)).toBeNull();
    expect(openBlock(key, concat(sealed, sealed), algorithm)).toBeNull();
    expect(openBlock(key, new Uint8Array(), algorithm)).toBeNull();
  });

  it('is never empty, and never longer than its length byte can say', () => {
    expect(() => sealBlock(key, new Uint8Array(), '3des')).toThrow(RangeError);
    expect(() => sealBlock(key, new Uint8Array(256), 'sm4')).toThrow(RangeError);
  });
});
