/** A code reader on a pseudo terminal: what is held before it is sent as a real one sends it. */
import { EventEmitter } from 'node:events';
import { PseudoTerminal } from '../pseudo-terminal/pseudo-terminal.js';

export class VirtualCodeReader extends EventEmitter<{ fault: [Error] }> {
  private readonly line: PseudoTerminal;

  /** `devicePath` is where the link to it shall be. */
  constructor(devicePath: string) {
    super();
    this.line = new PseudoTerminal(devicePath);
    this.line.on('fault', (error) => this.emit('fault', error));
  }

  get devicePath(): string {
    return this.line.path;
  }

  /** Plugs it in. Rejects when socat is missing or the link cannot be made. */
  start(): Promise<void> {
    return this.line.start();
  }

  /** Unplugs it. */
  stop(): Promise<void> {
    return this.line.stop();
  }

  /** Holds a code before it. */
  scan(code: string): void {
    this.send(Buffer.from(`${code}\r\n`));
  }

  /** Bytes as they are, for what goes wrong on a line. */
  send(bytes: Uint8Array): void {
    this.line.write(bytes);
  }
}
