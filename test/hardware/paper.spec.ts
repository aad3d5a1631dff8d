/** Promises of receipt printing over a real serial device: proven, stopped in the middle, silent, unplugged. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EscposPrinter, type EscposPrinterOptions } from '#hardware/receipt-printer/escpos-printer.js';
import { SerialLine } from '#hardware/receipt-printer/serial-line.js';
import type { Sheet } from '#hardware/virtual-printer/paper.js';
import { sheetText } from '#hardware/virtual-printer/paper-text.js';
import { VirtualPrinter } from '#hardware/virtual-printer/virtual-printer.js';
import { columnsOf, layOutReceipt } from '#libs/contract/receipt-layout.js';
import { sampleReceipt } from './paper-sample.js';

const qrOf = (sheet: Sheet): readonly string[] =>
  sheet.rows.flatMap((row) => (row.content.kind === 'qr' ? [row.content.data] : []));

/** Resolves when the printer has put out at least this many rows since the sheet in hand began. */
const rowsPrinted = (device: VirtualPrinter, count: number): Promise<void> =>
  new Promise((settle) => {
    const look = (): void => {
      if ((device.sheets[0]?.rows.length ?? 0) < count) return;
      device.off('paper', look);
      settle();
    };
    // Told row by row, so that whoever waits goes on before the next one is printed.
    device.on('paper', look);
    look();
  });

describe.each([58, 80] as const)('a receipt printer with %i mm paper on a serial line', (paper) => {
  let folder: string;
  let device: VirtualPrinter;
  let printer: EscposPrinter;
  const receipt = sampleReceipt();
  const markdown = layOutReceipt(receipt, paper);

  const onLine = (options: Partial<EscposPrinterOptions> = {}): EscposPrinter =>
    new EscposPrinter(new SerialLine({ path: device.devicePath }), {
      columns: columnsOf(paper),
      statusTimeoutMs: 1000,
      pollMs: 15,
      ...options,
    });

  /** The only sheet that came out since the last look. */
  const onlySheet = (): Sheet => {
    const [sheet, ...others] = device.sheets;
    if (sheet === undefined || others.length > 0) throw new Error(`${device.sheets.length} sheets`);
    return sheet;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paper, (test) '));
    device = new VirtualPrinter({ devicePath: join(folder, 'devices', 'printer'), paper, rowMs: 3 });
    await device.start();
    printer = onLine();
  });

  afterEach(async () => {
    await printer.close();
    await device.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('says ready when it is', async () => {
    expect(await printer.status()).toEqual({
      online: true,
      paperOut: false,
      paperNearEnd: false,
      coverOpen: false,
      trouble: null,
      detail: null,
      proof: null,
    });
  });

  it('says when the paper will soon be at its end', async () => {
    device.switch({ linesLeft: 12 });
    expect(await printer.status()).toMatchObject({ online: true, paperOut: false, paperNearEnd: true });
  });

  it('prints a receipt, proves it, and the paper bears what the receipt says', async () => {
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    const sheet = onlySheet();
    expect(sheet.complete).toBe(true);
    const text = sheetText(sheet);
    for (const wanted of [
      receipt.agency.zh,
      receipt.number,
      '2026年11月24日',
      '￥700.00',
      '￥390.00',
      '￥1,090.00',
      receipt.totalCapitals,
      receipt.verificationCode,
      '正本',
    ])
      expect(text).toContain(wanted);
    expect(qrOf(sheet)).toEqual([receipt.verifyUrl]);
  });

  it('marks a copy as a copy', async () => {
    const copy = layOutReceipt(sampleReceipt({ copy: 3 }), paper);
    expect(await printer.print(copy)).toEqual({ outcome: 'printed' });
    const text = sheetText(onlySheet());
    expect(text).toContain('副本 第3联 补打');
    expect(text).not.toContain('正本');
  });

  it('proves the end with an in-order status where the printer knows no process ids', async () => {
    await printer.close();
    printer = onLine({ proof: 'status' });
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(onlySheet().complete).toBe(true);
  });

  it.each([
    ['without paper', { paperOut: true }, 'paper-out'],
    ['with its cover open', { coverOpen: true }, 'cover-open'],
    ['switched off', { offline: true }, 'offline'],
  ] as const)('does not start %s, and starts when that is put right', async (_, switches, fault) => {
    device.switch(switches);
    expect(await printer.print(markdown)).toEqual({ outcome: 'not-started', fault });
    expect(device.sheets).toHaveLength(0);
    device.switch({ paperOut: false, coverOpen: false, offline: false });
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(onlySheet().complete).toBe(true);
  });

  it('says failed when the paper runs out in the middle, and nothing of it comes out when paper is loaded', async () => {
    device.switch({ linesLeft: 9 });
    expect(await printer.print(markdown)).toEqual({ outcome: 'failed', fault: 'paper-out' });
    const torn = onlySheet();
    expect(torn.complete).toBe(false);
    expect(sheetText(torn)).toContain(receipt.agency.zh);
    expect(sheetText(torn)).not.toContain(receipt.verificationCode);

    // A leftover of it would come out before the copy, on its sheet or one more.
    device.switch({ paperOut: false });
    const copy = layOutReceipt(sampleReceipt({ copy: 2 }), paper);
    expect(await printer.print(copy)).toEqual({ outcome: 'printed' });
    expect(device.sheets).toHaveLength(2);
    const again = device.sheets[0];
    expect(again?.complete).toBe(true);
    expect(again === undefined ? '' : sheetText(again).match(/SK20261124000017/g)).toHaveLength(1);
  });

  it('says failed when the paper runs out within the QR code, the last thing but a few lines', async () => {
    await printer.print(markdown);
    const { rows } = onlySheet();
    const qrAt = rows.findIndex((row) => row.content.kind === 'qr');
    const beforeQr = rows.slice(0, qrAt).reduce((sum, row) => sum + row.heightDots, 0);
    device.switch({ linesLeft: Math.ceil(beforeQr / 30) + 2 });
    expect(await printer.print(markdown)).toEqual({ outcome: 'failed', fault: 'paper-out' });
    const last = device.sheets[0]?.rows.at(-1);
    expect(last?.content.kind).toBe('qr');
    expect(last?.visibleDots).toBeLessThan(last?.heightDots ?? 0);
  });

  it('says failed when the cover is opened in the middle', async () => {
    const outcome = printer.print(markdown);
    await rowsPrinted(device, 6);
    device.switch({ coverOpen: true });
    expect(await outcome).toEqual({ outcome: 'failed', fault: 'cover-open' });
  });

  it('says unproven when it falls silent in the middle, and prints the next one whole', async () => {
    const outcome = printer.print(markdown);
    await rowsPrinted(device, 6);
    device.switch({ offline: true });
    expect(await outcome).toEqual({ outcome: 'unproven' });
    device.switch({ offline: false });
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(device.sheets.map((sheet) => sheet.complete)).toEqual([true, false]);
  });

  it('prints what is asked for at the same time one after another', async () => {
    const second = layOutReceipt(sampleReceipt({ number: 'SK20261124000018' }), paper);
    const outcomes = await Promise.all([printer.print(markdown), printer.print(second), printer.status()]);
    expect(outcomes.slice(0, 2)).toEqual([{ outcome: 'printed' }, { outcome: 'printed' }]);
    expect(device.sheets.map((sheet) => sheetText(sheet).match(/SK\d+/)?.[0])).toEqual([
      'SK20261124000018',
      'SK20261124000017',
    ]);
  });

  it('is offline while unplugged and prints again on the next call after it is plugged in', async () => {
    expect(await printer.status()).toMatchObject({ online: true });
    await device.stop();
    expect(await printer.status()).toMatchObject({ online: false });
    expect(await printer.print(markdown)).toEqual({ outcome: 'not-started', fault: 'offline' });
    await device.start();
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
  });

  it('says unproven when it is unplugged in the middle', async () => {
    const outcome = printer.print(markdown);
    await rowsPrinted(device, 6);
    await device.stop();
    expect(await outcome).toEqual({ outcome: 'unproven' });
    await device.start();
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
  });
});
