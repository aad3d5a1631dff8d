/** A printer behind a device that is no serial line (`/dev/usb/lp0`), or behind a pipe: written like a file, answers read where it gives any. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import type { PrinterLine } from './printer-line.js';
import { PrinterLineError } from './printer-trouble.js';

/** How often a device that has nothing to say, or takes nothing, is asked again. */
const pauseMs = 20;

export type DeviceLineOptions = {
  readonly path: string;
  /** A pipe gives no answers: reading would take back what was written. */
  readonly writeOnly: boolean;
  readonly writeTimeoutMs?: number;
};

const isAgain = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN';

export class DeviceLine implements PrinterLine {
  private file: FileHandle | null = null;
  private listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(private readonly options: DeviceLineOptions) {}

  get isOpen(): boolean {
    return this.file !== null;
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }

  async open(): Promise<void> {
    if (this.file !== null) return;
    const { path, writeOnly } = this.options;
    // Neither made nor emptied; and never waited for.
    const file = await open(
      path,
      (writeOnly ? constants.O_WRONLY : constants.O_RDWR) | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
    this.file = file;
    if (!writeOnly) void this.listen(file);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { file } = this;
    const { path, writeTimeoutMs = 5000 } = this.options;
    if (file === null) throw new PrinterLineError('missing', `${path} is not open`);
    const deadline = steadyNowMs() + writeTimeoutMs;
    for (let sent = 0; sent < bytes.length;) {
      try {
        const { bytesWritten } = await file.write(bytes, sent);
        sent += bytesWritten;
        // None at all is as good as "again".
        if (bytesWritten > 0) continue;
      } catch (error) {
        if (!isAgain(error)) throw error;
      }
      if (steadyNowMs() > deadline) throw new PrinterLineError('stuck', `${path} does not take bytes`);
      await delay(pauseMs);
    }
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = null;
    await file?.close();
  }

  /** Until it is closed. A device that never says anything reads as empty. */
  private async listen(file: FileHandle): Promise<void> {
    const buffer = new Uint8Array(256);
    while (this.file === file) {
      try {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
        if (bytesRead > 0) {
          this.listener(buffer.slice(0, bytesRead));
          continue;
        }
      } catch (error) {
        if (!isAgain(error)) {
          // Unplugged, or closed meanwhile: the next call opens it again.
          if (this.file === file) await this.close();
          return;
        }
      }
      await delay(pauseMs);
    }
  }
}
