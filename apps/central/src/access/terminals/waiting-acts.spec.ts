/** Promises that what waits at a window is seen at the centre as the window last said it, and that a window which says nothing is told as such. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { mostWaitingActs, silentAfterMs } from '#libs/contract/waiting-acts.js';
import { Counter } from '../../../../../test/support/counter.js';
import { TerminalsService } from './terminals.service.js';

type Windows = components['schemas']['WindowsDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const act = (number: number, more: object = {}) => ({
  key: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  kind: 'payment',
  state: 'sending',
  since: '2026-11-24T01:50:00.000Z',
  ...more,
});
const state = (...acts: readonly object[]) =>
  counter.ask('POST', '/v1/terminals/own/waiting-acts', { total: acts.length, acts });
const told = async (query = ''): Promise<Windows> =>
  (await counter.ask<Windows>('GET', `/v1/terminals/waiting-acts?${query}`)).body;
const windows = async (): Promise<Windows['windows']> => (await told()).windows;

it('a window that never said anything is told as silent', async () => {
  await counter.signIn('0401');
  expect(await windows()).toMatchObject([{ code: 'W01', heardAt: null, silent: true, total: 0, listed: 0 }]);
});

it('the whole list replaces the one before, with clerk, cause and age, longest waiting first', async () => {
  const stuck = act(1, { staffNumber: '0101', problemCode: 'act-stuck' });
  const older = act(2, {
    kind: 'card-service',
    service: 'loss',
    state: 'unknown',
    since: '2026-11-24T00:00:00Z',
    staffNumber: 'gone1',
  });
  expect((await state(stuck, older)).status).toBe(204);
  expect((await state(stuck, older)).status).toBe(204);
  const {
    windows: [window],
    acts,
  } = await told();
  expect(window).toMatchObject({ heardAt: '2026-11-24T02:00:00.000Z', silent: false, total: 2, listed: 2 });
  expect(acts).toMatchObject([
    { key: older.key, service: 'loss', ageSeconds: 7200, staffNumber: 'gone1', staffName: null },
    { key: stuck.key, window: 'W01', service: null, ageSeconds: 600, problemCode: 'act-stuck' },
  ]);
  expect(acts[1]?.staffName).toMatch(/\p{Script=Han}/u);
  expect((await state(older)).status).toBe(204);
  expect((await told()).acts.map(({ key }) => key)).toEqual([older.key]);
  expect((await state()).status).toBe(204);
  expect(await told()).toMatchObject({ windows: [{ total: 0 }], acts: [] });
  expect(await counter.query('select count(*)::int as rows from waiting_acts')).toEqual([{ rows: 1 }]);
});

it('nothing of a person is taken in, nor what is no act, nor more than are listed', async () => {
  for (const odd of [
    act(1, { holderName: '王建国' }),
    act(1, { kind: 'gift' }),
    act(1, { state: 'succeeded' }),
    act(1, { since: 'yesterday' }),
    act(1, { since: '2026-W48-2' }),
    act(1, { since: '2026-328T01:50:00Z' }),
    [],
    [act(1)],
    act(1, { key: '1' }),
    act(1, { service: '王建国' }),
    act(1, { problemCode: '王建国 6328' }),
  ])
    expect(await state(odd)).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
  const many = Array.from({ length: mostWaitingActs + 1 }, (_, number) => act(number));
  expect((await state(...many)).status).toBe(400);
  const most = many
    .slice(1)
    .map((each) => ({ ...each, staffNumber: '0101', problemCode: 'act-calling-off' }));
  expect((await state(...most)).status).toBe(204);
  expect(await told('limit=1000')).toMatchObject({
    windows: [{ listed: mostWaitingActs }],
    total: mostWaitingActs,
  });
  // By what its kind and cause are called, which the database does not know.
  expect((await told(`search=${encodeURIComponent('缴费')}`)).total).toBe(mostWaitingActs);
  expect((await told(`search=${encodeURIComponent('待遇领取')}`)).total).toBe(0);
});

it('a window that falls silent keeps what it said, and one that is withdrawn keeps what it left', async () => {
  expect((await state(act(1))).status).toBe(204);
  counter.clock.move(silentAfterMs);
  expect(await windows()).toMatchObject([{ silent: false, total: 1 }]);
  counter.clock.move(1000);
  expect(await windows()).toMatchObject([{ silent: true, heardAt: expect.any(String), total: 1 }]);
  const terminals = counter.app.get(TerminalsService, { strict: false });
  const code = await terminals.prepare('W01', '一号窗口');
  await terminals.prepare('W02', '二号窗口');
  await counter.enrol(code);
  await counter.signIn('0401');
  await terminals.withdraw('W02', { staffNumber: '0401' });
  expect((await windows()).map((window) => window.code)).toEqual(['W01']);
  await counter.query(`insert into waiting_acts select id, now(), 1, '[]' from terminal where code = 'W02'`);
  expect(await windows()).toMatchObject([
    { code: 'W01' },
    { code: 'W02', state: 'withdrawn', silent: false, total: 1 },
  ]);
});
