/** Promises of what is said to a reader with a PIN pad, byte by byte as PC/SC part 10 has it. */
import { expect, it } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { padRefusalOf, verifyCodeOf, verifyStructure } from './pin-pad.js';

it.each([
  ['', null],
  ['0604423300060704', 0x42330006],
  ['070442330007060442330006', 0x42330006],
  ['0A0442330012', null],
  // Cut off, or not in the form: no pad.
  ['060442', null],
  ['0602423300060000', null],
])('features %s: verify by %s', (features, code) => {
  expect(verifyCodeOf(fromHex(features))).toBe(code);
});

it('asks for 4 to 16 digits in BCD from the left, in thirty seconds, for VERIFY', () => {
  expect(toHex(verifyStructure())).toBe('1E1E81000010040201040800000000050000000020000000');
});

it.each([
  [0x6400, 'timed-out'],
  [0x6401, 'cancelled'],
  [0x6403, 'wrong-length'],
  [0x9000, null],
  [0x63c2, null],
  [0x6983, null],
])('status word %s is %s', (statusWord, refusal) => {
  expect(padRefusalOf(statusWord)).toBe(refusal);
});
