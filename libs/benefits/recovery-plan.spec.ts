/** Promises of an agreement on giving back by instalments: kept by what came back in time, broken for good, whichever way it came. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { fen, yuan } from '#libs/money/fen.js';
import { standingOf } from './recovery-plan.js';

const parts = [
  { dueOn: date('2026-11-30'), amount: yuan('100.00') },
  { dueOn: date('2026-12-31'), amount: yuan('100.00') },
];
const back = (on: string, amount: string) => ({ on: date(on), amount: yuan(amount) });

it.each([
  ['nothing yet, on the first day', '2026-11-30', [], 'kept', '100.00 100.00', '0.00'],
  ['nothing, the day after', '2026-12-01', [], 'broken', '100.00 100.00', '100.00'],
  ['the first in time', '2026-12-01', [back('2026-11-30', '100.00')], 'kept', '0.00 100.00', '0.00'],
  ['the first a fen short', '2026-12-01', [back('2026-11-30', '99.99')], 'broken', '0.01 100.00', '0.01'],
  ['the first a day late', '2026-12-02', [back('2026-12-01', '100.00')], 'broken', '0.00 100.00', '0.00'],
  ['more than its turn', '2026-12-01', [back('2026-11-24', '150.00')], 'kept', '0.00 50.00', '0.00'],
  ['all of it', '2027-02-01', [back('2026-11-24', '200.00')], 'fulfilled', '0.00 0.00', '0.00'],
] as const)('with %s, on %s', (_, today, came, state, open, overdue) => {
  const standing = standingOf(parts, came, date(today));
  expect(standing.state).toBe(state);
  expect(standing.parts.map((part) => part.open)).toEqual(open.split(' ').map(yuan));
  expect(standing.overdue).toBe(yuan(overdue));
});

it('takes what was undone as if it had never come', () => {
  const undone = [back('2026-11-24', '100.00'), { on: date('2026-12-05'), amount: fen(-10_000n) }];
  expect(standingOf(parts, undone, date('2026-12-06'))).toMatchObject({
    state: 'broken',
    overdue: yuan('100.00'),
  });
});
