/** Promises of the other ways to a printer: TCP and files, and what an answer is worth. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EscposPrinter } from '#hardware/receipt-printer/escpos-printer.js';
import { FilePrinter } from '#hardware/receipt-printer/file-printer.js';
import { AnswerReader } from '#hardware/receipt-printer/printer-answers.js';
import { TcpLine } from '#hardware/receipt-printer/tcp-line.js';
import { sheetText } from '#hardware/virtual-printer/paper-text.js';
import { PrinterMachine } from '#hardware/virtual-printer/printer-machine.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { sampleReceipt } from './paper-sample.js';

const markdown = layOutReceipt(sampleReceipt(), 80);
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** A network printer on loopback: every connection reaches the same machine; `alter` may spoil its answers. */
const networkPrinter = async (
  machine: PrinterMachine,
  alter: (answer: Uint8Array) => Uint8Array = (answer) => answer,
): Promise<EscposPrinter> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => {
      socket.write(alter(machine.receive(bytes)));
      for (let step = machine.advance(); step !== null; step = machine.advance())
        socket.write(alter(step.answers));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const printer = new EscposPrinter(new TcpLine({ host: '127.0.0.1', port }), {
    columns: 48,
    proof: 'process-id',
    statusTimeoutMs: 200,
    printTimeoutMs: 500,
    pollMs: 15,
  });
  endings.push(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
    () => printer.close(),
  );
  return printer;
};

/** A process id that belongs to some other print. */
const withOtherId = (answer: Uint8Array): Uint8Array =>
  answer[0] === 0x37 && answer[1] === 0x22 ? Uint8Array.of(0x37, 0x22, 0x7e, 0x7e, 0x7e, 0x7e, 0) : answer;

describe('a receipt printer on the network', () => {
  it('prints and proves it', async () => {
    const machine = new PrinterMachine(576, () => new Date());
    const printer = await networkPrinter(machine);
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(machine.sheets.map((sheet) => sheet.complete)).toEqual([true]);
  });

  it('says failed, with the reason, when the paper runs out in the middle', async () => {
    const machine = new PrinterMachine(576, () => new Date());
    machine.switch({ linesLeft: 8 });
    const printer = await networkPrinter(machine);
    expect(await printer.print(markdown)).toEqual({ outcome: 'failed', fault: 'paper-out' });
  });

  it('takes no process id but that of this very print as proof', async () => {
    const machine = new PrinterMachine(576, () => new Date());
    const printer = await networkPrinter(machine, withOtherId);
    expect(await printer.print(markdown)).toEqual({ outcome: 'unproven' });
  });

  it('is offline when nobody listens', async () => {
    const printer = new EscposPrinter(new TcpLine({ host: '127.0.0.1', port: 1 }), { columns: 48 });
    endings.push(() => printer.close());
    expect(await printer.status()).toMatchObject({ online: false });
    expect(await printer.print(markdown)).toEqual({ outcome: 'not-started', fault: 'offline' });
  });
});

describe('a receipt printer that is a folder', () => {
  it('keeps each receipt as the bytes a printer would print', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paper-files-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const printer = new FilePrinter(join(folder, 'out'), 48);
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(await printer.print(markdown)).toEqual({ outcome: 'printed' });
    expect(await readdir(join(folder, 'out'))).toEqual(['receipt-000001.escpos', 'receipt-000002.escpos']);
    const modes = [join(folder, 'out'), join(folder, 'out', 'receipt-000001.escpos')].map(
      async (path) => (await stat(path)).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o600]);

    const machine = new PrinterMachine(576, () => new Date());
    machine.receive(await readFile(join(folder, 'out', 'receipt-000001.escpos')));
    while (machine.advance() !== null);
    const [sheet] = machine.sheets;
    expect(sheet === undefined ? '' : sheetText(sheet)).toContain('￥1,090.00');
  });

  it('is offline where it may not write', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paper-files-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'a-file'), '');
    const printer = new FilePrinter(join(folder, 'a-file', 'out'), 48);
    expect(await printer.print(markdown)).toEqual({ outcome: 'not-started', fault: 'offline' });
  });
});

describe('the answers of a printer', () => {
  it('are told apart however they are cut on the way', () => {
    const reader = new AnswerReader();
    const bytes = Uint8Array.of(
      0x12,
      0x37,
      0x22,
      0x41,
      0x37,
      0x12,
      0x5a,
      0x00,
      0x11,
      0x37,
      0x25,
      0x00,
      0x0c,
      0x1a,
    );
    const answers = Array.from(bytes, (byte) => reader.read(Uint8Array.of(byte))).flat();
    expect(answers).toEqual([
      { kind: 'real-time', bits: 0x12 },
      { kind: 'process-id', id: 'A7\u0012Z' },
      { kind: 'cleared' },
      { kind: 'in-order', paperOut: true },
      { kind: 'real-time', bits: 0x1a },
    ]);
  });
});
