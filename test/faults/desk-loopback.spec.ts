/** The agent keeps its window to its own page, and to whoever is signed in. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { consoleRoutes, isConsoleWrite } from '#libs/contract/console.js';
import type { ConsoleState } from '#libs/contract/desk.js';
import { isProblem, type ProblemCode } from '#libs/contract/problems.js';
import { allDues, DeskPage, type Reply } from '../support/desk-page.js';
import { CounterWindow } from '../support/window.js';

jest.setTimeout(60_000);

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterAll(() => window.close());

const codeOf = ({ text }: Reply): ProblemCode | null => {
  const problem: unknown = JSON.parse(text);
  return isProblem(problem) ? problem.code : null;
};

/** What these bytes are answered with. */
const sendRaw = (request: string): Promise<string> =>
  new Promise((settle, reject) => {
    const { hostname, port } = new URL(window.origin);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (bytes) => (text += bytes.toString()));
    socket.on('error', reject);
    socket.on('end', () => settle(text));
  });

/** One request as bytes, since a fetch lets nobody choose its Host. */
const raw = (path: string, headers: readonly string[]): Promise<string> =>
  sendRaw(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`);

const routes = ['/', '/health', '/desk/state', '/desk/events', '/index.html', '/no-such-page'];

describe('the loopback origin', () => {
  it.each(routes)('answers no foreign Host at %s', async (path) => {
    for (const host of [
      'evil.example',
      '127.0.0.1',
      '127.0.0.1:1',
      `evil.example:${new URL(window.origin).port}`,
    ]) {
      const answer = await raw(path, [`Host: ${host}`, `Cookie: ${window.page.cookie}`]);
      expect(answer).toMatch(/^HTTP\/1.1 403 /);
      expect(answer).toContain('"foreign-origin"');
      expect(answer.toLowerCase()).not.toContain('set-cookie');
    }
  });

  it.each(routes)('answers no foreign Origin at %s', async (path) => {
    const foreign = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await window.page.ask('GET', path, undefined, headers);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign-origin']);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('opens its page when a link of another site is followed, and gives that site nothing', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await window.page.ask('GET', '/', undefined, link)).status).toBe(200);
    expect((await window.page.ask('GET', '/desk/state', undefined, link)).status).toBe(403);
    const frame = { ...link, 'sec-fetch-dest': 'iframe' };
    expect((await window.page.ask('GET', '/', undefined, frame)).status).toBe(403);
  });

  it('answers nothing of the desk without the cookie of its page', async () => {
    const { port } = new URL(window.origin);
    const forged = ['', `desk-${port}=`, `desk-${port}=${'A'.repeat(22)}.${'A'.repeat(43)}`];
    for (const cookie of [...forged, window.page.cookie.replaceAll(`-${port}=`, '=')]) {
      const answer = await window.page.ask('GET', '/desk/state', undefined, { cookie });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign-origin']);
    }
  });

  it('sends its page with a strict policy and a cookie no script can read', async () => {
    const { headers } = await window.page.ask('GET', '/', undefined, { cookie: '' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('set-cookie')).toMatch(
      /^desk-\d+=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    // One that is marked keeps its mark.
    expect((await window.page.ask('GET', '/')).headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['an address nobody can read', 'GET /%zz-secret HTTP/1.1', '400'],
    ['headers beyond all measure', `GET / HTTP/1.1\r\nX: ${'secret'.repeat(5000)}`, '431'],
    ['two hosts', 'GET /health HTTP/1.1\r\nHost: evil.example', '403'],
  ])('answers %s with a problem, and repeats nothing of it', async (_, bytes, status) => {
    const { hostname, port } = new URL(window.origin);
    const answer = await sendRaw(`${bytes}\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer).not.toContain('secret');
  });

  it('ends a request whose body does not come', async () => {
    const { hostname, port } = new URL(window.origin);
    const beganMs = performance.now();
    const answer = await sendRaw(
      `POST /desk/sign-in HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${window.page.cookie}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    expect(answer).toContain('"request-too-slow"');
    expect(performance.now() - beganMs).toBeLessThan(20_000);
  });

  it('refuses bodies nested without end', async () => {
    const endless = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    for (const path of [
      'sign-in',
      'payments',
      'till/draws',
      'card-services',
      'issuances',
      'central/card-batches/1/approval',
    ]) {
      const answer = await window.page.ask('POST', `/desk/${path}`, endless);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'malformed-request']);
    }
  });

  it('refuses a body of 1 MB, and goes on', async () => {
    const answer = await window.page.ask(
      'POST',
      '/desk/payments',
      JSON.stringify({ key: 'x'.repeat(1_000_000) }),
    );
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body-too-large']);
    expect((await window.page.state()).staff).not.toBeNull();
  });

  it.each([
    ['cut short', '{"key":'],
    ['no object', '[]'],
    ['of other types', '{"key":1,"insertionId":{},"channel":"gold","dues":"all"}'],
    [
      'with an amount that is none',
      JSON.stringify({
        key: randomUUID(),
        insertionId: 'x',
        channel: 'bank',
        dues: [{ id: randomUUID(), amount: '1e3' }],
      }),
    ],
    [
      'with more than is asked for',
      JSON.stringify({ key: randomUUID(), insertionId: 'x', channel: 'bank', dues: [], staffNumber: '0002' }),
    ],
    [
      'with a key that is no UUID',
      JSON.stringify({ key: 'again', insertionId: 'x', channel: 'bank', dues: [] }),
    ],
  ])('refuses a body that is %s', async (_, body) => {
    const answer = await window.page.ask('POST', '/desk/payments', body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'malformed-request']);
  });

  it('never repeats what a refused body held', async () => {
    const pin = '5566778899';
    const answer = await window.page.ask('POST', '/desk/collections', { key: 'no', pin, entitlements: pin });
    expect(codeOf(answer)).toBe('malformed-request');
    expect(answer.text).not.toContain(pin);
    expect(window.logOf('agent')).not.toContain(pin);
  });

  it('lets a page that reads nothing keep no other page waiting', async () => {
    const { hostname, port } = new URL(window.origin);
    const stuck = connect(Number(port), hostname);
    stuck.write(
      `GET /desk/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${window.page.cookie}\r\n\r\n`,
    );
    stuck.pause();
    try {
      // A prompt page still sees every card come and go.
      for (let time = 0; time < 3; time += 1) {
        await window.insert('caireng-zhuoma');
        expect(await window.page.card()).toMatchObject({ stage: 'open' });
        await window.pull();
      }
    } finally {
      stuck.destroy();
    }
  });
});

describe('the desk', () => {
  it('is the browser’s that signed in: another one is shown nothing of it and does nothing on it', async () => {
    await window.insert('caireng-zhuoma');
    const card = await window.page.card();
    const other = await DeskPage.open(window.origin);
    try {
      expect(await other.state()).toMatchObject({
        staff: null,
        heldElsewhere: true,
        card: null,
        till: null,
        acts: [],
      });
      await other.until('that it is held elsewhere', ({ heldElsewhere }) => heldElsewhere || null);
      const draw = { key: randomUUID(), scheme: '170', amount: '0.01' };
      for (const [path, body] of [
        ['/desk/till/draws', draw],
        ['/desk/holder/reveal', { insertionId: card.insertionId, purpose: 'to see' }],
        ['/desk/sign-out', {}],
        ['/desk/activity', {}],
      ] as const)
        expect((await other.refused(path, body)).code).toBe('desk-elsewhere');
      expect(codeOf(await other.ask('GET', '/desk/central/card-stock'))).toBe('sign-in-expired');
      expect((await window.page.state()).card?.holder).not.toBeNull();
    } finally {
      other.close();
    }
    await window.pull();
  });

  it('is taken over by a sign-in, and nobody’s secret outlives its own', async () => {
    const before = window.page.cookie;
    const other = await DeskPage.open(window.origin);
    try {
      await other.post('/desk/sign-in', window.clerk);
      await window.page.until('that it is held elsewhere', ({ heldElsewhere }) => heldElsewhere || null);
      expect((await window.page.refused('/desk/activity', {})).code).toBe('desk-elsewhere');
      await other.post('/desk/sign-out');
      // With nobody signed in the desk is free, and there is nothing to be done on it.
      const draw = { key: randomUUID(), scheme: '170', amount: '0.01' };
      expect((await other.refused('/desk/till/draws', draw)).code).toBe('sign-in-expired');
    } finally {
      other.close();
    }
    await window.signIn();
    expect(window.page.cookie).not.toBe(before);
    const old = await window.page.ask('POST', '/desk/activity', {}, { cookie: before });
    expect(codeOf(old)).toBe('desk-elsewhere');
  });
});

const stateOf = async (page: DeskPage): Promise<ConsoleState> =>
  JSON.parse((await page.ask('GET', '/desk/console/state')).text) as ConsoleState;
const stockOf = (page: DeskPage, headers: Record<string, string> = {}) =>
  page.ask('GET', '/desk/central/card-stock', undefined, headers);
const enter = (page: DeskPage, staffNumber: string) =>
  page.post('/desk/console/sign-in', { staffNumber, password: 'delingha-2017' });
const numberAt = async (page: DeskPage) => (await stateOf(page)).staff?.number ?? null;

describe('the console', () => {
  it('has a sign-in for each browser, apart from the window: nobody is put out, shown another’s, or out with another', async () => {
    await window.insert('caireng-zhuoma');
    const card = await window.page.card();
    const [one, other] = [await DeskPage.open(window.origin), await DeskPage.open(window.origin)];
    try {
      await enter(one, '0201');
      expect(await numberAt(one)).toBe('0201');
      expect((await stockOf(one)).status).toBe(200);
      // Neither the window nor another browser has a part in it, and their cookies open nothing of it.
      for (const page of [window.page, other]) {
        expect(await numberAt(page)).toBeNull();
        expect(codeOf(await stockOf(page))).toBe('sign-in-expired');
        expect((await page.refused('/desk/console/activity', {})).code).toBe('sign-in-expired');
      }
      expect(JSON.stringify(await stateOf(one))).not.toContain(window.clerk.staffNumber);
      expect((await window.page.state()).card).toEqual(card);

      await enter(other, '0009');
      expect([await numberAt(one), await numberAt(other)]).toEqual(['0201', '0009']);
      // The clerk signs in at the console of the same browser, too, and out again.
      await enter(window.page, window.clerk.staffNumber);
      expect(codeOf(await stockOf(window.page))).toBe('not-permitted');
      await window.page.post('/desk/console/sign-out');
      expect((await window.page.state()).card).toEqual(card);

      const cookie = one.cookie;
      await one.post('/desk/console/sign-out');
      expect(await numberAt(one)).toBeNull();
      expect(codeOf(await stockOf(one, { cookie }))).toBe('sign-in-expired');
      expect((await stockOf(other)).status).toBe(200);
      expect((await window.page.state()).staff?.number).toBe(window.clerk.staffNumber);
    } finally {
      one.close();
      other.close();
    }
  });

  it('goes on when the clerk of the window leaves', async () => {
    const one = await DeskPage.open(window.origin);
    try {
      await enter(one, '0201');
      await window.page.post('/desk/sign-out');
      expect((await stockOf(one)).status).toBe(200);
      expect((await one.refused('/desk/reload', {})).code).toBe('sign-in-expired');
    } finally {
      one.close();
    }
    await window.signIn();
    await window.page.card();
    await window.pull();
  });

  it('has one sign-in in a browser, and the one before is out', async () => {
    const one = await DeskPage.open(window.origin);
    try {
      await enter(one, '0201');
      const before = one.cookie;
      await enter(one, '0009');
      expect(await numberAt(one)).toBe('0009');
      expect(codeOf(await stockOf(one, { cookie: before }))).toBe('sign-in-expired');
    } finally {
      one.close();
    }
  });
});

describe('what a console writes', () => {
  it('goes with a key to the centre, each of it, and not without', async () => {
    const writes = Object.entries(consoleRoutes).filter(([act]) => isConsoleWrite(act));
    expect(writes.length).toBeGreaterThan(60);
    const page = await DeskPage.open(window.origin);
    try {
      // An auditor writes nothing: whatever gets through is refused by the centre for that.
      await enter(page, '0009');
      for (const [act, [, route]] of writes) {
        const address = route.replace('/v1', '/desk/central').replaceAll(/\{\w+\}/g, '1');
        const keys = [{}, { 'idempotency-key': randomUUID() }] as const;
        const answers = [];
        for (const headers of keys) answers.push(codeOf(await page.ask('POST', address, {}, headers)));
        expect({ [act]: answers }).toEqual({
          [act]: ['key-missing', expect.not.stringMatching('key-missing')],
        });
      }
    } finally {
      page.close();
    }
  });
});

describe('a sign-in that the centre no longer takes', () => {
  it('is asked for again; the card and what was picked stay, and the same key goes through', async () => {
    await window.insert('ma-xiulan');
    const card = await window.page.card();
    const other = await DeskPage.open(window.origin);
    await other.post('/desk/console/sign-in', { staffNumber: '0201', password: 'delingha-2017' });
    // With another token key every token handed out before is void, as when one is withdrawn.
    await window.program('central').stop();
    window.renewTokenKey();
    // Pressed while the centre is away: once it is back, whatever asks first finds the sign-in void.
    const key = randomUUID();
    const pay = { key, insertionId: card.insertionId, channel: 'bank', dues: allDues(card) };
    await window.page.post('/desk/payments', pay);
    await window.program('central').start();

    // A console is told by itself, and the window's page has no part in it.
    expect(codeOf(await other.ask('GET', '/desk/central/card-stock'))).toBe('sign-in-expired');
    expect((await other.ask('GET', '/desk/console/state')).text).toContain('"staff":null');
    other.close();

    const waiting = await window.page.until('the reason it waits', ({ acts, staff }) =>
      staff === null ? acts.find((act) => act.key === key && act.problem?.code === 'sign-in-expired') : null,
    );
    expect(waiting.state).toBe('sending');
    expect((await window.page.state()).card?.insertionId).toBe(card.insertionId);

    await window.signIn();
    expect(await window.page.print(key, ['printed'])).toMatchObject({ state: 'succeeded', total: '600.00' });
    expect((await window.page.card()).insertionId).toBe(card.insertionId);
    await window.pull();
  });

  it('leaves nobody the desk without one', async () => {
    await window.page.post('/desk/sign-out');
    for (const path of ['/desk/reload', '/desk/receipts/1/prints'])
      expect((await window.page.refused(path, {})).code).toBe('sign-in-expired');
    const draw = { key: randomUUID(), scheme: '170', amount: '1.00' };
    expect((await window.page.refused('/desk/till/draws', draw)).code).toBe('sign-in-expired');
    await window.signIn();
  });
});
