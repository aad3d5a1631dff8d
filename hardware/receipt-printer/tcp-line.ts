/** A printer on the network: raw bytes over TCP, port 9100 by custom. */
import { connect, type Socket } from 'node:net';
import type { PrinterLine } from './printer-line.js';
import { within } from './printer-line.js';
import { lineErrorOf, PrinterLineError } from './printer-trouble.js';

export type TcpLineOptions = {
  readonly host: string;
  readonly port?: number;
  readonly connectTimeoutMs?: number;
  readonly writeTimeoutMs?: number;
};

export class TcpLine implements PrinterLine {
  private socket: Socket | null = null;
  private listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(private readonly options: TcpLineOptions) {}

  get isOpen(): boolean {
    return this.socket !== null && !this.socket.destroyed && this.socket.writable;
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    const socket = connect({ host: this.options.host, port: this.options.port ?? 9100, noDelay: true });
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    // Stays for the socket's life: a reset after this must not bring the program down.
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => this.listener(bytes));
    socket.on('close', () => {
      if (this.socket === socket) this.socket = null;
    });
    try {
      await within(
        connected,
        this.options.connectTimeoutMs ?? 2000,
        () => new PrinterLineError('missing', `${this.options.host} does not answer`),
      );
    } catch (error) {
      socket.destroy();
      throw lineErrorOf(this.options.host, error);
    }
    this.socket = socket;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const socket = this.socket;
    if (socket === null) throw new Error(`${this.options.host} is not connected`);
    const sent = new Promise<void>((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    await within(
      sent,
      this.options.writeTimeoutMs ?? 5000,
      () => new PrinterLineError('stuck', `${this.options.host} does not take bytes`),
    );
  }

  async close(): Promise<void> {
    const socket = this.socket;
    this.socket = null;
    if (socket === null || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }
}
