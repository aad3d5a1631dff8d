/** One program under supervision: started, watched by its health check, started again when it dies, stopped. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess, identify, writeIdentity } from './process-identity.js';

export type ProgramPlan = {
  /** A word for people and for file names, such as `central`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The account to run as; ours when left out. */
  readonly account?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
  readonly logFile: string;
  /** Holds the identity of the running process, so that a later start finds what an earlier one left behind. */
  readonly identityFile: string;
  /** Resolves when it serves; rejects while it does not. */
  readonly check: () => Promise<void>;
  readonly stopSignal: NodeJS.Signals;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
};

export class ProgramFailed extends Error {}

export type ProgramEvents = {
  /** It died or stopped answering, and is started again after a pause. */
  restarting: [reason: string, pauseMs: number];
  serving: [];
};

const largestLogBytes = 10 * 1024 * 1024;
const checkEveryMs = 2000;
const silentChecksBeforeRestart = 15;
const longestPauseMs = 30_000;

/** The last line that gives a reason, or else the last one. */
const lastWords = (file: string): string => {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30);
  const reason = lines.findLast((line) => /error|cannot|did not|must|not a/i.test(line));
  return (reason ?? lines.at(-1) ?? '').trim().slice(0, 300);
};

const always = (): true => true;

export class Program extends EventEmitter<ProgramEvents> {
  #child: ChildProcess | null = null;
  #stopping = new AbortController();
  #watch: Promise<void> = Promise.resolve();

  constructor(readonly plan: ProgramPlan) {
    super();
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts it and returns when it serves; from then on it is kept running. Throws ProgramFailed in one clear line. */
  async start(): Promise<void> {
    this.#stopping = new AbortController();
    await this.#startOnce();
    this.#watch = this.#keepRunning();
  }

  /** Stops it and returns when its process has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#end(this.plan.stopSignal);
    await this.#watch;
  }

  /** Kills it without warning, as a power cut would; supervision then starts it again. For tests of faults. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  async #startOnce(): Promise<void> {
    const { plan } = this;
    mkdirSync(dirname(plan.logFile), { recursive: true });
    mkdirSync(dirname(plan.identityFile), { recursive: true });
    if (existsSync(plan.logFile) && statSync(plan.logFile).size > largestLogBytes)
      renameSync(plan.logFile, `${plan.logFile}.1`);
    const log = openSync(plan.logFile, 'a', 0o600);
    const child = spawn(plan.command, [...plan.args], {
      env: { ...process.env, ...plan.env },
      ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
      ...plan.account,
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    const failed = once(child, 'error');
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
      rmSync(plan.identityFile, { force: true });
    });
    if (child.pid === undefined) {
      this.#child = null;
      const [error] = (await failed) as [Error];
      throw new ProgramFailed(`${plan.name} cannot be started: ${error.message}`);
    }
    failed.catch(() => undefined);
    writeIdentity(plan.identityFile, child.pid);
    await this.#untilServing(child);
  }

  async #untilServing(child: ChildProcess): Promise<void> {
    const { plan } = this;
    const deadlineMs = performance.now() + plan.startTimeoutMs;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new ProgramFailed(
          `${plan.name} ended while starting (${child.signalCode ?? `exit code ${child.exitCode}`}): ` +
            `${lastWords(plan.logFile)} – see ${plan.logFile}`,
        );
      try {
        await plan.check();
        this.emit('serving');
        return;
      } catch (error) {
        if (performance.now() > deadlineMs) {
          await this.#end('SIGKILL');
          const why = error instanceof Error ? error.message : String(error);
          throw new ProgramFailed(
            `${plan.name} does not serve after ${plan.startTimeoutMs / 1000} s: ${why} – see ${plan.logFile}`,
            { cause: error },
          );
        }
      }
      await wait(50);
    }
  }

  async #keepRunning(): Promise<void> {
    let pauseMs = 250;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const servedFromMs = performance.now();
      const reason = await this.#untilDown(signal);
      if (signal.aborted) return;
      if (performance.now() - servedFromMs > 60_000) pauseMs = 250;
      for (let served = false; !served && !signal.aborted;) {
        this.emit('restarting', reason, pauseMs);
        await wait(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        if (signal.aborted) return;
        served = await this.#startOnce().then(
          () => true,
          () => false,
        );
      }
      // Stopped while it was coming up: what has come up meanwhile must not stay.
      if (signal.aborted) await this.#end(this.plan.stopSignal);
    }
  }

  /** Waits until the process has ended, or has not answered its health check for long, and says which. */
  async #untilDown(signal: AbortSignal): Promise<string> {
    let silent = 0;
    for (;;) {
      const child = this.#child;
      if (child === null) return 'ended';
      // Both leave off when it is being stopped, and when the other has come first.
      const pause = new AbortController();
      const either = AbortSignal.any([signal, pause.signal]);
      const ended = await Promise.race([
        once(child, 'exit', { signal: either }).then(always, always),
        wait(checkEveryMs, false, { signal: either }).catch(always),
      ]);
      pause.abort();
      if (ended) return 'ended';
      const answered = await this.plan.check().then(
        () => true,
        () => false,
      );
      silent = answered ? 0 : silent + 1;
      if (silent >= silentChecksBeforeRestart) {
        await this.#end('SIGKILL');
        return `no answer for ${(silent * checkEveryMs) / 1000} s`;
      }
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    const identity = identify(child.pid);
    if (identity !== null) await endProcess(identity, signal, this.plan.stopTimeoutMs);
    await gone;
  }
}
