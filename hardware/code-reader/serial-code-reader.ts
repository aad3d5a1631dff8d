/** A code reader on a serial line: RS-232, USB in its serial mode (`/dev/ttyACM0`), or a pseudo terminal. */
import { EventEmitter } from 'node:events';
import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { CodeFrames } from './code-frames.js';
import type { CodeReader, CodeReaderEvents, CodeReaderState } from './code-reader.js';

/** How often a line that is not there is tried. */
const retryMs = 1000;

/** How often it is looked whether the device is still the one that was opened. */
const lookMs = 500;

export type SerialCodeReaderOptions = {
  readonly path: string;
  /** Bits a second, as the reader is set; those on USB do not mind. */
  readonly baudRate: number;
};

/** What lies at a path, told apart from what lies there later; null: nothing. */
const deviceAt = (path: string): Promise<string | null> =>
  stat(path).then(
    ({ ino, rdev }) => `${ino} ${rdev}`,
    () => null,
  );

export class SerialCodeReader implements CodeReader {
  readonly #events = new EventEmitter();
  readonly #frames = new CodeFrames(
    (text) => this.#emit('code', text),
    (why) => this.#emit('unfit', why),
  );
  #port: SerialPort | null = null;
  #retry: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;
  #state: CodeReaderState | null = null;
  #closed = true;

  constructor(private readonly options: SerialCodeReaderOptions) {}

  on<E extends keyof CodeReaderEvents>(event: E, listener: CodeReaderEvents[E]): void {
    this.#events.on(event, listener);
  }

  start(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#open();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#stopLooking();
    this.#frames.drop();
    const port = this.#port;
    this.#port = null;
    if (port?.isOpen === true) await new Promise<void>((settle) => port.close(() => settle()));
  }

  #emit<E extends keyof CodeReaderEvents>(event: E, ...parts: Parameters<CodeReaderEvents[E]>): void {
    this.#events.emit(event, ...parts);
  }

  #open(): void {
    const port = new SerialPort({ ...this.options, autoOpen: false });
    this.#port = port;
    port.on('data', (bytes: Uint8Array) => this.#frames.take(bytes));
    port.on('close', (error: Error | null) => this.#lost(port, error?.message ?? 'closed'));
    port.on('error', (error) => this.#lost(port, error.message));
    port.open((error) => {
      if (error !== null) this.#lost(port, error.message);
      else if (this.#port !== port) port.close();
      else {
        this.#tell('ready', null);
        void this.#watch(port);
      }
    });
  }

  /** serialport takes the end of a line that hung up for a pause now and then, and would wait for ever. */
  async #watch(port: SerialPort): Promise<void> {
    const opened = await deviceAt(this.options.path);
    this.#stopLooking();
    if (this.#port !== port) return;
    this.#look = setInterval(() => void this.#compare(port, opened), lookMs);
  }

  async #compare(port: SerialPort, opened: string | null): Promise<void> {
    const now = await deviceAt(this.options.path);
    if (now === null || now !== opened) this.#lost(port, 'unplugged');
  }

  #stopLooking(): void {
    if (this.#look !== null) clearInterval(this.#look);
    this.#look = null;
  }

  /** Another device may lie behind the same path by then, so that a new port is opened each time. */
  #lost(port: SerialPort, why: string): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#stopLooking();
    this.#frames.drop();
    if (port.isOpen) port.close();
    this.#tell('missing', why);
    if (!this.#closed) this.#retry = setTimeout(() => this.#open(), retryMs);
  }

  #tell(state: CodeReaderState, detail: string | null): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#emit('state', state, detail);
  }
}
