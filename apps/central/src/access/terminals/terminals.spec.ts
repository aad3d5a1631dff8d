/** Promises who gets in: a terminal by its key, staff by their password, and neither for longer than they should. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { TerminalsService } from './terminals.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const token = (assertion: string) => counter.ask('POST', '/v1/terminals/tokens', { assertion });

describe('a terminal', () => {
  it('gets a token for an assertion once', async () => {
    const assertion = await counter.assertion();
    expect((await token(assertion)).status).toBe(201);
    expect(await token(assertion)).toMatchObject({ status: 401, body: { code: 'terminal-unknown' } });
  });

  it('gets none for an assertion that is old, not its own or no assertion at all', async () => {
    const assertion = await counter.assertion();
    expect((await token(`${assertion.slice(0, -6)}AAAAAA`)).body).toMatchObject({ code: 'terminal-unknown' });
    expect((await token('not.a.token')).body).toMatchObject({ code: 'terminal-unknown' });
    counter.clock.move(5 * 60_000);
    expect((await token(assertion)).body).toMatchObject({ code: 'terminal-unknown' });
  });

  it('is enrolled with a code by one key, within its day', async () => {
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const enrol = (enrolmentCode: string, letter = 'A') =>
      counter.ask('POST', '/v1/terminals/enrolments', { enrolmentCode, publicKey: letter.repeat(43) });
    const code = await terminals.prepare('W02', '二号窗口');
    const first = await enrol(code);
    expect(first).toMatchObject({
      status: 201,
      body: { terminalName: '二号窗口', agencyZh: '德令哈市社会保险服务局' },
    });
    expect(await enrol(code, 'B')).toMatchObject({ status: 403, body: { code: 'enrolment-code-invalid' } });
    // Its answer was lost on the way: the same key may ask again.
    expect((await enrol(code)).body).toEqual(first.body);
    const late = await terminals.prepare('W03', '三号窗口');
    counter.clock.move(25 * 3600_000);
    expect(await enrol(late)).toMatchObject({ body: { code: 'enrolment-code-invalid' } });
  });

  it('loses its token with its key: a machine that was readied anew is refused within a second', async () => {
    await counter.authenticate();
    await counter.signIn();
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const code = await terminals.prepare('W01', '一号窗口');
    await delay(1100);
    const refused = { status: 401, body: { code: 'terminal-token-invalid' } };
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject(refused);
    // The machine that takes its place has another key: the token of the lost one stays worthless.
    const other = { enrolmentCode: code, publicKey: 'A'.repeat(43) };
    expect((await counter.ask('POST', '/v1/terminals/enrolments', other)).status).toBe(201);
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject(refused);
    await counter.enrol(await terminals.prepare('W01', '一号窗口'));
    await counter.signIn();
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
  });

  it('has to authenticate again after ten minutes', async () => {
    await counter.authenticate();
    await counter.signIn();
    counter.clock.move(11 * 60_000);
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject({
      status: 401,
      body: { code: 'terminal-token-invalid', retry: 'same-key' },
    });
    await counter.authenticate();
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
  });
});

describe('a staff member', () => {
  it('is refused alike for a wrong number and a wrong password', async () => {
    const wrong = await counter.signIn('0001', 'wrong-password');
    const unknown = await counter.signIn('7777', 'wrong-password');
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
    expect(unknown.body).toEqual(wrong.body);
  });

  it('is locked out for a quarter of an hour after five failures', async () => {
    for (let failure = 0; failure < 5; failure++) await counter.signIn('0009', 'wrong-password');
    expect(await counter.signIn('0009')).toMatchObject({ status: 429, body: { code: 'sign-in-locked' } });
    counter.clock.move(16 * 60_000);
    await counter.authenticate();
    expect((await counter.signIn('0009')).status).toBe(201);
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
});

describe('a foreign sender', () => {
  it.each([
    ['Origin', { origin: 'https://evil.example' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused by its %s before anything else', async (header, headers) => {
    const answer = await counter.ask('POST', '/v1/terminals/tokens', { assertion: 'x' }, headers);
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-origin', detail: header } });
  });

  it('is refused by its Host', async () => {
    const answer = await counter.askAs('evil.example', '/health');
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-origin', detail: 'Host' } });
  });
});

describe('bad input', () => {
  it.each([
    ['a body that is no JSON', '{"enrolmentCode": ', 400, 'malformed-request'],
    ['a body of a megabyte', JSON.stringify({ enrolmentCode: 'x'.repeat(1_000_000) }), 413, 'body-too-large'],
    [
      'a field that is not asked for',
      JSON.stringify({ enrolmentCode: '12345678', publicKey: 'A'.repeat(43), admin: true }),
      400,
      'malformed-request',
    ],
    [
      'a field of another type',
      JSON.stringify({ enrolmentCode: { $gt: '' }, publicKey: 1 }),
      400,
      'malformed-request',
    ],
    ['nothing', '', 400, 'malformed-request'],
  ])('refuses %s and names what to mend', async (_, body, status, code) => {
    const answer = await counter.ask('POST', '/v1/terminals/enrolments', body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('says what was not found', async () => {
    expect(await counter.ask('GET', '/v1/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'not-found', detail: 'GET /v1/nowhere' },
    });
  });
});
