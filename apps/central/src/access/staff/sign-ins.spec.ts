/** Promises how staff sign in and out: what failures cost and whom, that the counter goes on beside them, and that an end is an end everywhere. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { TerminalsService } from '../terminals/terminals.service.js';
import { SignInsService } from './sign-ins.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const expired = { status: 401, body: { code: 'sign-in-expired' } };

describe('a staff member', () => {
  it('is refused alike for a wrong number and a wrong password', async () => {
    const wrong = await counter.signIn('0001', 'wrong-password');
    const unknown = await counter.signIn('7777', 'wrong-password');
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
    expect(unknown.body).toEqual(wrong.body);
  });

  it.each([
    ['0009', 'known'],
    ['7777', 'unknown'],
  ])(
    '%s, a number that is %s, is locked for a quarter of an hour after five failures, all of them on record',
    async (number) => {
      for (let failure = 0; failure < 5; failure++)
        expect(await counter.signIn(number, 'wrong-password')).toMatchObject({
          body: { code: 'sign-in-refused' },
        });
      const locked = await counter.signIn(number);
      expect(locked).toMatchObject({ status: 429, body: { code: 'sign-in-locked' } });
      expect(
        await counter.query(
          `select detail->>'code' as code, terminal_id as terminal from audit_event
         where action = 'staff.sign-in-refused' and staff_number = $1 order by id desc limit 6`,
          [number],
        ),
      ).toEqual(
        ['sign-in-locked', ...Array<string>(5).fill('sign-in-refused')].map((code) => ({
          code,
          terminal: counter.terminalId,
        })),
      );
      counter.clock.move(16 * 60_000);
      await counter.authenticate();
      expect((await counter.signIn(number)).status).toBe(number === '0009' ? 201 : 401);
    },
  );

  it('is locked where the failures were: not at another window, not at the command line', async () => {
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const signIns = counter.app.get(SignInsService, { strict: false });
    for (let failure = 0; failure < 5; failure++) await counter.signIn('0401', 'wrong-password');
    expect(await counter.signIn('0401')).toMatchObject({ body: { code: 'sign-in-locked' } });
    expect((await signIns.check('0401', 'delingha-2017')).number).toBe('0401');
    const first = counter.window;
    await counter.enrol(await terminals.prepare('W07', '七号窗口'));
    expect((await counter.signIn('0401')).status).toBe(201);
    // At all windows together it is locked as well, after four times as many.
    for (const window of ['W08', 'W09', 'W10']) {
      await counter.enrol(await terminals.prepare(window, window));
      for (let failure = 0; failure < 5; failure++) await counter.signIn('0401', 'wrong-password');
    }
    await counter.enrol(await terminals.prepare('W11', '十一号窗口'));
    expect(await counter.signIn('0401')).toMatchObject({ body: { code: 'sign-in-locked' } });
    expect((await signIns.check('0401', 'delingha-2017')).number).toBe('0401');
    counter.window = first;
    counter.clock.move(16 * 60_000);
    await counter.authenticate();
    await counter.signIn();
  });

  it('is signed out after fifteen minutes without renewal, and at the end of the shift even with it', async () => {
    await counter.signIn();
    counter.clock.move(14 * 60_000);
    await counter.authenticate();
    const renewed = await counter.ask<{ token: string }>('POST', '/v1/sign-ins/renewals');
    expect(renewed.status).toBe(201);
    counter.clock.move(2 * 60_000);
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject({
      status: 401,
      body: { code: 'sign-in-expired' },
    });
    counter.staffToken = renewed.body.token;
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
    for (let step = 0; step < 43; step++) {
      counter.clock.move(14 * 60_000);
      await counter.authenticate();
      const again = await counter.ask<{ token: string }>('POST', '/v1/sign-ins/renewals');
      if (again.status === 201) counter.staffToken = again.body.token;
    }
    expect(await counter.ask('POST', '/v1/sign-ins/renewals')).toMatchObject({
      body: { code: 'sign-in-expired' },
    });
  });

  it('can do nothing more with the token of a sign-in that was signed out, and goes on with a new one', async () => {
    await counter.signIn();
    expect((await counter.ask('DELETE', '/v1/sign-ins/current')).status).toBe(204);
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject({
      status: 401,
      body: { code: 'sign-in-expired' },
    });
    await counter.signIn();
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
  });

  it('cannot renew what was signed out', async () => {
    await counter.signIn();
    expect((await counter.ask('DELETE', '/v1/sign-ins/current')).status).toBe(204);
    expect(await counter.ask('POST', '/v1/sign-ins/renewals')).toMatchObject({
      body: { code: 'sign-in-expired' },
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['signed out', () => counter.ask('DELETE', '/v1/sign-ins/current')],
    ['given another password', () => counter.addStaff('0002', '王芳', 'window-clerk', 'another password')],
    ['given another role', () => counter.addStaff('0002', '王芳', 'fund-accountant', 'password-of-test')],
  ])('who was %s is refused within a second by every central, and renews nothing', async (_, end) => {
    await counter.addStaff('0002', '王芳', 'window-clerk', 'password-of-test');
    const other = await counter.beside();
    try {
      const there = (path: string) => new URL(path, other.url).href;
      await counter.signIn('0002', 'password-of-test');
      expect((await counter.ask('GET', there('/v1/tills/own'))).status).toBe(200);
      await end();
      await delay(1100);
      expect(await counter.ask('GET', there('/v1/tills/own'))).toMatchObject(expired);
      expect(await counter.ask('POST', there('/v1/sign-ins/renewals'))).toMatchObject(expired);
      expect(await counter.ask('POST', '/v1/sign-ins/renewals')).toMatchObject(expired);
    } finally {
      await other.close();
    }
  });
});

/** How many connections were usually (at half of the looks) held without doing anything, and how often the counter was answered, until something is over. */
const besides = async (
  work: Promise<unknown>,
): Promise<{ readonly held: number; readonly answered: number }> => {
  const over = new AbortController();
  void work.then(
    () => over.abort(),
    () => over.abort(),
  );
  const looks: number[] = [];
  let answered = 0;
  while (!over.signal.aborted) {
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
    answered += 1;
    const [row] = await counter.query<{ held: number }>(
      `select count(*)::int as held from pg_stat_activity
       where datname = current_database() and application_name = 'central' and state = 'idle in transaction'`,
    );
    looks.push(row?.held ?? 0);
  }
  // Between two statements of its own every transaction stands idle for a moment: the most there ever were says little.
  const held = looks.toSorted((one, other) => one - other)[Math.floor(looks.length / 2)] ?? 0;
  return { held, answered };
};

describe('many sign-ins at once', () => {
  beforeAll(async () => {
    counter.clock.move(3600_000);
    await counter.authenticate();
    await counter.signIn();
  });

  it('are answered so often a minute at one window, whatever the numbers', async () => {
    const tries = Array.from({ length: 300 }, (_, index) => counter.signIn(`x${index}`, 'wrong-password'));
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(59);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(241);
  });

  it('leave the counter beside them its connections: none waits for a password', async () => {
    const signIns = counter.app.get(SignInsService, { strict: false });
    const tries = Array.from({ length: 90 }, (_, index) => signIns.check(`y${index}`, 'wrong-password'));
    const { held, answered } = await besides(Promise.allSettled(tries));
    expect(held).toBeLessThan(4);
    expect(answered).toBeGreaterThan(5);
  });
});
