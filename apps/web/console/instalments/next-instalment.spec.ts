/** Promises of the next instalment: the first that the money so far does not reach, to the fen. */
import { expect, it } from '@jest/globals';
import { nextInstalment } from './next-instalment.js';

const instalments = [
  { dueOn: '2026-11-30', amount: '100.00' },
  { dueOn: '2026-12-31', amount: '50.00' },
];

it.each([
  ['0.00', '2026-11-30'],
  ['99.99', '2026-11-30'],
  ['100.00', '2026-12-31'],
  ['149.99', '2026-12-31'],
  ['150.00', null],
  ['200.00', null],
])('with %s settled is that of %s', (settled, next) => {
  expect(nextInstalment(instalments, settled)?.dueOn ?? null).toBe(next);
});
