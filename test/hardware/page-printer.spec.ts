/** Promises of printing A4 pages by IPP: what came out is proven, and what did not come out comes out for nobody later. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IppPrinter, webAddressOf } from '#hardware/page-printer/ipp-printer.js';
import { VirtualPagePrinter } from '#hardware/virtual-page-printer/virtual-page-printer.js';

const pdf = Buffer.from('%PDF-1.4\n%%EOF\n');
/** Somebody who waits for the paper to the end. */
const wanted = new AbortController().signal;

let device: VirtualPagePrinter;
let server: Server;
/** What the line does with an answer. */
let line: 'in order' | 'silent' | 'broken';
let address: string;

beforeEach(async () => {
  line = 'in order';
  device = new VirtualPagePrinter({ pageMs: 60 });
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (line === 'silent') return;
      if (line === 'broken') response.writeHead(500).end();
      else response.setHeader('content-type', 'application/ipp').end(device.answer(Buffer.concat(parts)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `ipp://127.0.0.1:${(server.address() as AddressInfo).port}/ipp/print`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const printer = (pagesMs = 5_000): IppPrinter =>
  new IppPrinter({ address, answerMs: 300, pagesMs, askEveryMs: 20 });

describe('a printer of pages', () => {
  it('says that it printed once the pages are out, and not before', async () => {
    expect(await printer().fault()).toBeNull();
    const printing = printer().print(pdf, 'D1', wanted);
    expect(device.sheets).toEqual([]);
    expect(await printing).toEqual({ outcome: 'printed' });
    expect(device.sheets.map(({ name, pdf: kept }) => [name, kept.equals(pdf)])).toEqual([['D1', true]]);
  });

  it('begins nothing without paper', async () => {
    device.switchPaper(true);
    expect(await printer().fault()).toBe('paper-out');
    expect(await printer().print(pdf, 'D1', wanted)).toEqual({ outcome: 'not-started', fault: 'paper-out' });
    device.switchPaper(false);
    expect(await printer().fault()).toBeNull();
  });

  it('takes back what the paper ran out for: filling the tray brings nobody’s paper', async () => {
    const printing = printer().print(pdf, 'D1', wanted);
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    device.switchPaper(true);
    expect(await printing).toEqual({ outcome: 'failed', fault: 'paper-out' });
    device.switchPaper(false);
    expect(await printer().print(pdf, 'D2', wanted)).toEqual({ outcome: 'printed' });
    expect(device.sheets.map(({ name }) => name)).toEqual(['D2']);
  });

  it('takes back at once what nobody wants any more', async () => {
    device = new VirtualPagePrinter({ pageMs: 500 });
    const leaving = new AbortController();
    const asksSeldom = new IppPrinter({ address, askEveryMs: 5_000 });
    const printing = asksSeldom.print(pdf, 'D1', leaving.signal);
    setTimeout(() => leaving.abort(), 100);
    const startedMs = performance.now();
    expect(await printing).toEqual({ outcome: 'taken-back' });
    expect(performance.now() - startedMs).toBeLessThan(400);
    expect(await asksSeldom.print(pdf, 'D2', leaving.signal)).toEqual({ outcome: 'taken-back' });
    await new Promise((resolve) => {
      setTimeout(resolve, 600);
    });
    expect(device.sheets).toEqual([]);
  });

  it('says that it printed what was out when nobody wanted it any more', async () => {
    const leaving = new AbortController();
    const printing = new IppPrinter({ address, askEveryMs: 5_000 }).print(pdf, 'D1', leaving.signal);
    setTimeout(() => leaving.abort(), 300);
    expect(await printing).toEqual({ outcome: 'printed' });
    expect(device.sheets).toHaveLength(1);
  });

  it('takes back what does not come out in time', async () => {
    device = new VirtualPagePrinter({ pageMs: 400 });
    expect(await printer(100).print(pdf, 'D1', wanted)).toEqual({ outcome: 'failed', fault: 'offline' });
    await new Promise((resolve) => {
      setTimeout(resolve, 450);
    });
    expect(device.sheets).toEqual([]);
  });

  it('is offline where nobody answers, nothing sensible does, or it refuses', async () => {
    for (const what of ['silent', 'broken'] as const) {
      line = what;
      expect(await printer().fault()).toBe('offline');
      expect(await printer().print(pdf, 'D1', wanted)).toEqual({ outcome: 'not-started', fault: 'offline' });
    }
    line = 'in order';
    expect(await printer().print(Buffer.from('no PDF'), 'D1', wanted)).toEqual({
      outcome: 'not-started',
      fault: 'offline',
    });
    expect(device.sheets).toEqual([]);
  });

  it('does not know what became of a paper that it lost sight of', async () => {
    device = new VirtualPagePrinter({ pageMs: 1_000 });
    const printing = printer(200).print(pdf, 'D1', wanted);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    line = 'silent';
    expect(await printing).toMatchObject({ outcome: 'unproven' });
  });

  it.each(['http://printer/ipp', 'ipp://', 'printer', 'ipp://printer'])('is not at %s', (wrong) => {
    expect(() => new IppPrinter({ address: wrong })).toThrow(RangeError);
  });

  it.each([
    ['ipp://printer/ipp/print', 'http://printer:631/ipp/print'],
    ['ipps://printer.example/ipp', 'https://printer.example:631/ipp'],
    ['ipp://[::1]:60000/ipp/print', 'http://[::1]:60000/ipp/print'],
  ])('at %s is spoken to at %s', (of, web) => {
    expect(webAddressOf(of)).toBe(web);
  });
});
