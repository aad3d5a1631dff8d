/** Starts another program that uses the same card reader, and has it do things to the card that is in. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

type Deed =
  | 'connect'
  | 'connect-alone'
  | 'disconnect'
  | 'drop-at-work'
  | 'begin'
  | 'end'
  | 'reset'
  | 'select-other';
type Said = { readonly done?: string; readonly failed?: string };

export class OtherCardProgram {
  private constructor(private readonly child: ChildProcess) {}

  /** Runs until `close`; resolves when it sees the reader. */
  static async start(socketPath: string, readerName: string): Promise<OtherCardProgram> {
    const child = fork(
      'test/support/card-program.mjs',
      [readerName, resolve('dist/hardware/card-reader/pcsc-link.js')],
      {
        env: { ...process.env, NODE_OPTIONS: '', PCSCLITE_CSOCK_NAME: socketPath },
        execArgv: [],
      },
    );
    const program = new OtherCardProgram(child);
    await program.answer();
    return program;
  }

  /** Resolves when it is done; rejects with the code of PC/SC's refusal. */
  async does(deed: Deed): Promise<void> {
    const answer = this.answer();
    this.child.send(deed);
    await answer;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async answer(): Promise<void> {
    const [said] = (await once(this.child, 'message')) as [Said];
    if (said.failed !== undefined) throw new Error(said.failed);
  }
}
