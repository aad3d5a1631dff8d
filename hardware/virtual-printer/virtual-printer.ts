/** A receipt printer on a pseudo terminal: what opens its device path talks to it as to a printer on a serial line. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import type { Sheet } from './paper.js';
import { PrinterMachine, type PrinterAnswers, type PrinterSwitchState } from './printer-machine.js';

export type VirtualPrinterOptions = {
  /** Where the link to the pseudo terminal shall be; its folder is made. */
  readonly devicePath: string;
  /** Paper width in millimetres. */
  readonly paper: 58 | 80;
  /** Between two rows on paper; a real printer needs some 20 ms. */
  readonly rowMs?: number;
  /** What its make answers; all, unless said. */
  readonly answers?: PrinterAnswers;
  /** The speed its switches are set to: at any other it understands nothing, and is not understood. Any will do, unless said. */
  readonly baudRate?: number;
};

export type VirtualPrinterEvents = {
  /** A switch turned, by hand or by the paper coming to its end. */
  state: [PrinterSwitchState];
  /** Sheets began, ended or grew. */
  paper: [];
  /** The pseudo terminal went away on its own and could not be brought back. */
  fault: [Error];
};

const startTimeoutMs = 5000;

/** socat reads its addresses with these characters as syntax. */
const quoted = (path: string): string => path.replace(/[\\,:!"'()[\]{} ]/g, (character) => `\\${character}`);

export class VirtualPrinter extends EventEmitter<VirtualPrinterEvents> {
  private readonly machine: PrinterMachine;
  private wire: ChildProcessWithoutNullStreams | null = null;
  /** Holds the terminal open, so that it does not hang up when a program closes it. */
  private holder: FileHandle | null = null;
  private pump: NodeJS.Timeout | null = null;
  private running = false;

  constructor(private readonly options: VirtualPrinterOptions) {
    super();
    this.machine = new PrinterMachine(options.paper === 58 ? 384 : 576, () => new Date(), options.answers);
  }

  get devicePath(): string {
    return this.options.devicePath;
  }

  get state(): PrinterSwitchState {
    return this.machine.state;
  }

  /** Newest first. */
  get sheets(): readonly Sheet[] {
    return this.machine.sheets;
  }

  /** Plugs the printer in. Rejects when socat is missing or the link cannot be made. */
  async start(): Promise<void> {
    if (this.running) return;
    await mkdir(dirname(this.devicePath), { recursive: true });
    await rm(this.devicePath, { force: true });
    const wire = spawn('socat', [`PTY,raw,echo=0,link=${quoted(this.devicePath)}`, 'STDIO']);
    let said = '';
    wire.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    wire.stdin.on('error', (error) => (said += error.message));
    const ended = new Promise<never>((_, reject) => {
      wire.once('error', (error) => reject(new Error(`socat does not start: ${error.message}`)));
      wire.once('exit', (code) => reject(new Error(`socat ended with ${code}: ${said.trim()}`)));
    });
    ended.catch(() => undefined);
    this.wire = wire;
    this.running = true;
    try {
      await Promise.race([this.linked(), ended]);
      // Open for us alone to keep it from hanging up: nothing is ever read here.
      this.holder = await open(this.devicePath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    } catch (error) {
      await this.stop();
      throw error;
    }
    wire.stdout.on('data', (bytes: Buffer) => this.take(bytes));
    wire.once('exit', () => void this.replug(wire));
  }

  /** Unplugs it: whoever has the device open is told by the system. The paper stays. */
  async stop(): Promise<void> {
    this.running = false;
    if (this.pump !== null) clearTimeout(this.pump);
    this.pump = null;
    const { wire, holder } = this;
    this.wire = null;
    this.holder = null;
    await holder?.close();
    if (wire !== null && wire.exitCode === null && wire.signalCode === null && wire.pid !== undefined) {
      const gone = once(wire, 'exit');
      wire.kill('SIGTERM');
      await gone;
    }
    await rm(this.devicePath, { force: true });
  }

  switch(change: Partial<PrinterSwitchState>): void {
    this.machine.switch(change);
    this.emit('state', this.machine.state);
    this.emit('paper');
    this.keepPrinting();
  }

  private take(bytes: Uint8Array): void {
    if (this.isMisheard()) {
      // At another speed each bit is read at the wrong time, in both directions.
      this.answer(bytes.map((byte) => (byte ^ 0xe8) | 0x80));
      return;
    }
    this.answer(this.machine.receive(bytes));
    this.keepPrinting();
  }

  /** A pseudo terminal keeps the speed that the program at its other end has set, though nothing runs at it. */
  private isMisheard(): boolean {
    const { baudRate } = this.options;
    if (baudRate === undefined) return false;
    return Number(execFileSync('stty', ['-F', this.devicePath, 'speed'], { encoding: 'utf8' })) !== baudRate;
  }

  private answer(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.wire?.stdin.writable === true) this.wire.stdin.write(bytes);
  }

  private keepPrinting(): void {
    if (this.pump !== null || !this.running) return;
    const step = this.machine.state;
    const done = this.machine.advance();
    if (this.machine.state !== step) this.emit('state', this.machine.state);
    if (done === null) return;
    this.answer(done.answers);
    if (done.printed) this.emit('paper');
    this.pump = setTimeout(
      () => {
        this.pump = null;
        this.keepPrinting();
      },
      done.printed ? (this.options.rowMs ?? 20) : 0,
    );
  }

  private async linked(): Promise<void> {
    const deadline = steadyNowMs() + startTimeoutMs;
    while (steadyNowMs() < deadline) {
      const found = await lstat(this.devicePath).then(
        () => true,
        () => false,
      );
      if (found) return;
      await delay(10);
    }
    throw new Error(`no device at ${this.devicePath} after ${startTimeoutMs} ms`);
  }

  /** socat ended without being asked to: as with a cable that came loose, it is plugged in again. */
  private async replug(wire: ChildProcessWithoutNullStreams): Promise<void> {
    if (!this.running || this.wire !== wire) return;
    await this.stop();
    try {
      await this.start();
    } catch (error) {
      this.emit('fault', error instanceof Error ? error : new Error(String(error)));
    }
  }
}
