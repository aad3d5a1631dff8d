/** Promises of how much of a month's benefit may be kept back: never below the share that is left, never what comes out of the account. */
import { expect, it } from '@jest/globals';
import { yuan } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { largestPart } from './recovery-offset.js';

it.each([
  ['100.00', '0.00', 500_000, '50.00'],
  // What is left is rounded up.
  ['0.03', '0.00', 500_000, '0.01'],
  ['100.00', '49.99', 500_000, '50.00'],
  ['100.00', '60.00', 500_000, '40.00'],
  ['100.00', '100.00', 0, '0.00'],
  ['100.00', '0.00', 1_000_000, '0.00'],
  ['100.00', '0.00', 0, '100.00'],
])('of %s, of which %s is of the account, with %s ppm left: %s', (amount, accountPart, least, most) => {
  expect(largestPart({ amount: yuan(amount), accountPart: yuan(accountPart) }, ppm(least))).toBe(yuan(most));
});
