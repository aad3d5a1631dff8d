/** A printer on a serial line: RS-232, a USB adapter, or a pseudo terminal. */
import { SerialPort } from 'serialport';
import type { PrinterLine } from './printer-line.js';
import { within } from './printer-line.js';
import { PrinterLineError } from './printer-trouble.js';

/** `rts-cts` by two wires more, which many cables lack; `xon-xoff` in band. Without, the printer's buffer has to be large enough. */
export type FlowControl = 'none' | 'rts-cts' | 'xon-xoff';

export type SerialSettings = {
  /** Bits a second, as the printer's switches say; 19200 unless set. */
  readonly baudRate?: number;
  /** `none` unless set. */
  readonly flowControl?: FlowControl;
  /** How long a write may be held up by flow control before the line counts as lost. */
  readonly writeTimeoutMs?: number;
};

export type SerialLineOptions = SerialSettings & {
  /** Device path, such as `/dev/ttyUSB0`. */
  readonly path: string;
};

export class SerialLine implements PrinterLine {
  private port: SerialPort | null = null;
  private listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(private readonly options: SerialLineOptions) {}

  get isOpen(): boolean {
    return this.port?.isOpen === true;
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    const port = new SerialPort({
      path: this.options.path,
      baudRate: this.options.baudRate ?? 19_200,
      rtscts: this.options.flowControl === 'rts-cts',
      xon: this.options.flowControl === 'xon-xoff',
      xoff: this.options.flowControl === 'xon-xoff',
      autoOpen: false,
    });
    port.on('data', (bytes: Uint8Array) => this.listener(bytes));
    // An unplugged line: the next call opens a new port, which may by then be another device behind the same path.
    port.on('close', () => this.forget(port));
    port.on('error', () => this.forget(port));
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(error) : resolve()));
    });
    this.port = port;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const port = this.port;
    if (!port?.isOpen) throw new Error(`${this.options.path} is not open`);
    const sent = new Promise<void>((resolve, reject) => {
      port.write(Buffer.from(bytes), (failed) => {
        if (failed) reject(failed);
        else port.drain((error) => (error ? reject(error) : resolve()));
      });
    });
    await within(
      sent,
      this.options.writeTimeoutMs ?? this.mostMs(bytes.length),
      () => new PrinterLineError('stuck', `${this.options.path} does not take bytes`),
    );
  }

  /** Ten bits a byte at the line's speed, and as long again as any pause of a printer lasts. */
  private mostMs(length: number): number {
    return 5000 + (length * 10_000) / (this.options.baudRate ?? 19_200);
  }

  async close(): Promise<void> {
    const port = this.port;
    this.port = null;
    if (!port?.isOpen) return;
    await new Promise<void>((resolve) => {
      port.close(() => resolve());
    });
  }

  private forget(port: SerialPort): void {
    if (this.port === port) this.port = null;
    if (port.isOpen) port.close();
  }
}
