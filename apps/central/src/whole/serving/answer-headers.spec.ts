/** Promises that every answer of central keeps itself to whoever asked, and that nobody reaches it under two names or none. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';

let counter: Counter;
let address: URL;
beforeAll(async () => {
  counter = await Counter.open();
  address = new URL(await counter.app.getUrl());
}, 60_000);
afterAll(() => counter.close());

/** Bytes as they are, since a client lets nobody send two hosts; answers with all that comes until the connection ends. */
const raw = async (...lines: readonly string[]): Promise<string> => {
  const socket = connect(Number(address.port), address.hostname);
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  return text(socket);
};

const policyOf = (headers: Readonly<Record<string, unknown>>): string =>
  String(headers['content-security-policy']);

describe('an answer', () => {
  it.each<[string, 'GET' | 'POST', string, Record<string, string>]>([
    ['given', 'GET', '/health', {}],
    ['to somebody signed in', 'GET', '/v1/tills/own', {}],
    ['without tokens', 'GET', '/v1/tills/own', { authorization: '', 'x-staff-token': '' }],
    ['to another role', 'GET', '/v1/books', {}],
    ['to a photo that is not there', 'GET', '/v1/photos/0', {}],
    ['at no route', 'GET', '/nowhere', {}],
    ['at a description that is not there', 'GET', '/documents', {}],
    ['to a body that does not fit', 'POST', '/v1/photos', {}],
    ['to another site’s page', 'GET', '/health', { origin: 'http://evil.example' }],
    ['to a parameter given twice', 'GET', '/health?a=1&a=2', {}],
    ['at an address nobody can read', 'GET', '/%zz', {}],
  ])('%s is stored nowhere and guessed by nobody', async (_, method, path, headers) => {
    const answer = await counter.ask(method, path, method === 'POST' ? {} : undefined, headers);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (path === '/%zz') return;
    expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect(policyOf(answer.headers)).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('with a photo is stored nowhere either', async () => {
    const [photo] = await counter.query<{ digest: string }>(`select digest from photo`);
    const answer = await fetch(new URL(`/v1/photos/${photo?.digest}`, address), {
      headers: counter.tokens,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a host', () => {
  it.each<[string, readonly string[]]>([
    ['twice, the foreign one first', ['Host: evil.example', 'Host: OWN']],
    ['twice, the foreign one last', ['Host: OWN', 'Host: evil.example']],
    ['twice the same', ['Host: OWN', 'Host: OWN']],
    ['not at all', ['Accept: */*']],
    ['empty', ['Host:']],
    ['without its port', ['Host: 127.0.0.1']],
    ['with a name before it', ['Host: evil.example@OWN']],
    ['with more behind it', ['Host: OWN.evil.example']],
    ['two in one line', ['Host: OWN, evil.example']],
  ])('given %s is refused before anything else', async (_, lines) => {
    const answer = await raw(
      'GET /health HTTP/1.1',
      ...lines.map((line) => line.replaceAll('OWN', address.host)),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /u);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer).toContain('"code":"foreign-origin"');
    expect(answer).not.toContain('evil');
  });

  it('of central’s own is answered', async () => {
    expect(await raw('GET /health HTTP/1.1', `Host: ${address.host}`)).toMatch(/^HTTP\/1\.1 200 /u);
  });

  it('in the address is refused when it is another one’s', async () => {
    const answer = await raw('GET http://evil.example/health HTTP/1.1', `Host: ${address.host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /u);
    expect(answer).not.toContain('"status":"ok"');
  });
});
