/** Promises of the bench program: its devices, switches and refusals over HTTP, as it ships. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { EscposPrinter } from '#hardware/receipt-printer/escpos-printer.js';
import { SerialLine } from '#hardware/receipt-printer/serial-line.js';
import type { BenchState } from '#libs/contract/bench.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { freePorts } from '../../apps/city/src/free-port.js';
import { Bench } from '../../apps/bench/src/bench.js';
import { readBenchConfig } from '../../apps/bench/src/config.js';
import { createBenchServer } from '../../apps/bench/src/server.js';
import { sampleReceipt } from './paper-sample.js';

const mute = { id: 'mute', label: '无应答的卡', note: 'does not answer', atr: '3B00', foreign: 'mute' };

/** A bank's fault switch on loopback: the two requests that the bench makes of the bank simulator. */
const openBank = async (): Promise<{ readonly server: Server; readonly url: string }> => {
  let fault = 'normal';
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (bytes: Buffer) => (body += bytes.toString()));
    incoming.on('end', () => {
      if (incoming.method === 'POST') fault = (JSON.parse(body) as { fault: string }).fault;
      outgoing.setHeader('content-type', 'application/json').end(JSON.stringify({ fault }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

describe('the bench', () => {
  let data: string;
  let bank: Awaited<ReturnType<typeof openBank>>;
  let bench: Bench;
  let server: FastifyInstance;
  let port: number;
  let complaints: string[];

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'bench-'));
    await mkdir(join(data, 'cards'));
    await writeFile(join(data, 'cards', 'mute.json'), JSON.stringify(mute));
    bank = await openBank();
    complaints = [];
    const config = readBenchConfig({
      SSCARD_DATA: data,
      BENCH_PORT: '0',
      CARD_PORT: String(await freePorts(2)),
      BANK_URL: bank.url,
    });
    bench = new Bench(config, (line) => complaints.push(line));
    await bench.start();
    server = createBenchServer(bench, config, false);
    await server.listen({ host: '127.0.0.1', port: 0 });
    ({ port } = server.server.address() as AddressInfo);
  });

  afterEach(async () => {
    await server.close();
    await bench.stop();
    await closeServer(bank.server);
    await rm(data, { recursive: true, force: true });
  });

  const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
  const state = async (): Promise<BenchState> =>
    (await (await fetch(url('/bench/state'))).json()) as BenchState;
  const post = async (path: string, body: unknown): Promise<{ status: number; code: string | null }> => {
    const response = await fetch(url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      code: text === '' ? null : (JSON.parse(text) as { code: string }).code,
    };
  };
  /** The status of a request with headers that fetch does not let one set. */
  const statusWith = (headers: Record<string, string>, method = 'GET'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/bench/state', method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('shows the tray, two empty readers, a ready printer and the bank', async () => {
    expect(await state()).toEqual({
      cards: [
        {
          id: 'mute',
          label: '无应答的卡',
          note: 'does not answer',
          specificationVersion: null,
          algorithm: null,
          cardNumber: null,
          blank: false,
          pinTriesLeft: null,
        },
      ],
      readers: [
        { slot: 0, cardId: null, connected: false },
        { slot: 1, cardId: null, connected: false },
      ],
      printer: { paperOut: false, coverOpen: false, offline: false, linesLeft: null, sheets: [] },
      kioskPrinter: null,
      pagePrinter: null,
      bank: { fault: 'normal', reachable: true },
    });
  });

  it('shows cards that come while it runs, and complains once of files that are none', async () => {
    await writeFile(join(data, 'cards', 'other.json'), JSON.stringify({ ...mute, id: 'other' }));
    await writeFile(join(data, 'cards', 'broken.json'), '{"id":');
    await writeFile(join(data, 'cards', 'else.json'), '{"id": "else"}');
    expect((await state()).cards.map((card) => card.id)).toEqual(['mute', 'other']);
    await state();
    expect(complaints).toHaveLength(2);
    expect(complaints.join()).toContain('else.json: not a card image');
  });

  it('has a printer that prints, on its own device, and shows the sheet as picture, drawing and text', async () => {
    const printer = new EscposPrinter(new SerialLine({ path: join(data, 'devices', 'printer') }), {
      columns: 48,
    });
    try {
      expect(await printer.print(layOutReceipt(sampleReceipt(), 80))).toEqual({ outcome: 'printed' });
    } finally {
      await printer.close();
    }
    const [sheet] = (await state()).printer.sheets;
    expect(sheet).toMatchObject({ complete: true });
    const get = (kind: string): Promise<Response> => fetch(url(`/bench/paper/${sheet?.id}.${kind}`));
    expect(await (await get('txt')).text()).toContain('壹仟零玖拾元整');
    expect(await (await get('svg')).text()).toMatch(/^<svg /);
    const png = Buffer.from(await (await get('png')).arrayBuffer());
    expect(png.readUInt32BE(16)).toBe(576 + 64);
    expect((await get('gif')).status).toBe(404);
    expect((await fetch(url('/bench/paper/99.png'))).status).toBe(404);
  }, 30_000);

  it('turns the switches of the printer and tells those who watch', async () => {
    const stop = new AbortController();
    const events = await fetch(url('/bench/events'), { signal: stop.signal });
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(/^event: state\ndata: \{"cards":/);
    expect(await post('/bench/printer', { coverOpen: true, linesLeft: 7 })).toEqual({
      status: 204,
      code: null,
    });
    const told = (await reader?.read())?.value ?? '';
    expect((JSON.parse(told.replace(/^event: state\ndata: /, '')) as BenchState).printer).toEqual({
      paperOut: false,
      coverOpen: true,
      offline: false,
      linesLeft: 7,
      sheets: [],
    });
    stop.abort();
  });

  it('turns the fault switch of the bank, and says so when the bank is not there', async () => {
    expect(await post('/bench/bank', { fault: 'answer-lost' })).toEqual({ status: 204, code: null });
    expect((await state()).bank).toEqual({ fault: 'answer-lost', reachable: true });
    await closeServer(bank.server);
    expect(await post('/bench/bank', { fault: 'slow' })).toEqual({ status: 503, code: 'bank-unreachable' });
    expect((await state()).bank).toEqual({ fault: 'answer-lost', reachable: false });
  });

  it('keeps a card in the slot while the card reader service is not there, until it is pulled', async () => {
    expect(await post('/bench/readers/1/insert', { cardId: 'mute' })).toEqual({
      status: 409,
      code: 'reader-service-stopped',
    });
    expect((await state()).readers[1]).toEqual({ slot: 1, cardId: 'mute', connected: false });
    expect(await post('/bench/readers/1/pull', {})).toEqual({ status: 204, code: null });
    expect((await state()).readers[1]).toEqual({ slot: 1, cardId: null, connected: false });
  }, 15_000);

  it.each([
    ['a card that is not in the tray', '/bench/readers/0/insert', { cardId: 'nobody' }, 404, 'not-found'],
    ['a slot that does not exist', '/bench/readers/3/insert', { cardId: 'mute' }, 400, 'malformed-request'],
    ['the reader of a kiosk where none is', '/bench/readers/2/insert', { cardId: 'mute' }, 404, 'not-found'],
    ['the printer of a kiosk where none is', '/bench/kiosk-printer', { offline: true }, 404, 'not-found'],
    ['an unknown switch', '/bench/printer', { onFire: true }, 400, 'malformed-request'],
    ['half a line of paper', '/bench/printer', { linesLeft: 1.5 }, 400, 'malformed-request'],
    ['an unknown fault', '/bench/bank', { fault: 'robbed' }, 400, 'malformed-request'],
    ['a body too large', '/bench/bank', { fault: 'x'.repeat(100_000) }, 413, 'body-too-large'],
    ['an address that does not exist', '/bench/nothing', {}, 404, 'not-found'],
  ])('refuses %s', async (_, path, body, status, code) => {
    expect(await post(path, body)).toEqual({ status, code });
  });

  it('answers its own page and programs of this machine, and no other host or origin', async () => {
    const own = `127.0.0.1:${port}`;
    expect(await statusWith({ host: own })).toBe(200);
    expect(await statusWith({ host: own, origin: `http://${own}` })).toBe(200);
    expect(await statusWith({ host: 'evil.example' })).toBe(403);
    expect(await statusWith({ host: own, origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ host: own, origin: 'null' })).toBe(403);
    expect(await statusWith({ host: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
  });
});

describe("the bench's settings", () => {
  it.each([
    [{ BENCH_PORT: 'x' }, 'BENCH_PORT is not a port: x'],
    [{ CARD_PORT: '65535' }, 'CARD_PORT leaves no room for two slots: 65535'],
    [{ BANK_URL: 'bank' }, 'BANK_URL is no http or https address, such as https://card.example: bank'],
    [{ PRINTER_WIDTH_MM: '76' }, 'PRINTER_WIDTH_MM is none of 58, 80: 76'],
  ])('%j are refused in one line that names the setting', (environment, line) => {
    expect(() => readBenchConfig(environment)).toThrow(new RangeError(line));
  });
});
