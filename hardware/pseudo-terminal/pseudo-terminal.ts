/** A serial line without hardware: a pseudo terminal under a name that stays, of which a virtual device holds the far end. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';

export type PseudoTerminalEvents = {
  /** What the program at the near end wrote. */
  bytes: [Uint8Array];
  /** It went away on its own and could not be brought back. */
  fault: [Error];
};

const startTimeoutMs = 5000;

/** socat reads its addresses with these characters as syntax. */
const quoted = (path: string): string => path.replace(/[\\,:!"'()[\]{} ]/g, (character) => `\\${character}`);

export class PseudoTerminal extends EventEmitter<PseudoTerminalEvents> {
  private wire: ChildProcessWithoutNullStreams | null = null;
  /** Holds the terminal open, so that it does not hang up when a program closes it. */
  private holder: FileHandle | null = null;
  private running = false;

  /** `path` is where the link to it shall be; its folder is made. */
  constructor(readonly path: string) {
    super();
  }

  get isPluggedIn(): boolean {
    return this.running;
  }

  /** Plugs it in. Rejects when socat is missing or the link cannot be made. */
  async start(): Promise<void> {
    if (this.running) return;
    await mkdir(dirname(this.path), { recursive: true });
    await rm(this.path, { force: true });
    const wire = spawn('socat', [`PTY,raw,echo=0,link=${quoted(this.path)}`, 'STDIO']);
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
      this.holder = await open(this.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    } catch (error) {
      await this.stop();
      throw error;
    }
    wire.stdout.on('data', (bytes: Buffer) => this.emit('bytes', bytes));
    wire.once('exit', () => void this.replug(wire));
  }

  /** Unplugs it: whoever has the device open is told by the system. */
  async stop(): Promise<void> {
    this.running = false;
    const { wire, holder } = this;
    this.wire = null;
    this.holder = null;
    await holder?.close();
    if (wire !== null && wire.exitCode === null && wire.signalCode === null && wire.pid !== undefined) {
      const gone = once(wire, 'exit');
      wire.kill('SIGTERM');
      await gone;
    }
    await rm(this.path, { force: true });
  }

  /** What the device sends; lost when it is unplugged. */
  write(bytes: Uint8Array): void {
    if (this.wire?.stdin.writable === true) this.wire.stdin.write(bytes);
  }

  private async linked(): Promise<void> {
    const deadline = steadyNowMs() + startTimeoutMs;
    while (steadyNowMs() < deadline) {
      const found = await lstat(this.path).then(
        () => true,
        () => false,
      );
      if (found) return;
      await delay(10);
    }
    throw new Error(`no device at ${this.path} after ${startTimeoutMs} ms`);
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
