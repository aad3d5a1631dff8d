/** Promises that every question of a page ends, though whoever is asked stands still, and that no page asks in another way. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sourceFiles } from '../support/source-files.js';
import { get, post, postBytes } from '../../apps/web/shared/request.js';

let server: Server;
let origin = '';
const original = AbortSignal.timeout;
let asked: number[] = [];
beforeAll(async () => {
  // It takes whatever comes and never says a word, as a process that was stopped.
  server = createServer((request) => request.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // A thousand times faster, so that nobody waits here.
  AbortSignal.timeout = (ms) => {
    asked.push(ms);
    return original.call(AbortSignal, ms / 1000);
  };
});
afterAll(() => {
  AbortSignal.timeout = original;
  server.closeAllConnections();
  server.close();
});

it.each([
  ['a read, which can be asked again', () => get(`${origin}/`), 30_000],
  ['a write, whose outcome is unknown then', () => post(`${origin}/`, { key: 'one' }), 60_000],
  ['an upload', () => postBytes(`${origin}/`, new Blob(['bytes'])), 180_000],
])('ends in time: %s', async (_, ask, ms) => {
  asked = [];
  expect(await ask()).toEqual({ outcome: 'unanswered' });
  expect(asked).toEqual([ms]);
});

it('is how all pages ask', () => {
  const asking = sourceFiles(['.ts', '.vue'], 'apps/web').filter(
    (file) => !file.endsWith('.spec.ts') && /\bfetch\(/.test(readFileSync(file, 'utf8')),
  );
  expect(asking.toSorted()).toEqual(['apps/web/shared/request.ts', 'apps/web/shared/state-stream.ts']);
});
