/** The agent keeps its window to its own page, and takes bad luck with devices and sign-ins without losing anything. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isProblem, type ProblemCode } from '#libs/contract/problems.js';
import { allDues, type Reply } from '../support/desk-page.js';
import { CounterWindow, eventually } from '../support/window.js';

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

/** One request as bytes, since a fetch lets nobody choose its Host. */
const raw = (path: string, headers: readonly string[]): Promise<string> =>
  new Promise((settle, reject) => {
    const { hostname, port } = new URL(window.origin);
    let text = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (bytes) => (text += bytes.toString()));
    socket.on('error', reject);
    socket.on('end', () => settle(text));
  });

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
    for (const cookie of ['', 'desk=', `desk=${'A'.repeat(43)}`]) {
      const answer = await window.page.ask('GET', '/desk/state', undefined, { cookie });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign-origin']);
    }
  });

  it('sends its page with a strict policy and a cookie no script can read', async () => {
    const { headers } = await window.page.ask('GET', '/');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('set-cookie')).toMatch(/^desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
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

describe('a card pulled at any exchange', () => {
  it.each([1, 2, 3, 4, 5])('number %i of a tap leaves an empty window', async (exchange) => {
    window.reader.pullAtExchange(exchange);
    await window.insert('wang-jianguo');
    await eventually('the pull', () => window.reader.image === null);
    await window.page.until('an empty window', ({ card }) => card === null || null);
    expect(JSON.stringify(await window.page.state())).not.toContain('王建国');
    await window.insert('wang-jianguo');
    expect(await window.page.card()).toMatchObject({ stage: 'open', exchanges: 5 });
    await window.pull();
  });

  it.each([1, 2])(
    'number %i of a payment is card-removed, and nothing was stored or paid',
    async (exchange) => {
      await window.insert('wang-jianguo');
      const { insertionId, ...card } = await window.page.card();
      const key = randomUUID();
      window.reader.pullAtExchange(exchange);
      const pay = { key, insertionId, channel: 'bank', dues: allDues({ insertionId, ...card }) };
      expect(await window.page.refused('/desk/payments', pay)).toMatchObject({ code: 'card-removed' });
      await window.page.until('an empty window', ({ card: shown }) => shown === null || null);
      expect(window.outbox(`select key from act where key = '${key}'`)).toEqual([]);
      expect(await window.query('select key from operation where key = $1', [key])).toEqual([]);
    },
  );

  // VERIFY, INTERNAL AUTHENTICATE, GET RESPONSE.
  it.each([1, 2, 3])(
    'number %i of a collection is card-removed, and nothing was stored',
    async (exchange) => {
      await window.insert('wang-jianguo');
      const { insertionId, entitlements } = await window.page.card();
      const key = randomUUID();
      window.reader.pullAtExchange(exchange);
      const collect = {
        key,
        insertionId,
        channel: 'bank',
        entitlements: entitlements.slice(0, 1).map(({ id, amount }) => ({ id, amount })),
        pin: window.pin('wang-jianguo'),
      };
      expect(await window.page.refused('/desk/collections', collect)).toMatchObject({ code: 'card-removed' });
      await window.page.until('an empty window', ({ card }) => card === null || null);
      expect(window.outbox(`select key from act where key = '${key}'`)).toEqual([]);
    },
  );
});

describe('the card reader service', () => {
  it('that stops takes the card off the window, and brings it back when it is up again', async () => {
    await window.insert('caireng-zhuoma');
    const { insertionId } = await window.page.card();
    await window.killReaderService();
    await window.page.until(
      'the stopped service',
      ({ reader, card }) => (reader.state === 'stopped' && card === null) || null,
    );
    const pay = {
      key: randomUUID(),
      insertionId,
      channel: 'bank',
      dues: [{ id: randomUUID(), amount: '1.00' }],
    };
    expect((await window.page.refused('/desk/payments', pay)).code).toBe('card-removed');
    await window.startReaderService();
    // The card was in all the time: it is an insertion of its own now.
    const again = await window.page.card();
    expect(again).toMatchObject({ stage: 'open', holder: { name: '才仁卓玛' } });
    expect(again.insertionId).not.toBe(insertionId);
    await window.pull();
  });
});

describe('a sign-in that the centre no longer takes', () => {
  it('is asked for again; the card and what was picked stay, and the same key goes through', async () => {
    await window.insert('ma-xiulan');
    const card = await window.page.card();
    // With another token key every token handed out before is void, as when one is withdrawn.
    await window.program('central').stop();
    window.renewTokenKey();
    await window.program('central').start();
    await window.page.until('the link', ({ central }) => central.state === 'online' || null);

    const key = randomUUID();
    const pay = { key, insertionId: card.insertionId, channel: 'bank', dues: allDues(card) };
    await window.page.post('/desk/payments', pay);
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

const draw = () => ({ key: randomUUID(), scheme: '170', amount: '10.00' });

/** What central was told of each copy of a receipt. */
const outcomes = (receipt: string | null) =>
  window.query<{ copy: number; outcome: string }>(
    'select copy, outcome from receipt_print_outcome where receipt_number = $1 order by copy',
    [receipt],
  );

describe('paper that is out', () => {
  it('before the receipt uses up no copy; printed later, it is the original', async () => {
    window.printer.switch({ paperOut: true });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    const act = await window.page.print(request.key, ['failed']);
    expect(act).toMatchObject({ state: 'succeeded', print: { problem: { code: 'printer-paper-out' } } });
    await window.page.until(
      'a printer without paper',
      ({ printer }) => printer.state === 'paper-out' || null,
    );
    expect(await outcomes(act.receiptNumber)).toEqual([]);

    window.printer.switch({ paperOut: false });
    await window.page.post(`/desk/receipts/${act.receiptNumber}/prints`);
    await window.page.print(request.key, ['printed']);
    await eventually('the report', async () => (await outcomes(act.receiptNumber)).length === 1);
    expect(await outcomes(act.receiptNumber)).toEqual([{ copy: 1, outcome: 'printed' }]);
  });

  it('in the middle of the receipt is told as failed, never as printed; the next is copy 2', async () => {
    window.printer.switch({ linesLeft: 4 });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    const act = await window.page.print(request.key, ['failed']);
    expect(act.print).toMatchObject({ copy: 1, problem: { code: 'printer-paper-out' } });
    window.printer.switch({ paperOut: false, linesLeft: null });
    await window.page.post(`/desk/receipts/${act.receiptNumber}/prints`);
    await window.page.print(request.key, ['printed'], 2);
    await eventually('the reports', async () => (await outcomes(act.receiptNumber)).length === 2);
    expect(await outcomes(act.receiptNumber)).toEqual([
      { copy: 1, outcome: 'failed' },
      { copy: 2, outcome: 'printed' },
    ]);
    expect(window.printer.sheets.filter(({ complete }) => !complete).length).toBeGreaterThan(0);
  });

  it('never keeps the next card waiting', async () => {
    window.printer.switch({ paperOut: true });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    await window.insert('caireng-zhuoma');
    expect(await window.page.card()).toMatchObject({ stage: 'open' });
    expect((await window.page.print(request.key, ['failed'])).state).toBe('succeeded');
    window.printer.switch({ paperOut: false });
    await window.pull();
  });
});
