/** Promises of the virtual printer's reading of ESC/POS and of what it does with it. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { toChineseEscpos } from '#hardware/receipt-printer/chinese-escpos.js';
import type { EscposCommand } from '#hardware/virtual-printer/escpos-command.js';
import { EscposReader } from '#hardware/virtual-printer/escpos-reader.js';
import type { PaperRow } from '#hardware/virtual-printer/paper.js';
import { PrinterMachine } from '#hardware/virtual-printer/printer-machine.js';
import { sheetSvg } from '#hardware/virtual-printer/paper-picture.js';
import { sheetText } from '#hardware/virtual-printer/paper-text.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { sampleReceipt } from './paper-sample.js';

const bytesOf = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : iconv.encode(part, 'gb18030'))),
  );

const readAll = (...chunks: readonly Uint8Array[]): readonly EscposCommand[] => {
  const reader = new EscposReader();
  const commands: EscposCommand[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let command = reader.next(); command !== null; command = reader.next()) commands.push(command);
  }
  return commands;
};

const printedBy = (...parts: readonly (string | number)[]): PrinterMachine => {
  const machine = new PrinterMachine(384, () => new Date(0));
  machine.receive(bytesOf(...parts));
  while (machine.advance() !== null);
  return machine;
};

const rowsOf = (machine: PrinterMachine): readonly PaperRow[] =>
  machine.sheets.flatMap((sheet) => sheet.rows);

const receipt = toChineseEscpos(layOutReceipt(sampleReceipt(), 80), 48, [{ kind: 'process-id', id: 'AB12' }]);

describe('reading ESC/POS', () => {
  it('gives the same commands however the bytes are cut', () => {
    const whole = readAll(receipt);
    expect(whole.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: receipt.length }), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), receipt.length];
        expect(readAll(...at.slice(1).map((end, i) => receipt.subarray(at[i], end)))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('understands every command our receipts are made of', () => {
    const unknown = readAll(receipt).filter(
      (command) => command.kind === 'ignored' && /^(GS|ESC|FS) \d+$/.test(command.name),
    );
    expect(unknown).toEqual([]);
  });

  it('survives any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const machine = new PrinterMachine(384, () => new Date(0));
        machine.receive(noise);
        while (machine.advance() !== null);
        expect(machine.sheets.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it('reads GB 18030 of one, two and four bytes, and single bytes after FS .', () => {
    const texts = readAll(bytesOf('A德㐀', 0x1c, '.', 0x1b, 't', 0, 0x81)).flatMap((command) =>
      command.kind === 'text' ? [[command.text, command.double]] : [],
    );
    expect(texts).toEqual([
      ['A', false],
      ['德', true],
      ['㐀', true],
      ['ü', false],
    ]);
  });

  it('reads raster images, printed at once and stored first', () => {
    const image = [2, 0, 1, 0, 0xf0, 0x0f];
    const now = readAll(bytesOf(0x1d, 'v0', 0, ...image));
    expect(now).toEqual([{ kind: 'raster', widthBytes: 2, rows: 1, bits: Uint8Array.of(0xf0, 0x0f) }]);
    const later = readAll(
      bytesOf(
        0x1d,
        '8L',
        12,
        0,
        0,
        0,
        48,
        112,
        48,
        1,
        1,
        49,
        16,
        0,
        1,
        0,
        0xf0,
        0x0f,
        0x1d,
        '(L',
        2,
        0,
        48,
        50,
      ),
    );
    expect(later.at(-1)).toEqual(now[0]);
  });
});

describe('the virtual printer', () => {
  it('answers real-time status in the middle of data, with the bits of the ESC/POS reference', () => {
    const machine = new PrinterMachine(384, () => new Date(0));
    const ask = (n: number): number | undefined => machine.receive(Uint8Array.of(0x10, 0x04, n))[0];
    machine.receive(bytesOf('half a line'));
    expect([ask(1), ask(2), ask(3), ask(4)]).toEqual([0x12, 0x12, 0x12, 0x12]);
    machine.switch({ coverOpen: true });
    expect([ask(1), ask(2), ask(3), ask(4)]).toEqual([0x1a, 0x16, 0x12, 0x12]);
    machine.switch({ coverOpen: false, paperOut: true });
    expect([ask(1), ask(2), ask(3), ask(4)]).toEqual([0x1a, 0x32, 0x12, 0x7e]);
    machine.switch({ paperOut: false, linesLeft: 5 });
    expect([ask(1), ask(2), ask(3), ask(4)]).toEqual([0x12, 0x12, 0x12, 0x1e]);
    machine.switch({ offline: true });
    expect(ask(1)).toBeUndefined();
  });

  it('answers a process id only after what was sent before it is on paper', () => {
    const machine = new PrinterMachine(576, () => new Date(0));
    expect(machine.receive(receipt)).toHaveLength(0);
    const cutWhenAnswered: (boolean | undefined)[] = [];
    let answered = Buffer.alloc(0);
    for (let step = machine.advance(); step !== null; step = machine.advance()) {
      if (step.answers.length > 0) cutWhenAnswered.push(machine.sheets[0]?.complete);
      answered = Buffer.concat([answered, step.answers]);
    }
    expect(cutWhenAnswered).toEqual([true]);
    expect(answered).toEqual(Buffer.from([0x37, 0x22, 0x41, 0x42, 0x31, 0x32, 0x00]));
  });

  it.each([
    ['goes on with what it has when the cover is closed', [], [], 2],
    [
      'forgets what it has when told to clear, and says so',
      [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8],
      [0x37, 0x25, 0],
      1,
    ],
  ] as const)('%s', (_, sent, answered, rows) => {
    const machine = new PrinterMachine(384, () => new Date(0));
    machine.receive(bytesOf('one', 10, 'two', 10));
    machine.advance();
    machine.switch({ coverOpen: true });
    expect(machine.advance()).toBeNull();
    expect([...machine.receive(Uint8Array.from(sent))]).toEqual(answered);
    machine.switch({ coverOpen: false });
    while (machine.advance() !== null);
    expect(rowsOf(machine)).toHaveLength(rows);
  });

  it('prints what is too wide for the paper on the next line, as printers do', () => {
    expect(rowsOf(printedBy('x'.repeat(33), 10))).toHaveLength(2);
    expect(rowsOf(printedBy('德'.repeat(16), 10))).toHaveLength(1);
    expect(rowsOf(printedBy(0x1d, '!', 0x11, '德'.repeat(9), 10))).toHaveLength(2);
  });

  it('aligns, emphasises and scales', () => {
    const [row] = rowsOf(printedBy(0x1b, 'a', 1, 0x1b, 'E', 1, 0x1d, '!', 0x11, '合计', 10));
    expect(row?.content).toMatchObject({
      kind: 'text',
      runs: [{ xDots: (384 - 96) / 2, scaleX: 2, scaleY: 2, bold: true }],
    });
    expect(row?.heightDots).toBe(48);
  });

  it('shows on picture and text only what came out before the paper ended', async () => {
    const machine = new PrinterMachine(384, () => new Date(0));
    machine.switch({ linesLeft: 2 });
    machine.receive(bytesOf('first', 10, 'second', 10, 'third', 10, 0x1d, 'V', 0));
    while (machine.advance() !== null);
    const [sheet] = machine.sheets;
    if (sheet === undefined) throw new Error('nothing came out');
    expect(sheet.complete).toBe(false);
    expect(sheetText(sheet)).toBe(`first\nsecond\n${'~'.repeat(32)}\n`);
    // Ten different letters in "first" and "second", each outlined once.
    expect((await sheetSvg(sheet)).match(/<path id="g\d+"/g)).toHaveLength(new Set('firstsecond').size);
  });
});
