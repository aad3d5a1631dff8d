/** Does the jobs: each once over all processes, again after a failure but less often, and said aloud when one is stuck. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type CentralConfig } from '../config.js';
import { Database, type Transaction } from '../database/database.js';
import { Listening } from '../database/listening.js';
import { Refused } from '../http/refused.js';
import { stuckAfterAttempts, type Job, type JobStatus } from './job.js';
import { JobsStore } from './jobs.store.js';

/** Jobs are looked for at least so often, also when nothing was heard. */
const longestPauseMs = 5000;

const wordsOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly known = new Map<string, Job>();
  private readonly running = new Map<
    string,
    { readonly stop: AbortController; readonly end: Promise<void> }
  >();
  /** This process, for people and for the lease. */
  private readonly runner = `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
  private watching: Promise<void> = Promise.resolve();
  private heartbeat: NodeJS.Timeout | null = null;
  private wake: () => void = () => undefined;
  private isWoken = false;
  private stopped = false;
  private isAway = false;

  constructor(
    private readonly database: Database,
    private readonly store: JobsStore,
    private readonly listening: Listening,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Makes a job known; called while the program is put together. */
  add(job: Job): void {
    if (this.known.has(job.name)) throw new Error(`two jobs are called ${job.name}`);
    this.known.set(job.name, job);
  }

  /** There is work for a job: some process begins it as soon as the transaction has ended. */
  soon(tx: Transaction, name: string): Promise<void> {
    return this.store.soon(tx, name);
  }

  /** How every job of the area stands, by name. */
  list(tx: Transaction): Promise<JobStatus[]> {
    return this.store.list(tx);
  }

  /** Has a job run now, also a paused one. Throws Refused `not-found`. */
  async runNow(tx: Transaction, name: string): Promise<void> {
    if (!(await this.store.runNow(tx, name))) throw new Refused('not-found', name);
  }

  /** A paused job runs only when a person asks for it. Throws Refused `not-found`. */
  async setEnabled(tx: Transaction, name: string, enabled: boolean): Promise<void> {
    if (!(await this.store.setEnabled(tx, name, enabled))) throw new Refused('not-found', name);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.jobs === 'none') return;
    await this.database.transaction((tx) => this.store.register(tx, [...this.known.values()]));
    this.listening.start('job', () => this.look());
    this.heartbeat = setInterval(() => void this.beat(), this.config.jobLeaseMs / 3);
    this.watching = this.watch();
  }

  /** Begins no more runs, has those under way end early, and waits for them while the database is still connected. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.look();
    await this.watching;
    for (const { stop } of this.running.values()) stop.abort();
    await Promise.all(Array.from(this.running.values(), ({ end }) => end));
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
    await this.listening.stop();
  }

  private look(): void {
    this.isWoken = true;
    this.wake();
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      this.isWoken = false;
      const dueInMs = await this.beginDue();
      if (this.stopped || this.isWoken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(Math.max(1, dueInMs), longestPauseMs));
        this.wake = (): void => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Begins what is due and returns in how many milliseconds more may be. */
  private async beginDue(): Promise<number> {
    const free = [...this.known.keys()].filter((name) => !this.running.has(name));
    try {
      const claimed = await this.database.transaction((tx) =>
        this.store.claim(tx, this.runner, free, this.config.jobLeaseMs),
      );
      for (const { name, former, attempts } of claimed) {
        if (former !== null) this.tellFault(name, `process ${former} ended over it`, attempts);
        this.begin(name);
      }
      this.isAway = false;
      return (
        (await this.database.read((tx) => this.store.dueInMs(tx, [...this.known.keys()]))) ?? longestPauseMs
      );
    } catch (fault) {
      if (!this.isAway) this.logger.warn(`jobs are not looked for at present: ${wordsOf(fault)}`);
      this.isAway = true;
      return longestPauseMs;
    }
  }

  private begin(name: string): void {
    const job = this.known.get(name);
    if (job === undefined) throw new Error(`no job is called ${name}`);
    const stop = new AbortController();
    const end = this.perform(job, stop.signal).finally(() => {
      this.running.delete(name);
      this.look();
    });
    this.running.set(name, { stop, end });
  }

  /** Never throws: what could not be recorded is found by its lease running out. */
  private async perform({ name, run }: Job, signal: AbortSignal): Promise<void> {
    const recorded = (work: (tx: Transaction) => Promise<void>): Promise<void> =>
      this.database
        .transaction(work)
        .catch((fault: unknown) =>
          this.logger.warn(`the end of job ${name} is not recorded: ${wordsOf(fault)}`),
        );
    try {
      const result = await run(signal);
      await recorded((tx) =>
        signal.aborted
          ? this.store.release(tx, name, this.runner)
          : this.store.finish(tx, name, this.runner, result),
      );
    } catch (fault) {
      if (signal.aborted) await recorded((tx) => this.store.release(tx, name, this.runner));
      else
        await recorded(async (tx) =>
          this.tellFault(name, fault, await this.store.fail(tx, name, this.runner, wordsOf(fault))),
        );
    }
  }

  private tellFault(name: string, fault: unknown, attempts: number | null): void {
    if (attempts !== null && attempts >= stuckAfterAttempts)
      this.logger.error(
        `job ${name} is stuck: ${attempts} attempts in a row failed, the last: ${wordsOf(fault)}`,
      );
    else this.logger.warn(`job ${name} failed and is tried again: ${wordsOf(fault)}`);
  }

  /** Keeps what this process is at; what another has taken over meanwhile is broken off here. */
  private async beat(): Promise<void> {
    if (this.running.size === 0) return;
    const before = new Map(this.running);
    try {
      const held = new Set(
        await this.database.transaction((tx) => this.store.extend(tx, this.runner, this.config.jobLeaseMs)),
      );
      for (const [name, run] of before)
        if (!held.has(name) && this.running.get(name) === run) run.stop.abort();
    } catch (fault) {
      this.logger.warn(`the lease of running jobs is not extended: ${wordsOf(fault)}`);
    }
  }
}
