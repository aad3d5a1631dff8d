/** Promises of the event stream, over a real socket: whole states, the newest last, and bounded memory. */
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CentreClock } from '../ground/centre-clock.js';
import { withMembers } from './desk-state.js';
import { DeskStore } from './desk.store.js';
import { streamState } from './event-stream.js';

let desk: DeskStore;
let response: ServerResponse;
let page: Socket;
let close: () => void;

beforeEach(async () => {
  desk = new DeskStore(new CentreClock());
  const server = createServer((_, answer) => {
    response = answer;
    streamState(answer, desk, (state) => state);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  page = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const asked = once(server, 'request');
  page.write('GET / HTTP/1.1\r\nHost: page\r\n\r\n');
  await asked;
  close = () => {
    page.destroy();
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

/** A state some kilobytes long, so that a few hundred fill every buffer on the way. */
const change = (name: string): void => desk.apply(withMembers({ terminalName: name.padEnd(8000, '.') }));

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((settle) => setImmediate(settle));
};

describe('the event stream', () => {
  it('begins with the state as it is, and sends each change once', async () => {
    let text = '';
    page.on('data', (bytes: Buffer) => (text += bytes.toString()));
    change('first');
    await until(() => text.includes('"terminalName":"first'));
    change('first');
    change('second');
    await until(() => text.includes('"terminalName":"second'));
    expect(text.match(/^event: state$/gm)).toHaveLength(3);
  });

  it('holds one state for a page that takes none, and gives it the newest when it does', async () => {
    page.pause();
    let longest = 0;
    for (let time = 0; time < 3000; time += 1) {
      change(`number ${time}`);
      longest = Math.max(longest, response.writableLength);
      if (time % 50 === 0) await new Promise((settle) => setImmediate(settle));
    }
    // 24 MB of states went by.
    expect(longest).toBeLessThan(100_000);
    let text = '';
    page.on('data', (bytes: Buffer) => (text = (text + bytes.toString()).slice(-20_000)));
    page.resume();
    await until(() => text.includes('"terminalName":"number 2999'));
  });

  it('is forgotten when the page goes', async () => {
    page.destroy();
    await until(() => response.destroyed);
    change('afterwards');
    expect(response.writableLength).toBe(0);
  });
});
