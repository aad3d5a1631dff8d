/** Who may call the terminal interface, over HTTP and WebSocket, what a malformed call is told, and many calls at once. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleCard } from '../support/sample-card.js';
import { ask, bank, hospital, TerminalConnection, TerminalWindow } from './terminal-window.js';

let window: TerminalWindow;
beforeAll(async () => {
  window = await TerminalWindow.open();
}, 60_000);
afterEach(() => window.pull());
afterAll(() => window.close());

const statusOf = async (origin?: string): Promise<number> => {
  const url = `${window.url.replace('http', 'ws')}/terminal`;
  const socket = origin === undefined ? new WebSocket(url) : new WebSocket(url, { origin });
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
};

const refused = (errorCode: number) => expect.objectContaining({ success: false, errorCode });

describe('a request', () => {
  it.each([
    ['', -14],
    ['{', -14],
    ['null', -14],
    ['[]', -14],
    ['{"function":"iDoDebit"}', -13],
    ['{"function":["iReadCardBas"]}', -13],
    ['{"function":"iReadCardBas"}', -14],
    ['{"function":"iReadCardBas","iType":5}', -14],
    ['{"function":"iReadCardBas_HSM_Step2","pKey":"00"}', -14],
    ['{"function":"iVerifyPIN","iType":1,"pin":123456}', -14],
  ])('%s is %i, over HTTP and WebSocket', async (text, code) => {
    expect(await window.call(text)).toEqual(refused(code));
    const connection = await TerminalConnection.open(window.url, hospital);
    expect(await connection.call(text)).toEqual(refused(code));
    connection.close();
  });

  it('may come from two callers at once, and neither sees the other’s card half read', async () => {
    const image = sampleCard('2.00');
    await window.insert(image);
    const [one, other] = await Promise.all([
      TerminalConnection.open(window.url, hospital),
      TerminalConnection.open(window.url, bank),
    ]);
    const { pOutInfo: whole } = await window.call({ function: 'iReadCardBas', iType: 3 });
    const calls = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        n % 3 === 0
          ? window.call({ function: 'iReadCardBas', iType: 3 })
          : n % 3 === 1
            ? window.call({ function: 'iReadCardBas_HSM_Step1', iType: 3 })
            : window.call({ function: 'iVerifyPIN', iType: 3, pin: '123456' }),
      ).concat([
        one.call({ function: 'iReadCardBas', iType: 1 }),
        other.call({ function: 'iReadCardBas', iType: 1 }),
      ]),
    );
    expect(calls.filter(({ success }) => success)).toHaveLength(8);
    for (const { pOutInfo } of [calls[0], calls[3], calls[6], calls[7]].flatMap((call) => call ?? []))
      expect(pOutInfo.split('|').slice(0, 9)).toEqual(whole.split('|').slice(0, 9));
    one.close();
    other.close();
  });

  it('that is too long ends its connection, and no other', async () => {
    const connection = await TerminalConnection.open(window.url, hospital);
    const closed = once(connection.socket, 'close');
    connection.socket.send('x'.repeat(9000));
    expect((await closed)[0]).toBe(1009);
    expect((await ask(window.url, 'x'.repeat(9000))).status).toBe(413);
    expect(await window.call('{}')).toEqual(refused(-14));
  });
});

describe('an origin', () => {
  it('that is not listed gets nothing, over HTTP or WebSocket', async () => {
    for (const origin of ['https://evil.example', 'null', window.url, 'https://his.example.evil.example']) {
      const answer = await ask(window.url, { function: 'iReadCardBas', iType: 3 }, { origin });
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await statusOf(origin)).toBe(403);
    }
    const without = await fetch(`${window.url}/terminal`, { method: 'POST', body: '{}' });
    expect(without.status).toBe(403);
    expect(await statusOf()).toBe(403);
  });

  it('that is listed gets the terminal interface and nothing else', async () => {
    for (const path of ['/', '/health', '/desk/state', '/terminal/', '/Terminal', '/%74erminal/x']) {
      const answer = await fetch(`${window.url}${path}`, { headers: { origin: hospital } });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    const listed = await ask(window.url, { function: 'iReadCardBas', iType: 3 });
    expect(listed.headers.get('access-control-allow-origin')).toBe(hospital);
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('may be on a public site: its browser asks first, and is told', async () => {
    const preflight = await fetch(`${window.url}/terminal`, {
      method: 'OPTIONS',
      headers: {
        origin: hospital,
        'access-control-request-method': 'POST',
        'access-control-request-private-network': 'true',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(hospital);
    expect(preflight.headers.get('access-control-allow-private-network')).toBe('true');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
  });

  it('under a foreign Host is refused, whatever it is', async () => {
    const { hostname, port } = new URL(window.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /terminal HTTP/1.1\r\nHost: evil.example:${port}\r\nOrigin: ${hospital}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 403 /);
    socket.destroy();
  });
});
