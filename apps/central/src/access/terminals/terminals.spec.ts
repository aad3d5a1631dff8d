/** Promises which terminal gets in: by its key, for no longer than it has it, and nobody with odd words. */
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

const ahead = (seconds: number) => Math.floor(Date.parse('2026-11-24T02:00:00Z') / 1000) + seconds;

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
    expect((await token(assertion)).body).toMatchObject({ code: 'terminal-clock-wrong', detail: '-300 s' });
  });

  it('is told when its clock is wrong, and by how much', async () => {
    const now = Math.floor(counter.clock.now().getTime() / 1000);
    const at = async (iat: number) => (await token(await counter.assertion({ iat, exp: iat + 60 }))).body;
    expect(await at(now + 30)).toHaveProperty('token');
    expect(await at(now + 3600)).toMatchObject({ code: 'terminal-clock-wrong', detail: '3600 s' });
    expect(await at(now - 90)).toHaveProperty('token');
    expect(await at(now - 86_400)).toMatchObject({ code: 'terminal-clock-wrong', detail: '-86400 s' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['an issuer that is no UUID', { iss: 'a'.repeat(36) }],
    ['an issuer that is a list', { iss: ['0b5c7f0e-0f0f-4d55-8a58-39b6a26d7a11'] }],
    ['an issuer that is a number', { iss: 7 }],
    ['no issuer', { iss: undefined }],
    ['an end beyond a minute', { exp: ahead(7200) }],
    ['an end ten years ahead', { exp: ahead(10 * 365 * 86_400) }],
    ['an end no date can be made of', { exp: 1e15 }],
    ['an end before its beginning', { exp: ahead(-10) }],
    ['times that are text', { iat: '1', exp: '2' }],
    ['an id with NUL', { jti: 'one\u0000two' }],
    ['an id that is a list', { jti: ['x'] }],
    ['an id without end', { jti: 'x'.repeat(500) }],
    ['no id', { jti: undefined }],
  ])('is refused with %s', async (_, odd) => {
    expect(await token(await counter.assertion(odd))).toMatchObject({
      status: 401,
      body: { code: 'terminal-unknown' },
    });
  });

  it('is withdrawn: its token is refused within a second by every central, its code and key take it back no more', async () => {
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const other = await counter.beside();
    try {
      const own = () => counter.ask('GET', new URL('/v1/tills/own', other.url).href);
      await counter.authenticate();
      await counter.signIn();
      expect((await own()).status).toBe(200);
      await terminals.withdraw('W01', { staffNumber: '0401' });
      await delay(1100);
      expect(await own()).toMatchObject({ status: 401, body: { code: 'terminal-token-invalid' } });
      expect(await token(await counter.assertion())).toMatchObject({ body: { code: 'terminal-unknown' } });
      await counter.enrol(await terminals.prepare('W01', '一号窗口'));
      await counter.signIn();
      expect((await own()).status).toBe(200);
    } finally {
      await other.close();
    }
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
