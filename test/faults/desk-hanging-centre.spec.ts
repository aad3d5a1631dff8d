/** A centre that hangs, accepting and never answering: the clerk is told in time, and what was pressed is carried out once when it answers again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import { allDues } from '../support/desk-page.js';
import { CounterWindow } from '../support/window.js';

jest.setTimeout(120_000);

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterAll(() => window.close());

it('an act pressed meanwhile is told to the clerk in time as unanswered, and is carried out once when it answers again', async () => {
  await window.insert('suonan-daiji');
  const card = await window.page.card();
  const { pid } = window.program('central');
  if (pid === null) throw new Error('central does not run');
  // It goes on to accept connections, and answers none.
  process.kill(pid, 'SIGSTOP');
  const key = randomUUID();
  try {
    await window.page.post<Act>('/desk/payments', {
      key,
      insertionId: card.insertionId,
      channel: 'bank',
      dues: allDues(card),
    });
    // A write may take thirty seconds; what watches the link knows earlier.
    const told = await window.page.until(
      'the centre is told as away',
      ({ central, acts }) =>
        (central.state === 'offline' && acts.find((act) => act.key === key && act.problem !== null)) || null,
      45_000,
    );
    expect(told).toMatchObject({ state: 'sending', problem: { code: 'central-unreachable' } });
    expect(window.program('central').pid).toBe(pid);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(await window.page.print(key, ['printed'])).toMatchObject({ state: 'succeeded' });
  expect(
    await window.query(
      `select count(*)::int as instructed from bank_instruction b join operation o on o.key = b.operation_key and o.state = 'succeeded'`,
    ),
  ).toEqual([{ instructed: 1 }]);
  expect(await window.query('select key from operation')).toEqual([{ key }]);
  expect(await window.books()).toMatchObject({ balanced: true });
});
