/** Promises of the fleet: each terminal is seen as it last reported itself, what needs somebody first; its day in counts alone; and one is taken out of service and back from afar. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { durationBounds, durationClass, medianSeconds, notHeardAfterMs } from '#libs/contract/fleet.js';
import { Counter } from '../../../../../test/support/counter.js';
import { TerminalsService } from './terminals.service.js';

type Schemas = components['schemas'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const run = '2026-11-24T00:00:00.000Z';
const classes = (...seconds: readonly number[]): number[] => {
  const counts = Array.from({ length: durationBounds.length + 1 }, () => 0);
  for (const one of seconds) counts[durationClass(one)] = (counts[durationClass(one)] ?? 0) + 1;
  return counts;
};
const tallied = (act: string, seconds: readonly number[], more: object = {}) => ({
  act,
  started: seconds.length,
  finished: seconds.length,
  refused: 0,
  seconds: classes(...seconds),
  gaveUp: [],
  ...more,
});
const report = (more: object = {}) =>
  counter.ask<Schemas['TerminalReportAnswerDto'] & { code?: string }>('POST', '/v1/terminals/own/report', {
    programVersion: '1.0.0',
    ownTime: counter.clock.now().toISOString(),
    run,
    readers: { state: 'ready', names: ['Virtual reader 00 00'] },
    printer: { state: 'ready', paperNearEnd: false },
    outbox: { waiting: 0 },
    hour: [],
    days: [],
    ...more,
  });
const asAdministrator = async <T>(work: () => Promise<T>): Promise<T> => {
  await counter.signIn('0401');
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const fleet = (query = '', of = 'window') =>
  asAdministrator(async () =>
    (await counter.ask<Schemas['FleetDto']>('GET', `/v1/terminals/fleet?${query}`)).body.terminals.filter(
      // The kiosk of the city has not come up here.
      ({ kind }) => kind === of,
    ),
  );
const day = (of = '2026-11-24') =>
  asAdministrator(
    async () => (await counter.ask<Schemas['TerminalDayDto']>('GET', `/v1/terminals/W01/days/${of}`)).body,
  );

it('tells of each terminal what it last reported, and what it needs somebody for', async () => {
  expect(await fleet()).toMatchObject([
    { code: 'W01', reportedAt: null, troubles: ['silent'], readers: null },
  ]);
  expect(await report({ hour: [{ act: 'payment', count: 3 }] })).toMatchObject({
    status: 200,
    body: { closed: null },
  });
  expect(await fleet()).toMatchObject([
    { troubles: [], outboxOldest: null, clockAheadSeconds: 0, hour: [{ act: 'payment', count: 3 }] },
  ]);
  expect(await fleet('needing=true')).toEqual([]);
  const ownTime = new Date(counter.clock.now().getTime() + 90_000).toISOString();
  await report({
    ownTime,
    readers: { state: 'missing', names: [] },
    printer: { state: 'paper-out', paperNearEnd: true },
    outbox: { waiting: 2, oldest: '2026-11-24T01:50:00.000Z' },
  });
  expect(await fleet('needing=true')).toMatchObject([
    {
      troubles: ['reader', 'paper', 'outbox', 'clock'],
      outbox: 2,
      outboxOldest: '2026-11-24T01:50:00.000Z',
      clockAheadSeconds: 90,
    },
  ]);
  expect(await fleet('kind=kiosk')).toEqual([]);
  expect(await fleet('kind=kiosk', 'kiosk')).toMatchObject([{ code: 'Z01', troubles: [] }]);
  await report({ hour: [{ act: 'payment', count: 3 }] });
  counter.clock.move(notHeardAfterMs + 1000);
  await counter.authenticate();
  expect(await fleet()).toMatchObject([{ troubles: ['silent'], hour: [] }]);
});

it('counts its day over every run of its program, once however often it reports', async () => {
  const acts = [
    tallied('payment', [2, 4, 40]),
    tallied('collection', [], { started: 2, gaveUp: [{ step: 'pin', count: 2 }] }),
  ];
  const said = { days: [{ day: '2026-11-24', acts }] };
  await report(said);
  await report(said);
  await report({
    run: '2026-11-24T01:00:00.000Z',
    days: [{ day: '2026-11-24', acts: [tallied('payment', [4])] }],
  });
  const told = await day();
  expect(told.acts).toMatchObject([
    { act: 'payment', started: 4, finished: 4, refused: 0, gaveUp: [] },
    { act: 'collection', started: 2, finished: 0, medianSeconds: null, gaveUp: [{ step: 'pin', count: 2 }] },
  ]);
  // Between three and five seconds.
  expect(told.acts[0]?.medianSeconds).toBeGreaterThan(3);
  expect(told.acts[0]?.medianSeconds).toBeLessThanOrEqual(5);
  expect((await day('2026-11-23')).acts).toEqual([]);
  expect(medianSeconds(classes())).toBeNull();
});

it('takes nothing in that is no count, nor anything of a person', async () => {
  for (const odd of [
    { holderName: '王建国' },
    { hour: [{ act: '王建国', count: 1 }] },
    { hour: [{ act: 'payment', count: -1 }] },
    { days: [{ day: '2026-13-01', acts: [] }] },
    { days: [{ day: '2026-11-24', acts: [{ ...tallied('payment', []), seconds: [1] }] }] },
    { readers: { state: 'ready', names: Array.from({ length: 9 }, () => 'reader') } },
    { printer: { state: 'on fire', paperNearEnd: false } },
    { run: 'today' },
  ])
    expect(await report(odd)).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
});

it('takes a terminal out of service with a message, which it learns with its next report, and back', async () => {
  const post = (path: string, body?: object) =>
    asAdministrator(() => counter.ask<{ code?: string }>('POST', `/v1/terminals/${path}`, body));
  const message = '打印机维修，请到二号窗口';
  expect((await post('W01/closure', { message: '' })).status).toBe(400);
  expect((await post('W77/closure', { message })).body.code).toBe('not-found');
  expect((await post('W01/closure', { message })).status).toBe(204);
  const { body } = await report();
  expect(body.closed).toMatchObject({ message });
  // Another message: it is out since the first.
  counter.clock.move(5000);
  expect((await post('W01/closure', { message: '停电' })).status).toBe(204);
  expect((await report()).body.closed).toEqual({ since: body.closed?.since, message: '停电' });
  expect(await fleet('needing=true')).toMatchObject([{ closed: { by: '0401', message: '停电' } }]);
  expect((await post('W01/reopening')).status).toBe(204);
  expect((await post('W01/reopening')).status).toBe(204);
  expect((await report()).body.closed).toBeNull();
  const told = await counter.query(
    `select action, detail ->> 'message' as message from audit_event where action in ('terminal.closed', 'terminal.reopened') order by at, action`,
  );
  expect(told.slice(0, 2)).toEqual([
    { action: 'terminal.closed', message },
    { action: 'terminal.closed', message: '停电' },
  ]);
  // Whoever looks after it in the hall closes the one they stand at, and learns at once what it will be told.
  await counter.signIn('0301');
  const own = (path: string, body?: object) =>
    counter.ask<Schemas['TerminalReportAnswerDto'] & { code?: string }>(
      'POST',
      `/v1/terminals/own/${path}`,
      body,
    );
  expect(await own('closure', { message: '换纸' })).toMatchObject({
    status: 200,
    body: { closed: { message: '换纸' } },
  });
  expect((await report()).body.closed).toMatchObject({ message: '换纸' });
  expect(await own('reopening')).toMatchObject({ status: 200, body: { closed: null } });
  expect(
    await counter.query(
      `select distinct action, staff_number from audit_event where staff_number = '0301' and action like 'terminal.%' order by action`,
    ),
  ).toEqual([
    { action: 'terminal.closed', staff_number: '0301' },
    { action: 'terminal.reopened', staff_number: '0301' },
  ]);
  await counter.signIn();
  const terminals = counter.app.get(TerminalsService, { strict: false });
  await terminals.prepare('W09', '九号窗口');
  await terminals.withdraw('W09', { staffNumber: '0401' });
  expect((await post('W09/closure', { message })).body.code).toBe('not-found');
});
