/** One window with everything it needs, as it ships: database, bank, central and agent; its card and paper in hand. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'libsql';
import type { BankFault } from '#libs/contract/bench.js';
import type { CardImage, ForeignCardImage } from '#libs/cards/card-image.js';
import { ChipBox } from '#hardware/virtual-card/chip-box.js';
import { startPcscd, type Pcscd } from '#hardware/virtual-card/pcscd.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { VirtualPrinter } from '#hardware/virtual-printer/virtual-printer.js';
import { originOf } from '../../apps/city/src/addresses.js';
import { runAsStaff } from '../../apps/city/src/central-command.js';
import { migrateCity } from '../../apps/city/src/migration.js';
import { planPostgres } from '../../apps/city/src/postgres/postgres-program.js';
import {
  placesOf,
  planAgent,
  planBank,
  planCentral,
  planWork,
  printerDevice,
} from '../../apps/city/src/program-plans.js';
import type { PlanContext } from '../../apps/city/src/program-plans.js';
import { pinOfCard, type Demonstration } from '../../apps/city/src/seed.js';
import { Program, type ProgramPlan } from '../../apps/city/src/supervision/program.js';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';
import { DeskPage } from './desk-page.js';
import { copySeeded } from './seeded-data.js';

type Books = { readonly balanced: boolean; readonly findings: readonly string[] };

type Parts = {
  readonly context: PlanContext;
  readonly demonstration: Demonstration;
  readonly programs: ReadonlyMap<string, Program>;
  readonly reader: VirtualReader;
  readonly secondReader: VirtualReader;
  readonly printer: VirtualPrinter;
  readonly pcscd: Pcscd;
  readonly page: DeskPage;
};

/** What was started, undone in reverse. */
class Undo {
  private readonly steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps.splice(0).toReversed()) await step();
  }
}

export class CounterWindow {
  page: DeskPage;
  pcscd: Pcscd;

  private constructor(
    private readonly parts: Parts,
    private readonly undo: Undo,
  ) {
    this.page = parts.page;
    this.pcscd = parts.pcscd;
  }

  /** Starts it all from `dist/`, with nobody signed in; some ten seconds. Call `close` in afterAll. */
  static async open(): Promise<CounterWindow> {
    const undo = new Undo();
    try {
      return new CounterWindow(await start(undo), undo);
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.page.close();
    await this.pcscd.stop();
    await this.undo.run();
  }

  get clerk(): Demonstration['clerk'] {
    return this.parts.demonstration.clerk;
  }

  get reader(): VirtualReader {
    return this.parts.reader;
  }

  /** The other slot of the same window. */
  get secondReader(): VirtualReader {
    return this.parts.secondReader;
  }

  get printer(): VirtualPrinter {
    return this.parts.printer;
  }

  /** Where the programs keep what they write. */
  get data(): string {
    return this.parts.context.data;
  }

  get origin(): string {
    return originOf(this.parts.context.addresses.agent);
  }

  program(name: 'postgres' | 'bank-simulator' | 'central' | 'agent'): Program {
    const program = this.parts.programs.get(name);
    if (program === undefined) throw new Error(`no program ${name}`);
    return program;
  }

  logOf(name: string): string {
    return readFileSync(placesOf(this.parts.context.data, name).logFile, 'utf8');
  }

  image(id: string): CardImage | ForeignCardImage {
    const file = join(this.parts.context.data, 'cards', `${id}.json`);
    return JSON.parse(readFileSync(file, 'utf8')) as CardImage | ForeignCardImage;
  }

  pin(id: string): string {
    return pinOfCard(this.parts.context.data, id);
  }

  async insert(id: string): Promise<void> {
    await this.reader.insert(this.image(id));
  }

  /** Pulls the card and waits until the window is empty. */
  async pull(): Promise<void> {
    await this.reader.pull();
    await this.page.until('an empty window', ({ card }) => card === null || null);
  }

  async signIn(): Promise<void> {
    await this.page.post('/desk/sign-in', this.clerk);
  }

  /** A new page, such as after the agent was restarted. */
  async reopen(): Promise<void> {
    this.page.close();
    this.page = await DeskPage.open(this.origin);
  }

  /** Stops pcscd as a crash would. */
  killReaderService(): Promise<void> {
    return this.pcscd.kill();
  }

  async startReaderService(): Promise<void> {
    this.pcscd = await startReaders(this.parts.context);
  }

  async setBank(fault: BankFault): Promise<void> {
    const response = await fetch(`${originOf(this.parts.context.addresses.bank)}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault }),
    });
    if (!response.ok) throw new Error(`the bank's switch answered ${response.status}`);
  }

  books(): Promise<Books> {
    return runAsStaff<Books>(this.parts.context, '0501', ['books']);
  }

  /** Gives central, which must be stopped, another key to sign tokens with: all tokens it gave out are void. */
  renewTokenKey(): void {
    const file = join(this.parts.context.data, 'central', 'secrets.json');
    const secrets = JSON.parse(readFileSync(file, 'utf8')) as { tokenKey: object };
    const { privateKey } = generateKeyPairSync('ed25519');
    secrets.tokenKey = privateKey.export({ format: 'jwk' });
    writeFileSync(file, JSON.stringify(secrets));
  }

  /** What the agent has on its disk, as text: its database with the write-ahead log, byte for byte. */
  outboxBytes(): string {
    const folder = join(this.parts.context.data, 'agent-1');
    return ['outbox.sqlite', 'outbox.sqlite-wal']
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('\n');
  }

  /** Rows of the agent's outbox. */
  outbox<Row>(sql: string): Row[] {
    const database = new Database(join(this.parts.context.data, 'agent-1', 'outbox.sqlite'), {
      readonly: true,
    });
    try {
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  }

  /** Changes the outbox of an agent that is stopped. */
  changeOutbox(sql: string, ...values: readonly string[]): void {
    const database = new Database(join(this.parts.context.data, 'agent-1', 'outbox.sqlite'));
    try {
      database.prepare(sql).run(...values);
    } finally {
      database.close();
    }
  }

  /** Rows of central's database, read as its owner. */
  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: this.parts.context.databaseUrl });
    await client.connect();
    try {
      await client.query('set search_path to area_632802, public');
      return (await client.query(sql, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }
}

const startReaders = (context: PlanContext): Promise<Pcscd> =>
  startPcscd({ directory: join(context.data, 'pcscd'), firstPort: context.addresses.firstCard });

const start = async (undo: Undo): Promise<Parts> => {
  const data = mkdtempSync(join(tmpdir(), 'sscard-window-'));
  // PostgreSQL's own account has to get in where we are root.
  chmodSync(data, 0o755);
  undo.add(async () => rmSync(data, { recursive: true, force: true }));
  const demonstration = await copySeeded(data);
  const addresses = await freeAddresses();
  const programs = new Map<string, Program>();
  const run = async (plan: ProgramPlan): Promise<void> => {
    const program = new Program(plan);
    programs.set(plan.name, program);
    const kill = (): void => program.kill();
    process.once('exit', kill);
    undo.add(async () => {
      await program.stop();
      process.off('exit', kill);
    });
    await program.start();
  };

  const postgres = await planPostgres({
    directory: join(data, 'postgres'),
    port: addresses.postgres,
    durable: false,
    ...placesOf(data, 'postgres'),
  });
  await run(postgres.plan);
  const context: PlanContext = { data, addresses, databaseUrl: postgres.url('sscard') };
  await run(planBank(context));
  await migrateCity(context, true);
  await run(planCentral(context));
  await run(planWork(context));
  const pcscd = await startReaders(context);
  undo.add(() => pcscd.stop());
  const printer = new VirtualPrinter({ devicePath: printerDevice(data), paper: 80, rowMs: 1 });
  await printer.start();
  undo.add(() => printer.stop());
  const chips = new ChipBox();
  const reader = new VirtualReader({ port: addresses.firstCard, chips });
  undo.add(() => reader.pull());
  const secondReader = new VirtualReader({ port: addresses.firstCard + 1, chips });
  undo.add(() => secondReader.pull());
  await run(planAgent(context, pcscd.socketPath, demonstration.enrolmentCode));
  const page = await DeskPage.open(originOf(addresses.agent));
  await page.until(
    'a window that is ready',
    ({ reader: shown, central, terminalName, printer: paper }) =>
      (shown.state === 'ready' &&
        central.state === 'online' &&
        terminalName !== '' &&
        paper.state === 'ready') ||
      null,
  );
  return { context, demonstration, programs, reader, secondReader, printer, pcscd, page };
};

/** Waits for something that no event tells. */
export const eventually = async (
  what: string,
  holds: () => Promise<boolean> | boolean,
  // A guard only: on a busy machine it may be late and still come.
  timeoutMs = 50_000,
): Promise<void> => {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come about within ${timeoutMs / 1000} s`);
    await delay(50);
  }
};
