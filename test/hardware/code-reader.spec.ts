/** Promises of a code reader on a serial line, tried with the virtual one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SerialCodeReader } from '#hardware/code-reader/serial-code-reader.js';
import { VirtualCodeReader } from '#hardware/virtual-code-reader/virtual-code-reader.js';
import { eventually } from '../support/window.js';

let folder: string;
let device: VirtualCodeReader;
let reader: SerialCodeReader;
let told: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'code reader '));
  device = new VirtualCodeReader(join(folder, 'devices', 'code-reader'));
  reader = new SerialCodeReader({ path: device.devicePath, baudRate: 9600 });
  told = [];
  reader.on('state', (state) => told.push(state));
  reader.on('code', (text) => told.push(`code ${text}`));
  reader.on('unfit', (why) => told.push(`unfit ${why}`));
});
afterEach(async () => {
  await reader.close();
  await device.stop();
  await rm(folder, { recursive: true, force: true });
});

const until = (line: string, count = 1): Promise<void> =>
  eventually(`"${line}" (${count})`, () => told.filter((one) => one === line).length >= count);

it('reads what is held before it, and refuses what is no code', async () => {
  await device.start();
  reader.start();
  await until('ready');
  device.scan('https://card.example/v1/receipts/63280220261124000001?code=ABCD');
  device.send(Buffer.from([0x81, 0x00, 0x0d]));
  device.scan('x'.repeat(5000));
  device.scan('one more');
  await until('code one more');
  expect(told).toEqual([
    'ready',
    'code https://card.example/v1/receipts/63280220261124000001?code=ABCD',
    'unfit garbled',
    'unfit too-long',
    'code one more',
  ]);
}, 20_000);

it('that is plugged in later, or unplugged in the middle of a code, goes on by itself', async () => {
  reader.start();
  await until('missing');
  await device.start();
  await until('ready');
  device.send(Buffer.from('half of a co'));
  await device.stop();
  await until('missing', 2);
  await device.start();
  await until('ready', 2);
  device.scan('whole');
  await until('code whole');
  // Half a code is told as cut off, unless the line was found lost before.
  const rest = told.filter((line) => line !== 'unfit cut-off');
  expect(rest).toEqual(['missing', 'ready', 'missing', 'ready', 'code whole']);
}, 30_000);
