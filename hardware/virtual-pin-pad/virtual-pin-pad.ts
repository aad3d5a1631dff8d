/** The pad of a virtual reader: as long as it is plugged in the reader's driver announces it, and asks it for PINs. */
import { EventEmitter } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';

/** What the reader asks for: 0 or 1 its slot, digits, and how long it waits. */
export type PadQuestion = {
  readonly slot: number;
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
};

const questionLine = /^ask (\d+) (\d+) (\d+) (\d+)$/;

export class VirtualPinPad extends EventEmitter<{ asked: [PadQuestion | null] }> {
  private server: Server | null = null;
  private asking: { readonly socket: Socket; readonly question: PadQuestion } | null = null;

  /** `path` is the socket that the driver of `startPcscd` looks for: `Pcscd.pinPadPath`. */
  constructor(private readonly path: string) {
    super();
  }

  /** What it is asked for now; null: nothing. */
  get question(): PadQuestion | null {
    return this.asking?.question ?? null;
  }

  async plugIn(): Promise<void> {
    if (this.server !== null) return;
    await rm(this.path, { force: true });
    const server = createServer((socket) => this.welcome(socket));
    this.server = server;
    await new Promise<void>((settle, reject) => {
      server.once('error', reject);
      server.listen(this.path, () => settle());
    });
    // A PIN goes through it.
    await chmod(this.path, 0o600);
  }

  async unplug(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.asking?.socket.destroy();
    if (server !== null) await new Promise<void>((settle) => server.close(() => settle()));
    await rm(this.path, { force: true });
  }

  /** Digits, and the green key. Whether anybody asked for them. */
  enter(digits: string): boolean {
    return this.answer(`pin ${digits}`);
  }

  /** The red key. Whether there was anything to cancel. */
  cancel(): boolean {
    return this.answer('cancel');
  }

  private answer(line: string): boolean {
    if (this.asking === null) return false;
    this.asking.socket.end(`${line}\n`);
    return true;
  }

  /** A driver that only looks whether there is a pad says nothing and hangs up. */
  private welcome(socket: Socket): void {
    let said = '';
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
      const [, slot, least, most, seconds] = questionLine.exec(said.trimEnd()) ?? [];
      if (slot === undefined || this.asking?.socket === socket) return;
      const question = {
        slot: Number(slot),
        least: Number(least),
        most: Number(most),
        seconds: Number(seconds),
      };
      this.asking = { socket, question };
      this.emit('asked', question);
    });
    // A driver that gave up reads no answer any more; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (this.asking?.socket !== socket) return;
      this.asking = null;
      this.emit('asked', null);
    });
  }
}
