/** A receipt printer on a pseudo terminal: what opens its device path talks to it as to a printer on a serial line. */
import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PseudoTerminal } from '../pseudo-terminal/pseudo-terminal.js';
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

export class VirtualPrinter extends EventEmitter<VirtualPrinterEvents> {
  private readonly machine: PrinterMachine;
  private readonly line: PseudoTerminal;
  private pump: NodeJS.Timeout | null = null;

  constructor(private readonly options: VirtualPrinterOptions) {
    super();
    this.machine = new PrinterMachine(options.paper === 58 ? 384 : 576, () => new Date(), options.answers);
    this.line = new PseudoTerminal(options.devicePath);
    this.line.on('bytes', (bytes) => this.take(bytes));
    this.line.on('fault', (error) => this.emit('fault', error));
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
  start(): Promise<void> {
    return this.line.start();
  }

  /** Unplugs it: whoever has the device open is told by the system. The paper stays. */
  async stop(): Promise<void> {
    if (this.pump !== null) clearTimeout(this.pump);
    this.pump = null;
    await this.line.stop();
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
    if (bytes.length > 0) this.line.write(bytes);
  }

  private keepPrinting(): void {
    if (this.pump !== null || !this.line.isPluggedIn) return;
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
}
