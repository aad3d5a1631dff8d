/** A key vault in a PKCS#11 security module, worked by a process of its own, so that central never waits longer than it says. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Refused } from '../../ground/http/refused.js';
import type { KeyRegion } from './key-file-vault.js';
import type { KeyVault, VaultStanding } from './key-vault.js';
import type { CheckValues, MasterKeyId, MasterKeys } from './master-keys.js';
import type { AnswerOf, FromVaultProcess, ToVaultProcess, VaultAct } from './pkcs11-messages.js';
import type { Pkcs11Settings } from './pkcs11-token.js';

/** How long a ceremony may take, as so many times what one answer may. */
const ceremonyFactor = 6;
/** What is allowed for each chip of many, beside the time of one answer. */
const perChipMs = 1;

type Pending = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (fault: Error) => void;
  readonly deadline: NodeJS.Timeout;
};

/** The compiled process: beside this file, or below dist when this file runs from its source. */
const processFile = (): string => {
  const file = fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? new URL('../../../../../dist/apps/central/src/cards/keys/pkcs11-process.js', import.meta.url)
      : new URL('./pkcs11-process.js', import.meta.url),
  );
  if (!existsSync(file)) throw new Error(`${file} is missing: build first`);
  return file;
};

export class Pkcs11ProcessVault implements KeyVault {
  readonly description;
  private process: ChildProcess | null = null;
  private request = 0;
  private readonly pending = new Map<number, Pending>();
  private lastStanding: VaultStanding = 'unused';
  /** A wrong PIN is never tried twice, in no process: a token locks after a few. */
  private pinRefusal: Refused | null = null;
  /** Nobody is made to wait for a token that did not answer a moment ago; then one is let try again. */
  private silentUntil = 0;

  constructor(
    private readonly settings: Pkcs11Settings,
    private readonly region: KeyRegion,
    private readonly timeoutMs: number,
  ) {
    this.description = { kind: 'pkcs11', place: `${settings.token} (${settings.module})` } as const;
  }

  get standing(): VaultStanding {
    return this.lastStanding;
  }

  /** Of the process that talks to the module, for operations and tests; null where none runs. */
  get processId(): number | null {
    return this.process?.pid ?? null;
  }

  versions(): Promise<readonly number[]> {
    return this.ask('versions', [], this.timeoutMs);
  }

  checkValues(version: number): Promise<CheckValues> {
    return this.ask('checkValues', [version], this.timeoutMs);
  }

  admit(version: number, keys: MasterKeys): Promise<boolean> {
    return this.ask('admit', [version, keys], this.timeoutMs * ceremonyFactor);
  }

  diversify(key: MasterKeyId, serials: Uint8Array): Promise<Uint8Array> {
    return this.ask('diversify', [key, serials], this.timeoutMs + (serials.length / 8) * perChipMs);
  }

  async close(): Promise<void> {
    const child = this.process;
    if (child === null) return;
    await new Promise<void>((settle) => {
      child.once('exit', () => settle());
      child.kill('SIGKILL');
    });
  }

  private ask<A extends VaultAct>(act: A, parts: unknown[], timeoutMs: number): Promise<AnswerOf<A>> {
    if (this.pinRefusal !== null) return Promise.reject(this.pinRefusal);
    if (performance.now() < this.silentUntil) return Promise.reject(this.silent(timeoutMs));
    const child = this.start();
    this.request += 1;
    const { request } = this;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => this.giveUp(child, timeoutMs), timeoutMs);
      this.pending.set(request, {
        resolve: resolve as (answer: unknown) => void,
        reject,
        deadline,
      });
      child.ref();
      child.channel?.ref();
      // A failed write means a process on its way out: its `exit` answers everything that is pending.
      child.send({ kind: 'ask', request, act, parts } satisfies ToVaultProcess, () => undefined);
    });
  }

  private start(): ChildProcess {
    if (this.process !== null) return this.process;
    const child = fork(processFile(), [], {
      // Not the flags of whoever started us, such as a debugger's port.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.process = child;
    child.on('message', (message) => this.hear(message as FromVaultProcess));
    child.once('exit', () => this.ended(child));
    child.on('error', () => child.kill('SIGKILL'));
    const { settings, region } = this;
    child.send({ kind: 'open', settings, region } satisfies ToVaultProcess, () => undefined);
    return child;
  }

  private hear(message: FromVaultProcess): void {
    const asked = this.take(message.request);
    if (asked === null) return;
    switch (message.kind) {
      case 'done':
        this.lastStanding = 'ready';
        asked.resolve(message.answer);
        return;
      case 'refused': {
        const refused = new Refused(message.code, message.detail);
        if (message.code === 'key-vault-locked') this.pinRefusal = refused;
        if (message.code !== 'keys-missing') this.lastStanding = 'failing';
        asked.reject(refused);
        return;
      }
      case 'failed':
        asked.reject(new Error(message.fault));
    }
  }

  /** One call holds up all behind it, and it cannot be called off: the process goes, and the next question starts another. */
  private giveUp(child: ChildProcess, timeoutMs: number): void {
    this.silentUntil = performance.now() + timeoutMs;
    this.lastStanding = 'failing';
    this.refuseAll(child, this.silent(timeoutMs));
    child.kill('SIGKILL');
  }

  private ended(child: ChildProcess): void {
    if (this.pending.size > 0) this.lastStanding = 'failing';
    this.refuseAll(
      child,
      new Refused('key-vault-unreachable', `${this.settings.module}: its process ended in the middle`),
    );
  }

  private refuseAll(child: ChildProcess, refused: Refused): void {
    if (this.process !== child) return;
    this.process = null;
    for (const request of this.pending.keys()) this.take(request)?.reject(refused);
  }

  private take(request: number): Pending | null {
    const asked = this.pending.get(request);
    if (asked === undefined) return null;
    this.pending.delete(request);
    clearTimeout(asked.deadline);
    // A command that is done need not wait for a process that only waits.
    if (this.pending.size === 0) {
      this.process?.unref();
      this.process?.channel?.unref();
    }
    return asked;
  }

  private silent(timeoutMs: number): Refused {
    return new Refused('key-vault-unreachable', `${this.settings.module}: no answer within ${timeoutMs} ms`);
  }
}
