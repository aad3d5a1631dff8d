/** The whole city on one machine: database, bank, card reader, central, bench, and the agents of a window and a kiosk, started in order and stopped in reverse. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Addresses } from './addresses.js';
import { runAsStaff } from './central-command.js';
import { migrateCity, placePassphrase } from './migration.js';
import { ensureDatabase, planPostgres } from './postgres/postgres-program.js';
import { demandFree } from './free-port.js';
import {
  placesOf,
  planAgent,
  planBank,
  planBench,
  planCentral,
  planKiosk,
  planWork,
} from './program-plans.js';
import type { CentralProgram, PlanContext } from './program-plans.js';
import { liveHistory, seedDemonstration } from './seed.js';
import type { Demonstration } from './seed.js';
import { servingLine } from './serving-line.js';
import { endLeftover } from './supervision/process-identity.js';
import { Program } from './supervision/program.js';
import type { ProgramPlan } from './supervision/program.js';
import { ReaderService } from './supervision/reader-service.js';
import { claimData } from './supervision/sole-instance.js';

export type CityOptions = {
  /** The data directory, absolute. */
  readonly data: string;
  readonly addresses: Addresses;
  /** Another PostgreSQL, or null for the city's own. */
  readonly databaseUrl: string | null;
  /** False gives up safety against power cuts; for tests. */
  readonly durable: boolean;
  /** The usual one if not given. */
  readonly central?: CentralProgram;
  /** So many people live in it beside those whose cards lie on the bench. */
  readonly population: number;
  /** Whatever a person may want to read while it comes up and runs. */
  readonly tell: (line: string) => void;
};

/** Of the city in its PostgreSQL. */
const databaseName = 'sscard';

/** Waits for all, so that a failure of one leaves none half up; then throws the first failure. */
const together = async <T extends readonly Promise<unknown>[] | []>(work: T) => {
  await Promise.allSettled(work);
  return Promise.all(work);
};

export class City {
  readonly #programs: Program[] = [];
  readonly #readers: ReaderService;
  #release: () => void = () => undefined;
  #demonstration: Demonstration | null = null;
  #databaseUrl = '';
  readonly #leaving = new AbortController();
  #history: Promise<void> = Promise.resolve();

  constructor(private readonly options: CityOptions) {
    const { data, addresses, tell } = options;
    this.#readers = new ReaderService(
      { directory: join(data, 'pcscd'), firstPort: addresses.firstCard, kiosk: true },
      (reason, pauseMs) => tell(`pcscd ${reason}; starting it again in ${pauseMs} ms`),
    );
  }

  /** What was seeded: sign-ins and the like. */
  get demonstration(): Demonstration {
    if (this.#demonstration === null) throw new Error('the city has not been started');
    return this.#demonstration;
  }

  /** One running program by name, such as `central`. */
  program(name: string): Program {
    const found = this.#programs.find(({ plan }) => plan.name === name);
    if (found === undefined) throw new Error(`no program ${name} in this city`);
    return found;
  }

  get readers(): ReaderService {
    return this.#readers;
  }

  /** Settings for central's command line. */
  get context(): PlanContext {
    return {
      data: this.options.data,
      addresses: this.options.addresses,
      databaseUrl: this.#databaseUrl,
    };
  }

  /** Starts everything; on failure stops what had come up and throws one clear line. */
  async start(): Promise<void> {
    this.#release = claimData(join(this.options.data, 'run', 'city.json'));
    try {
      await this.#startAll();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Has the last two years of its people assessed and paid, beside whoever works in it; what is not done by its end goes on next time. */
  beginHistory(): void {
    const { tell } = this.options;
    this.#history = liveHistory(this.context, this.#leaving.signal).then(
      ({ months }) => tell(`history: ${months} months assessed and paid`),
      (fault: unknown) => {
        if (!this.#leaving.signal.aborted)
          tell(`history: ${fault instanceof Error ? fault.message : String(fault)}`);
      },
    );
  }

  /** Stops everything in reverse order; returns when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#history;
    for (const program of this.#programs.splice(0).toReversed()) await program.stop();
    await this.#readers.stop();
    this.#release();
    // A start that failed has stopped it already, and whoever asked for the start stops it as well.
    this.#release = () => undefined;
  }

  /** Kills every process at once, without a chance to tidy up: the last resort of a process that is ending. */
  killAll(): void {
    for (const program of this.#programs) program.kill();
  }

  async #startAll(): Promise<void> {
    const { addresses } = this.options;
    await this.#endLeftovers();
    for (const [name, port] of Object.entries({
      CENTRAL_PORT: addresses.central,
      WORK_PORT: addresses.work,
      AGENT_PORT: addresses.agent,
      KIOSK_PORT: addresses.kiosk,
      BENCH_PORT: addresses.bench,
      BANK_PORT: addresses.bank,
      CARD_PORT: addresses.firstCard,
      ...Object.fromEntries(
        [1, 2, 3].map((more) => [`CARD_PORT (the ${more}. after it)`, addresses.firstCard + more]),
      ),
      ...(this.options.databaseUrl === null ? { POSTGRES_PORT: addresses.postgres } : {}),
    }))
      await demandFree(port, name);

    // The three stand on nothing but the machine.
    const [reader] = await together([
      this.#timed('pcscd', () => this.#readers.start()),
      this.#startDatabase(),
      this.#start(planBank(this.context)),
    ]);
    this.#demonstration = await this.#startCentral();
    const { enrolmentCode, kioskEnrolmentCode } = this.#demonstration;
    await together([
      this.#start(planBench(this.context)),
      this.#start(planAgent(this.context, reader, enrolmentCode)),
      this.#start(planKiosk(this.context, reader, kioskEnrolmentCode)),
    ]);
    this.options.tell(servingLine);
    // Nobody at a counter waits for it.
    await this.#start(planWork(this.context));
  }

  /** Central's books, read through its command line. */
  readBooks(): Promise<{ readonly balanced: boolean; readonly findings: readonly string[] }> {
    return runAsStaff(this.context, '0501', ['books']);
  }

  /** Central and what is in it: one after the other the first time, when central makes its secrets, then together. */
  async #startCentral(): Promise<Demonstration> {
    const again = existsSync(join(this.options.data, 'central', 'secrets.json'));
    await this.#timed('schema', () => migrateCity(this.context, this.options.databaseUrl === null));
    await placePassphrase(this.context);
    const central = this.#start(planCentral(this.context, this.options.central));
    if (!again) await central;
    const seeding = this.#timed('demonstration city', () =>
      seedDemonstration(this.context, this.options.population),
    );
    const [demonstration] = await together([seeding, central]);
    return demonstration;
  }

  async #startDatabase(): Promise<void> {
    const { databaseUrl, data, addresses, durable, tell } = this.options;
    if (databaseUrl !== null) {
      this.#databaseUrl = databaseUrl;
      return;
    }
    const postgres = await planPostgres({
      directory: join(data, 'postgres'),
      port: addresses.postgres,
      durable,
      ...placesOf(data, 'postgres'),
    });
    if (postgres.data !== join(data, 'postgres'))
      tell(`postgres may not enter ${data} (its user is not root), so its data lies in ${postgres.data}`);
    await this.#start(postgres.plan);
    await ensureDatabase(postgres, databaseName);
    this.#databaseUrl = postgres.url(databaseName);
  }

  async #endLeftovers(): Promise<void> {
    for (const name of ['kiosk', 'agent', 'bench', 'work', 'central', 'bank-simulator', 'postgres']) {
      const signal = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
      if (await endLeftover(placesOf(this.options.data, name).identityFile, signal, 15_000))
        this.options.tell(`${name}: ended one that was left over from before`);
    }
  }

  async #start(plan: ProgramPlan): Promise<void> {
    const program = new Program(plan);
    program.on('restarting', (reason, pauseMs) =>
      this.options.tell(`${plan.name} ${reason}; starting it again in ${pauseMs} ms – see ${plan.logFile}`),
    );
    this.#programs.push(program);
    await this.#timed(plan.name, () => program.start());
  }

  async #timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const result = await work();
    this.options.tell(`${name}: up in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    return result;
  }
}
