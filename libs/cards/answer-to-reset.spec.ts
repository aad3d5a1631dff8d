/** Promises of reading an answer to reset. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { answerToReset, cardSerial, historicalBytes } from './answer-to-reset.js';

const sample = '00814E43238697159900BF7C7A';

describe('answer to reset', () => {
  it('gives the 13 historical bytes of a T=0 contact card, and T6–TD as its serial', () => {
    const historical = historicalBytes(fromHex(`3B6D0000${sample}`));
    expect(historical && toHex(historical)).toBe(sample);
    const serial = historical && cardSerial(historical);
    expect(serial && toHex(serial)).toBe('8697159900BF7C7A');
  });

  it('skips interface bytes and the check byte of other protocols', () => {
    const historical = historicalBytes(fromHex('3B8580018073C821100E'));
    expect(historical && toHex(historical)).toBe('8073C82110');
  });

  it('reads back what it builds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 13, maxLength: 13 }), (bytes) => {
        expect(historicalBytes(answerToReset(bytes))).toEqual(bytes);
      }),
    );
  });

  it('is null for anything malformed, and never throws', () => {
    for (const hex of ['', '3B', '006D0000', `3B6D0000${sample}00`, `3B6D0000${sample.slice(2)}`, '3B80'])
      expect(historicalBytes(fromHex(hex))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void historicalBytes(bytes)));
  });
});
