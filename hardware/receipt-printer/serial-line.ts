/** A printer on a serial line: RS-232, a USB adapter, or a pseudo terminal. */
import { SerialPort } from 'serialport';
import type { PrinterLine } from './printer-line.js';
import { within } from './printer-line.js';

export type SerialLineOptions = {
  /** Device path, such as `/dev/ttyUSB0`. */
  readonly path: string;
  readonly baudRate?: number;
  /** Hardware flow control; off by default, because many cables have three wires only. */
  readonly rtscts?: boolean;
  /** How long a write may be held up by flow control before the line counts as lost. */
  readonly writeTimeoutMs?: number;
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
      rtscts: this.options.rtscts ?? false,
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
    await within(sent, this.options.writeTimeoutMs ?? 5000, `${this.options.path} does not take bytes`);
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
