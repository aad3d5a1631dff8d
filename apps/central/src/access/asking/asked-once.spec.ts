/** Promises that what the console asks for with a key is done once: sent again it is answered as before, by whoever sent it and to nobody else. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';

/** `code`: the one-time code of what was done, or that of a refusal. */
type Change = components['schemas']['StaffChangeDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0402', '王管理', 'administrator', 'delingha-2017');
}, 60_000);
afterAll(() => counter.close());

const clerk = (staffNumber: string, name = '新来者') => ({
  staffNumber,
  name,
  role: 'window-clerk',
  identityNumber: `6328021985010${staffNumber}` + socialSecurityNumberCheck(`6328021985010${staffNumber}`),
});
const send = (path: string, body: object, key: string): Promise<Reply<Change>> =>
  counter.ask('POST', path, body, { 'idempotency-key': key });
const asked = (staffNumber: string, number: string) =>
  counter.query(`select 1 from audit_event where staff_number = $1 and subject = $2`, [staffNumber, number]);
const kept = () => counter.query<{ answer: Buffer | null }>('select answer from keyed_write');

it('is done once for two sendings, and answered alike, though the database cannot tell what was answered', async () => {
  await counter.signIn('0401');
  const key = randomUUID();
  const first = await send('/v1/staff', clerk('1001'), key);
  expect(first.status).toBe(201);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  const acts = await asked('0401', '1001');
  expect(acts).toHaveLength(1);
  const second = await send('/v1/staff', clerk('1001'), key);
  expect([second.status, second.body]).toEqual([first.status, first.body]);
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(await asked('0401', '1001')).toEqual(acts);
  const { code } = first.body;
  expect(code).toMatch(/\S{6}/);
  const [row] = await kept();
  expect(row?.answer?.length).toBeGreaterThan(28);
  expect(row?.answer?.toString('latin1')).not.toContain(code);
});

it('is refused for other content, and for another act, with the same key', async () => {
  await counter.signIn('0401');
  const key = randomUUID();
  expect((await send('/v1/staff', clerk('1002'), key)).status).toBe(201);
  for (const [path, body] of [
    ['/v1/staff', clerk('1002', '另一人')],
    ['/v1/staff/1001/lock-lifting', clerk('1002')],
  ] as const) {
    const { status, body: problem } = await send(path, body, key);
    expect([status, problem.code]).toEqual([422, 'key-reused']);
  }
});

it('knows nothing of another actor’s key', async () => {
  await counter.signIn('0401');
  const key = randomUUID();
  expect((await send('/v1/staff', clerk('1003'), key)).status).toBe(201);
  await counter.signIn('0402');
  // Not answered as the other was: it is asked anew, and refused for what it is.
  expect((await send('/v1/staff', clerk('1003'), key)).body.code).toBe('staff-known');
});

it('is asked anew once it was refused, with nothing done', async () => {
  await counter.signIn('0401');
  const key = randomUUID();
  const suspend = () => send('/v1/staff/1004/suspension', {}, key);
  expect((await suspend()).body.code).toBe('staff-unknown');
  expect((await send('/v1/staff', clerk('1004'), randomUUID())).status).toBe(201);
  expect((await suspend()).body.code).not.toBe('staff-unknown');
  expect((await send('/v1/staff', clerk('1005'), 'no key')).body.code).toBe('key-missing');
});

it('is done once for two sendings at once, and what was broken off is said to be unknown', async () => {
  await counter.signIn('0401');
  const key = randomUUID();
  const both = await Promise.all([1, 2].map(() => send('/v1/staff', clerk('1006'), key)));
  const codes = both.map(({ status, body }) => (status === 201 ? 201 : body.code));
  expect(codes).toContain(201);
  expect([201, 'still-running']).toEqual(expect.arrayContaining(codes));
  // Its answer was never kept, as when the program ended in the middle of it.
  await counter.query(
    `update keyed_write set answer = null where asked_at = (select max(asked_at) from keyed_write)`,
  );
  expect((await send('/v1/staff', clerk('1006'), key)).body.code).toBe('still-running');
  counter.clock.move(6 * 60_000);
  expect((await send('/v1/staff', clerk('1006'), key)).body.code).toBe('outcome-lost');
});

it('is forgotten after thirty days', async () => {
  expect((await kept()).length).toBeGreaterThan(3);
  counter.clock.move(31 * 86_400_000);
  await counter.authenticate();
  await counter.signIn('0401');
  const key = randomUUID();
  expect((await send('/v1/jobs/past-retention/runs', {}, key)).status).toBe(204);
  for (let tries = 100; (await kept()).length > 1 && tries > 0; tries -= 1) await delay(100);
  expect(await kept()).toHaveLength(1);
  const again = await send('/v1/jobs/past-retention/runs', {}, key);
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([204, 'true']);
});
