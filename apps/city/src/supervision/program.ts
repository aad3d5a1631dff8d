/** One program under supervision: started, watched by its health check, started again when it dies, stopped. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess, identify, writeIdentity } from './process-identity.js';
import { ProgramLog } from './program-log.js';

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
  /** Resolves when it answers at all, such as that its database is away; `check` when left out. */
  readonly answers?: () => Promise<void>;
  readonly stopSignal: NodeJS.Signals;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** Without an answer for so long it hangs: it is killed and started again. */
  readonly hungAfterMs: number;
};

export class ProgramFailed extends Error {}

export type ProgramEvents = {
  /** It died or stopped answering, and is started again after a pause. */
  restarting: [reason: string, pauseMs: number];
  serving: [];
};

const checkEveryMs = 2000;
const checkTimeoutMs = 5000;
const longestPauseMs = 30_000;

const always = (): true => true;

/** Resolves when a process that has ended has been heard out. */
const untilClosed = async (child: ChildProcess): Promise<void> => {
  const outputs = [child.stdout, child.stderr].filter((output) => output !== null);
  await Promise.all(outputs.map((output) => output.closed || once(output, 'close')));
};

/** Rejects when the check has no answer after a while; a check that waits for ever must not keep supervision waiting. */
const inTime = async (check: () => Promise<void>): Promise<void> => {
  const pause = new AbortController();
  const late = wait(checkTimeoutMs, undefined, { signal: pause.signal }).then(() => {
    throw new Error(`no answer within ${checkTimeoutMs / 1000} s`);
  });
  // Called off, it rejects as well.
  late.catch(() => undefined);
  try {
    await Promise.race([check(), late]);
  } finally {
    pause.abort();
  }
};

export class Program extends EventEmitter<ProgramEvents> {
  #child: ChildProcess | null = null;
  #stopping = new AbortController();
  #watch: Promise<void> = Promise.resolve();
  readonly #log: ProgramLog;

  constructor(readonly plan: ProgramPlan) {
    super();
    this.#log = new ProgramLog(plan.logFile);
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
    const child = spawn(plan.command, [...plan.args], {
      env: { ...process.env, ...plan.env },
      ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
      ...plan.account,
      // Through us and not into the file itself: on a full disk a program that cannot write its log would end.
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
      detached: true,
    });
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (said: Buffer) => this.#log.append(said));
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
    try {
      writeIdentity(plan.identityFile, child.pid);
    } catch (error) {
      // On a full disk. It serves all the same; only a start after our own violent end would not find it.
      this.#log.append(Buffer.from(`its process could not be noted: ${String(error)}\n`));
    }
    await this.#untilServing(child);
  }

  async #untilServing(child: ChildProcess): Promise<void> {
    const { plan } = this;
    const deadlineMs = performance.now() + plan.startTimeoutMs;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        // What it said last may still be on its way; a process of its own that it left behind holds that open for longer.
        await Promise.race([untilClosed(child), wait(500)]);
        throw new ProgramFailed(
          `${plan.name} ended while starting (${child.signalCode ?? `exit code ${child.exitCode}`}): ` +
            `${this.#log.lastWords()} – see ${plan.logFile}`,
        );
      }
      try {
        await inTime(plan.check);
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
    let answeredAtMs = performance.now();
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
      const answered = await inTime(this.plan.answers ?? this.plan.check).then(
        () => true,
        () => false,
      );
      if (answered) answeredAtMs = performance.now();
      const silentMs = performance.now() - answeredAtMs;
      if (silentMs >= this.plan.hungAfterMs && !signal.aborted) {
        await this.#end('SIGKILL');
        return `gave no answer for ${Math.round(silentMs / 1000)} s`;
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
