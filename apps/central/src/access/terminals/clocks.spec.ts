/** Promises of clocks: each window's is known by how far it is off, and a wrong one at the centre or the database is said aloud. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { centreTimeHeader } from '#libs/contract/centre-time.js';
import { ClocksService, commonOffset } from './clocks.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const clocks = (): ClocksService => counter.app.get(ClocksService, { strict: false });

describe('the time', () => {
  it('is on every answer, refusals too', async () => {
    const now = counter.clock.now().getTime();
    for (const path of ['/health', '/v1/tills/own', '/nowhere'])
      expect(Number((await counter.ask('GET', path)).headers[centreTimeHeader])).toBe(now);
  });

  it.each([
    ['45 s ahead', 45_000, 45],
    ['90 s behind', -90_000, -90],
    ['three hours behind', -3 * 3600_000, -3 * 3600],
    ['a day ahead', 86_400_000, 86_400],
  ])("of a window's own clock %s is kept with it", async (_, offsetMs, seconds) => {
    const ownTime = new Date(counter.clock.now().getTime() + offsetMs).toISOString();
    const assertion = await counter.assertion();
    expect((await counter.ask('POST', '/v1/terminals/tokens', { assertion, ownTime })).status).toBe(201);
    await counter.signIn('0401');
    const { body } = await counter.ask<{ terminals: { code: string; clockAheadSeconds: number }[] }>(
      'GET',
      '/v1/terminals',
    );
    expect(body.terminals.find(({ code }) => code === 'W01')).toMatchObject({ clockAheadSeconds: seconds });
  });

  it('of a window of 1970 and of the year 9999 is kept too', async () => {
    for (const ownTime of ['1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const assertion = await counter.assertion();
      expect((await counter.ask('POST', '/v1/terminals/tokens', { assertion, ownTime })).status).toBe(201);
    }
  });
});

describe("the centre's clock", () => {
  it("is held against the database's, and one that is off is named with both", async () => {
    await clocks().compare();
    await expect(clocks().compare(() => Date.now() + 90_000)).rejects.toThrow(
      /中心时钟 \S+，数据库时钟 \S+，相差 90 秒/,
    );
    await expect(clocks().compare(() => Date.now() - 3600_000)).rejects.toThrow(/相差 -3600 秒/);
  });

  it.each([
    ['no window', [], null],
    ['two windows', [300, 300], null],
    ['one window of four', [0, 1, 300, 0], null],
    ['windows that are off each in its way', [300, -40, 86_400, 60], null],
    ['all windows within the tolerance', [20, 21, 19], null],
    ['all windows alike', [300, 302, 299], { windows: 3, alike: 3, aheadSeconds: 300 }],
    ['nearly all windows', [-90, -91, -90, -90, 0], { windows: 5, alike: 4, aheadSeconds: -90 }],
  ])('is judged by %s', (_, seconds, expected) => {
    expect(commonOffset(seconds)).toEqual(expected);
  });
});

describe('a centre whose clock is set back by a day', () => {
  const dayMs = 86_400_000;

  it('locks nobody out for that day, and limits nobody for it', async () => {
    const enrol = () =>
      counter.ask('POST', '/v1/terminals/enrolments', {
        enrolmentCode: 'none-such-code',
        publicKey: 'A'.repeat(43),
      });
    counter.clock.move(dayMs);
    await counter.authenticate();
    for (let failure = 0; failure < 6; failure += 1) await counter.signIn('0101', 'wrong-password');
    expect(await counter.signIn('0101')).toMatchObject({ body: { code: 'sign-in-locked' } });
    for (let asked = 0; asked < 30; asked += 1) await enrol();
    expect(await enrol()).toMatchObject({ status: 429 });
    counter.clock.move(-dayMs);
    await counter.authenticate();
    expect((await counter.signIn('0101')).status).toBe(201);
    expect(await enrol()).toMatchObject({ body: { code: 'enrolment-code-invalid' } });
  });
});
