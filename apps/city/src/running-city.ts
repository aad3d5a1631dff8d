/** Hands a command on to the command line of a city that is running: its login at the database, its data, its settings; our terminal, its exit code. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { centralCommandLine, centralEnvironment } from './program-plans.js';
import { readOptions } from './serve.js';
import { readIdentity } from './supervision/process-identity.js';
import { ProgramFailed } from './supervision/program.js';

/**
 * What a command has to share with the city it works on: with another vault it would find no keys, without the address nobody would
 * be told of the states it brings about, and the bureau's rule for passwords holds at the command line too. All ports are among it,
 * since they are read together. What belongs to a person, such as a password, is not.
 */
const sharedSettings: ReadonlySet<string> = new Set([
  'POSTGRES_PORT',
  'CENTRAL_PORT',
  'WORK_PORT',
  'AGENT_PORT',
  'BENCH_PORT',
  'CARD_PORT',
  'KIOSK_PORT',
  'BANK_PORT',
  'AREA_CODE',
  'AREA_SCHEMA',
  'AGENCY_ZH',
  'AGENCY_EN',
  'PUBLIC_URL',
  'KEY_VAULT',
  'PKCS11_MODULE',
  'PKCS11_TOKEN',
  'PKCS11_PIN',
  'PKCS11_PIN_FILE',
  'PKCS11_TIMEOUT_MS',
  'NOTIFY_URL',
  'PASSWORD_MIN_LENGTH',
]);

/** Each of them says by itself which database a command is for. */
const databaseSettings = [
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_OWNER_URL',
  'DATABASE_OWNER_URL_FILE',
] as const;

/** The shared settings a running process was started with. */
const settingsOf = (pid: number): NodeJS.ProcessEnv =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
      .filter(([name]) => sharedSettings.has(name)),
  );

/**
 * The environment of a command: that of the city that runs on SSCARD_DATA where it runs here, ours before it, and the database. Throws
 * ProgramFailed in one line when no city runs and no DATABASE_URL names another one.
 */
export const environmentForCommand = async (own: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
  const { data } = readOptions(own);
  const city = readIdentity(join(data, 'run', 'city.json'));
  const environment = city === null ? own : { ...settingsOf(city.pid), ...own };
  const { addresses } = readOptions(environment);
  const { DATABASE_URL_FILE: loginOfCity, ...settings } = centralEnvironment({ data, addresses });
  if (databaseSettings.some((name) => own[name] !== undefined)) return { ...environment, ...settings };
  if (city === null)
    throw new ProgramFailed(
      `${data} 的服务没有运行，请先 npm start；其他机器请设 DATABASE_URL / no city runs on ${data}: npm start first, or name the database in DATABASE_URL`,
    );
  return { ...environment, ...settings, DATABASE_URL_FILE: loginOfCity };
};

/** Runs central's command line in our place: our terminal, our signals; sets our exit code to its own. */
export const passOn = async (args: readonly string[]): Promise<void> => {
  // Help needs nothing that runs.
  const isHelp = args.some((word) => word === '--help' || word === '-h');
  const environment = isHelp ? process.env : await environmentForCommand(process.env);
  const child = spawn(process.execPath, [...centralCommandLine(), ...args], {
    stdio: 'inherit',
    env: environment,
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, forward);
  const [code] = (await once(child, 'exit')) as [number | null];
  for (const signal of signals) process.off(signal, forward);
  process.exitCode = code ?? 1;
};
