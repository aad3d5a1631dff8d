/** Promises that a call to the centre always ends, and leaves nothing behind when it has. */
import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TimedFetch } from './timed-fetch.js';

let server: Server;
let origin = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/never') return;
    if (request.url === '/none') {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '13' });
    response.write('{"status"');
    if (request.url !== '/half') response.end(':1}\n');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a call', () => {
  it('is answered as fetch answers, with or without a body', async () => {
    const { fetch } = new TimedFetch();
    expect(await (await fetch(new Request(`${origin}/`))).json()).toEqual({ status: 1 });
    const none = await fetch(new Request(`${origin}/none`));
    expect([none.status, await none.text()]).toEqual([204, '']);
  });

  it.each(['/never', '/half'])('that hangs at %s ends in time', async (path) => {
    const calls = new TimedFetch(() => 200);
    await expect(calls.fetch(new Request(`${origin}${path}`))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(calls.underWay).toBe(0);
  });

  it('ends with the reason of the stop, and none begins after it', async () => {
    const calls = new TimedFetch();
    const hanging = calls.fetch(new Request(`${origin}/half`));
    calls.stop(new Error('the agent is stopping'));
    await expect(hanging).rejects.toThrow('the agent is stopping');
    await expect(calls.fetch(new Request(`${origin}/`))).rejects.toThrow('the agent is stopping');
  });

  it('leaves no listener behind on anything that outlives it', async () => {
    const listened = new Set<AbortSignal>();
    const original = AbortSignal.prototype.addEventListener;
    AbortSignal.prototype.addEventListener = function add(this: AbortSignal, ...rest: never[]): void {
      listened.add(this);
      (original as (...args: never[]) => void).apply(this, rest);
    } as typeof original;
    try {
      const calls = new TimedFetch();
      for (let time = 0; time < 50; time += 1) await (await calls.fetch(new Request(`${origin}/`))).text();
      expect(calls.underWay).toBe(0);
    } finally {
      AbortSignal.prototype.addEventListener = original;
    }
    const most = Math.max(0, ...[...listened].map((signal) => getEventListeners(signal, 'abort').length));
    expect(most).toBeLessThanOrEqual(1);
  });
});
