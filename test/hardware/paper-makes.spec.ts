/** Promises about printers as they are: what their make proves, the speed and flow control of their line, and what lies at their path. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EscposPrinter, type EscposPrinterOptions } from '#hardware/receipt-printer/escpos-printer.js';
import { PathLine, type PathLineOptions } from '#hardware/receipt-printer/path-line.js';
import { VirtualPrinter, type VirtualPrinterOptions } from '#hardware/virtual-printer/virtual-printer.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { sampleReceipt } from './paper-sample.js';

const run = promisify(execFile);
const markdown = layOutReceipt(sampleReceipt(), 58);
const printTimeoutMs = 3000;

let folder: string;
const endings: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paper makes '));
});
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

const plugIn = async (make: Partial<VirtualPrinterOptions> = {}): Promise<VirtualPrinter> => {
  const device = new VirtualPrinter({ devicePath: join(folder, 'printer'), paper: 58, rowMs: 3, ...make });
  await device.start();
  endings.push(() => device.stop());
  return device;
};

const printerAt = (
  path: string,
  options: Partial<EscposPrinterOptions> = {},
  line: Partial<PathLineOptions> = {},
): EscposPrinter => {
  const printer = new EscposPrinter(new PathLine({ path, ...line }), {
    columns: 32,
    statusTimeoutMs: 300,
    printTimeoutMs,
    processIdGraceMs: 300,
    unprovenWatchMs: 300,
    pollMs: 15,
    ...options,
  });
  endings.push(() => printer.close());
  return printer;
};

/** How long a print took, and what came of it. */
const timed = async (printer: EscposPrinter): Promise<{ readonly outcome: string; readonly ms: number }> => {
  const from = Date.now();
  const { outcome } = await printer.print(markdown);
  return { outcome, ms: Date.now() - from };
};

describe('the proof of a print', () => {
  it.each([
    ['all', 'process-id'],
    ['status', 'status'],
  ] as const)('of a printer that answers %s is found out with its first receipt', async (answers, proof) => {
    const device = await plugIn({ answers });
    const printer = printerAt(device.devicePath);
    expect((await printer.status()).proof).toBeNull();
    const first = await timed(printer);
    const second = await timed(printer);
    expect([first.outcome, second.outcome]).toEqual(['printed', 'printed']);
    expect(Math.max(first.ms, second.ms)).toBeLessThan(printTimeoutMs);
    expect((await printer.status()).proof).toBe(proof);
    expect(device.sheets.map(({ complete }) => complete)).toEqual([true, true]);
  });

  it('of one that only says how it is never comes: waited for once, and never printed twice', async () => {
    const device = await plugIn({ answers: 'real-time' });
    const printer = printerAt(device.devicePath);
    expect((await timed(printer)).ms).toBeGreaterThanOrEqual(printTimeoutMs);
    const second = await timed(printer);
    expect(second.outcome).toBe('unproven');
    expect(second.ms).toBeLessThan(printTimeoutMs / 2);
    expect((await printer.status()).proof).toBe('none');
    expect(device.sheets).toHaveLength(2);
    // What it does say is still heard.
    device.switch({ coverOpen: true });
    expect(await printer.print(markdown)).toEqual({ outcome: 'not-started', fault: 'cover-open' });
  });

  it.each([3_600_000, -3_600_000])(
    'comes though the clock of the machine is set by %i ms meanwhile',
    async (byMs) => {
      const device = await plugIn();
      const printer = printerAt(device.devicePath);
      const machine = Date.now;
      const clock = jest.spyOn(Date, 'now');
      try {
        const printing = printer.print(markdown);
        setTimeout(() => clock.mockImplementation(() => machine() + byMs), 100);
        expect(await printing).toEqual({ outcome: 'printed' });
      } finally {
        clock.mockRestore();
      }
      expect((await printer.status()).proof).toBe('process-id');
    },
  );

  it.each(['process-id', 'status'] as const)('set to %s is waited for, and no other', async (proof) => {
    const device = await plugIn({ answers: proof === 'status' ? 'all' : 'status' });
    const { outcome } = await timed(printerAt(device.devicePath, { proof }));
    expect(outcome).toBe(proof === 'status' ? 'printed' : 'unproven');
  });

  it('set to none: a printer that never says a word prints at once, whole, and once', async () => {
    const device = await plugIn({ answers: 'nothing' });
    const asking = printerAt(device.devicePath);
    expect(await asking.status()).toMatchObject({ online: false, trouble: 'silent' });
    await asking.close();
    const printer = printerAt(device.devicePath, { proof: 'none' });
    expect(await printer.status()).toMatchObject({ online: true, proof: 'none' });
    const { outcome, ms } = await timed(printer);
    expect(outcome).toBe('unproven');
    expect(ms).toBeLessThan(printTimeoutMs / 2);
    for (let wait = 0; device.sheets[0]?.complete !== true && wait < 500; wait += 1)
      await new Promise((settle) => {
        setTimeout(settle, 10);
      });
    expect(device.sheets.map(({ complete }) => complete)).toEqual([true]);
  });
});

describe('a serial line', () => {
  it('at the speed of the printer is understood, and at another is named', async () => {
    const device = await plugIn({ baudRate: 9600 });
    const wrong = printerAt(device.devicePath);
    expect(await wrong.status()).toMatchObject({ online: false, trouble: 'garbled' });
    await wrong.close();
    const right = printerAt(device.devicePath, {}, { baudRate: 9600 });
    expect(await right.print(markdown)).toEqual({ outcome: 'printed' });
  });

  it.each([
    ['none', '-crtscts', '-ixon'],
    ['rts-cts', 'crtscts', '-ixon'],
    ['xon-xoff', '-crtscts', 'ixon'],
  ] as const)('has the flow control %s', async (flowControl, ...wanted) => {
    const device = await plugIn();
    const printer = printerAt(device.devicePath, {}, { flowControl });
    expect(await printer.status()).toMatchObject({ online: true });
    const { stdout } = await run('stty', ['-F', device.devicePath, '-a']);
    expect(stdout.split(/[\s;]+/)).toEqual(expect.arrayContaining([...wanted]));
  });
});

describe('what lies at the path', () => {
  it('a device that is no terminal is written like a file, and neither made nor emptied', async () => {
    // As /dev/usb/lp0 it is a character device, and gives no answers.
    expect(await printerAt('/dev/null', { proof: 'none' }).print(markdown)).toEqual({ outcome: 'unproven' });
    expect(await printerAt('/dev/null').status()).toMatchObject({ online: false, trouble: 'silent' });
    expect(await printerAt('/dev/full', { proof: 'none' }).print(markdown)).toEqual({ outcome: 'unproven' });
  });

  it('a pipe takes the bytes, and is missing while nobody reads it', async () => {
    const path = join(folder, 'pipe');
    await run('mkfifo', [path]);
    const printer = printerAt(path, { proof: 'none' });
    expect(await printer.status()).toMatchObject({ online: false, trouble: 'missing' });
    const reading = run('timeout', ['10', 'cat', path], { encoding: 'buffer' });
    for (let wait = 0; !(await printer.status()).online && wait < 200; wait += 1);
    expect(await printer.print(markdown)).toEqual({ outcome: 'unproven' });
    await printer.close();
    const { stdout } = await reading;
    expect(stdout.length).toBeGreaterThan(500);
  });

  it.each([
    ['a folder', async (path: string) => run('mkdir', [path]), 'no-device', 'is a folder'],
    ['a file', async (path: string) => writeFile(path, 'kept'), 'no-device', 'is a file'],
    ['nothing', async () => undefined, 'missing', 'ENOENT'],
    ['a link to nothing', async (path: string) => symlink('gone', path), 'missing', 'ENOENT'],
  ] as const)('%s is told as that', async (_, put, trouble, detail) => {
    const path = join(folder, 'put');
    await put(path);
    const status = await printerAt(path, { proof: 'none' }).status();
    expect(status).toMatchObject({ online: false, trouble });
    expect(status.detail).toContain(detail);
  });

  it('a file by mistake is left as it was', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'kept');
    expect((await printerAt(path, { proof: 'none' }).print(markdown)).outcome).toBe('not-started');
    expect(await readFile(path, 'utf8')).toBe('kept');
  });

  it('a device that another program has is told as that', async () => {
    const device = await plugIn();
    expect(await printerAt(device.devicePath).status()).toMatchObject({ online: true });
    expect(await printerAt(device.devicePath).status()).toMatchObject({ online: false, trouble: 'taken' });
  });

  it('that is unplugged and plugged in again goes on with the next call', async () => {
    const device = await plugIn();
    const printer = printerAt(device.devicePath);
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    await device.stop();
    expect(await printer.status()).toMatchObject({ online: false, trouble: 'missing' });
    await device.start();
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
  });
});
