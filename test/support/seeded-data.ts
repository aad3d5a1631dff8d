/** The data directory of a city before its windows open: made once for a run of the tests, and copied for each city of theirs. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { migrateCity, placePassphrase } from '../../apps/city/src/migration.js';
import { ensureDatabase, planPostgres } from '../../apps/city/src/postgres/postgres-program.js';
import { placesOf, planBank, planCentral, type PlanContext } from '../../apps/city/src/program-plans.js';
import { seedDemonstration, type Demonstration } from '../../apps/city/src/seed.js';
import { Program, type ProgramPlan } from '../../apps/city/src/supervision/program.js';
import { freeAddresses } from '../../apps/city/src/temporary-city.js';

/** Database, bank and central with the demonstration city in them, stopped again. */
const makeData = async (data: string): Promise<void> => {
  const addresses = await freeAddresses();
  const programs: Program[] = [];
  const run = async (plan: ProgramPlan): Promise<void> => {
    const program = new Program(plan);
    programs.push(program);
    await program.start();
  };
  try {
    const postgres = await planPostgres({
      directory: join(data, 'postgres'),
      port: addresses.postgres,
      durable: false,
      ...placesOf(data, 'postgres'),
    });
    await run(postgres.plan);
    await ensureDatabase(postgres, 'sscard');
    const context: PlanContext = { data, addresses, databaseUrl: postgres.url('sscard') };
    await run(planBank(context));
    await migrateCity(context, true);
    await placePassphrase(context);
    await run(planCentral(context));
    writeFileSync(join(data, 'demonstration.json'), JSON.stringify(await seedDemonstration(context)));
  } finally {
    for (const program of programs.toReversed()) await program.stop();
  }
  for (const name of ['logs', 'run', 'postgres.socket'])
    rmSync(join(data, name), { recursive: true, force: true });
};

// A guard only: whoever makes it may be late on a busy machine, and may have been killed.
const longestMakingMs = 240_000;

/** Where it lies, made by whoever comes first. */
const seededData = async (): Promise<string> => {
  const run = process.env['SSCARD_TEST_RUN'];
  if (run === undefined) throw new Error('no folder of this run: the tests are run by jest.config.js');
  const [data, making] = [join(run, 'city'), join(run, 'city.making')];
  const deadlineMs = performance.now() + longestMakingMs;
  while (!existsSync(data)) {
    try {
      mkdirSync(making);
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
      if (performance.now() > deadlineMs) throw new Error(`${making} is not finished`, { cause: fault });
      await delay(50);
      continue;
    }
    // PostgreSQL's own account has to get in where we are root.
    chmodSync(making, 0o755);
    try {
      await makeData(making);
    } catch (fault) {
      rmSync(making, { recursive: true, force: true });
      throw fault;
    }
    renameSync(making, data);
  }
  return data;
};

/** Fills a new data directory; its window has no agent yet, and its programs may have other ports than those that made it. */
export const copySeeded = async (data: string): Promise<Demonstration> => {
  await promisify(execFile)('cp', ['--archive', `${await seededData()}/.`, data]);
  return JSON.parse(readFileSync(join(data, 'demonstration.json'), 'utf8')) as Demonstration;
};
