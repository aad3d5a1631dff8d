/** Hands a command on to the command line of a city that is running: its database, its data, its terminal, its exit code. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CityOptions } from './city.js';
import { databaseName } from './city.js';
import { planPostgres } from './postgres/postgres-program.js';
import { centralCommandLine, centralEnvironment, placesOf } from './program-plans.js';
import type { PlanContext } from './program-plans.js';
import { readIdentity } from './supervision/process-identity.js';
import { ProgramFailed } from './supervision/program.js';

/** The settings of the city that runs on this data directory, or of the one DATABASE_URL names. Throws ProgramFailed in one line. */
const contextOfRunning = async ({
  data,
  addresses,
  databaseUrl,
  durable,
}: CityOptions): Promise<PlanContext> => {
  if (databaseUrl !== null) return { data, addresses, databaseUrl };
  if (readIdentity(join(data, 'run', 'city.json')) === null)
    throw new ProgramFailed(
      `${data} 的服务没有运行，请先 npm start；其他机器请设 DATABASE_URL / no city runs on ${data}: npm start first, or name the database in DATABASE_URL`,
    );
  const postgres = await planPostgres({
    directory: join(data, 'postgres'),
    port: addresses.postgres,
    durable,
    ...placesOf(data, 'postgres'),
  });
  return { data, addresses, databaseUrl: postgres.url(databaseName) };
};

/** Runs central's command line in our place: our terminal, our signals; sets our exit code to its own. */
export const passOn = async (options: CityOptions, args: readonly string[]): Promise<void> => {
  // Help needs nothing that runs.
  const isHelp = args.some((word) => word === '--help' || word === '-h');
  const environment = isHelp ? {} : centralEnvironment(await contextOfRunning(options));
  const child = spawn(process.execPath, [...centralCommandLine(), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, forward);
  const [code] = (await once(child, 'exit')) as [number | null];
  for (const signal of signals) process.off(signal, forward);
  process.exitCode = code ?? 1;
};
