/** Promises of the command builders and the status words. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toHex } from '#libs/kernel/bytes.js';
import {
  externalAuthenticate,
  formatStatusWord,
  getChallenge,
  getResponse,
  internalAuthenticate,
  readRecord,
  readRecordByTag,
  readStatusWord,
  selectApplication,
  selectFile,
  shortFileIds,
  verifyPin,
} from './apdu.js';

const eight = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

describe('commands', () => {
  it.each([
    ['SELECT by name', selectApplication(), '00A404000F7378312E73682EC9E7BBE1B1A3D5CF'],
    ['SELECT EF05', selectFile(0xef05), '00A4020002EF05'],
    ['READ RECORD 7 of EF05', readRecord(shortFileIds.ef05, 7, 0x0b), '00B2072C0B'],
    ['READ RECORD 1 of EF06', readRecord(shortFileIds.ef06, 1, 0x14), '00B2013414'],
    ['READ RECORD tag 08', readRecordByTag(0x08, 0x14), '00B2080014'],
    ['GET CHALLENGE', getChallenge(), '0084000008'],
    [
      'INTERNAL AUTHENTICATE',
      internalAuthenticate(eight, eight),
      '008800001001020304050607080102030405060708',
    ],
    [
      'EXTERNAL AUTHENTICATE',
      externalAuthenticate(eight, eight),
      '0082000A1001020304050607080102030405060708',
    ],
    ['VERIFY of six digits', verifyPin('123456'), '0020000003123456'],
    ['VERIFY of five digits', verifyPin('12345'), '002000000312345F'],
    ['GET RESPONSE', getResponse(0x1c), '00C000001C'],
  ])('%s has the bytes of the specification', (_, command, hex) => {
    expect(toHex(command)).toBe(hex);
  });

  it('takes only PINs of 4 to 16 digits, and never repeats one in the refusal', () => {
    for (const pin of ['123', '12345678901234567', '12a4', ''])
      expect(() => verifyPin(pin)).toThrow(/^a PIN has 4 to 16 digits$/);
  });

  it('refuses factors that are not eight bytes', () => {
    expect(() => internalAuthenticate(eight.slice(1), eight)).toThrow('process factor has 7 bytes');
    expect(() => externalAuthenticate(eight, new Uint8Array(9))).toThrow('factor has 9 bytes');
  });
});

describe('status words', () => {
  it.each([
    [0x9000, { kind: 'ok' }],
    [0x6112, { kind: 'more-data', available: 0x12 }],
    [0x6100, { kind: 'more-data', available: 256 }],
    [0x6c0b, { kind: 'wrong-le', right: 0x0b }],
    [0x63c2, { kind: 'pin-wrong', triesLeft: 2 }],
    [0x63c0, { kind: 'pin-wrong', triesLeft: 0 }],
    [0x6983, { kind: 'pin-blocked' }],
    [0x6982, { kind: 'conditions-not-satisfied' }],
    [0x6a82, { kind: 'file-not-found' }],
    [0x6a83, { kind: 'record-not-found' }],
    [0x6300, { kind: 'authentication-failed' }],
    [0x6f00, { kind: 'other' }],
  ])('%i says %o', (statusWord, meaning) => {
    expect(readStatusWord(statusWord)).toEqual(meaning);
  });

  it('gives every status word a meaning and four digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (statusWord) => {
        expect(readStatusWord(statusWord).kind).toMatch(/^[a-z-]+$/);
        expect(Number.parseInt(formatStatusWord(statusWord), 16)).toBe(statusWord);
      }),
    );
  });
});
