/** A printer behind a path, whatever lies there: a serial line, a device that is none, a pipe; looked at anew each time it is opened. */
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { DeviceLine } from './device-line.js';
import type { PrinterLine } from './printer-line.js';
import { lineErrorOf, PrinterLineError } from './printer-trouble.js';
import { SerialLine, type SerialSettings } from './serial-line.js';

export type PathLineOptions = SerialSettings & { readonly path: string };

export class PathLine implements PrinterLine {
  private line: PrinterLine | null = null;
  private listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(private readonly options: PathLineOptions) {}

  get isOpen(): boolean {
    return this.line?.isOpen === true;
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }

  /** Throws PrinterLineError that says what stands in the way. */
  async open(): Promise<void> {
    if (this.isOpen) return;
    const { path } = this.options;
    try {
      const line = await this.lineOf(path);
      line.onBytes((bytes) => this.listener(bytes));
      await line.open();
      this.line = line;
    } catch (error) {
      throw lineErrorOf(path, error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { line } = this;
    if (line === null) throw new PrinterLineError('missing', `${this.options.path} is not open`);
    try {
      await line.write(bytes);
    } catch (error) {
      throw lineErrorOf(this.options.path, error);
    }
  }

  async close(): Promise<void> {
    const { line } = this;
    this.line = null;
    await line?.close();
  }

  private async lineOf(path: string): Promise<PrinterLine> {
    const there = await stat(path);
    if (there.isFIFO()) return new DeviceLine({ ...this.options, writeOnly: true });
    if (!there.isCharacterDevice()) {
      const what = there.isDirectory() ? 'a folder' : there.isFile() ? 'a file' : 'no device';
      throw new PrinterLineError('no-device', `${path} is ${what}: file:FOLDER keeps receipts as files`);
    }
    const device = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      return isatty(device.fd)
        ? new SerialLine(this.options)
        : new DeviceLine({ ...this.options, writeOnly: false });
    } finally {
      await device.close();
    }
  }
}
