/** Promises of the record format. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fromHex } from '#libs/kernel/bytes.js';
import { decodeTlv, encodeTlv } from './tlv.js';

describe('records', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 255 }), (tag, value) => {
        expect(decodeTlv(encodeTlv({ tag, value }))).toEqual({ tag, value });
      }),
    );
  });

  it.each(['', '07', '070958', '0701AABB'])('are null when cut short or too long: %s', (hex) => {
    expect(decodeTlv(fromHex(hex))).toBeNull();
  });

  it('refuse a value of more than 255 bytes', () => {
    expect(() => encodeTlv({ tag: 1, value: new Uint8Array(256) })).toThrow(RangeError);
  });
});
