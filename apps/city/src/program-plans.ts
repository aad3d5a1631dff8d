/** How each of our own programs is started: its built file, its settings, and how to know that it serves. */
import { join, resolve } from 'node:path';
import { originOf } from './addresses.js';
import type { Addresses } from './addresses.js';
import type { ProgramPlan } from './supervision/program.js';

export type PlanContext = {
  /** The data directory, absolute. */
  readonly data: string;
  readonly addresses: Addresses;
  /** The owner's URL of central's database: the migration alone is given it. */
  readonly databaseUrl: string;
};

/** Built programs, relative to the repository, which is the working directory. */
const builtFile = (source: string): string => resolve('dist', source);

/** GET /health answers with a success. */
const healthy = async (port: number): Promise<void> => {
  const response = await fetch(`${originOf(port)}/health`, { signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`/health answers ${response.status}`);
};

/** Any answer at all: a program whose database is away is not mended by starting it again. */
const answering = async (port: number): Promise<void> => {
  const response = await fetch(`${originOf(port)}/`, { signal: AbortSignal.timeout(5000) });
  await response.arrayBuffer();
};

/** Without an answer for so long a program is killed and started again. */
const hungAfterMs = 30_000;

/** Where a program of this data directory logs, and where it is found by a later start. */
export const placesOf = (
  data: string,
  name: string,
): { readonly logFile: string; readonly identityFile: string } => ({
  logFile: join(data, 'logs', `${name}.log`),
  identityFile: join(data, 'run', `${name}.json`),
});

const plan = (
  { data }: PlanContext,
  name: string,
  port: number,
  env: Readonly<Record<string, string>>,
  /** The program that runs under this name; its own where nothing is said. */
  program: string = name,
): ProgramPlan => ({
  name,
  command: process.execPath,
  args: ['--enable-source-maps', builtFile(`apps/${program}/src/main.js`)],
  env: { SSCARD_DATA: data, NO_COLOR: '1', ...env },
  ...placesOf(data, name),
  check: () => healthy(port),
  answers: () => answering(port),
  stopSignal: 'SIGTERM',
  startTimeoutMs: 60_000,
  stopTimeoutMs: 15_000,
  hungAfterMs,
});

export const planBank = (context: PlanContext): ProgramPlan =>
  plan(context, 'bank-simulator', context.addresses.bank, { BANK_PORT: String(context.addresses.bank) });

/** Where the migration writes the logins of the programs. */
export const loginsFolder = (data: string): string => join(data, 'central', 'logins');

/** The login of central at the counter, or of long work and commands. */
export const loginFile = (data: string, role: 'service' | 'work'): string =>
  join(loginsFolder(data), `${role}.url`);

/**
 * Where the demonstration keeps the passphrase of its vault: apart from central's folder, though on the same disk. A bureau gives it by
 * systemd (docs/operations.md).
 */
export const passphraseFile = (data: string): string => join(data, 'vault-passphrase', 'passphrase');

/** What central and its command line are given. */
export const centralEnvironment = (
  { data, addresses }: Omit<PlanContext, 'databaseUrl'>,
  role: 'service' | 'work' = 'work',
): Record<string, string> => ({
  SSCARD_DATA: data,
  DATABASE_URL_FILE: loginFile(data, role),
  VAULT_PASSPHRASE_FILE: passphraseFile(data),
  CENTRAL_PORT: String(addresses.central),
  BANK_URL: originOf(addresses.bank),
});

/** Central itself, or with the route beside it that payments are measured against. */
export type CentralProgram = 'main' | 'measured';

/** With room for the short-lived objects of many requests at once: collecting them took a tenth of central's time. */
export const planCentral = (context: PlanContext, program: CentralProgram = 'main'): ProgramPlan => {
  const environment = { ...centralEnvironment(context, 'service'), API_DOCS: '1' };
  const rest = plan(context, 'central', context.addresses.central, environment);
  // Jobs and long work are another process's, so that no counter waits for them.
  return {
    ...rest,
    args: ['--max-semi-space-size=64', '--enable-source-maps', builtFile(`apps/central/src/${program}.js`)],
    env: { ...rest.env, JOBS: 'none' },
  };
};

/** The same build as central, doing the jobs and serving nobody. */
export const planWork = (context: PlanContext): ProgramPlan => ({
  ...plan(context, 'work', context.addresses.work, {
    ...centralEnvironment(context),
    JOBS: 'work',
    WORK_PORT: String(context.addresses.work),
  }),
  args: ['--max-semi-space-size=16', '--enable-source-maps', builtFile('apps/central/src/main.js')],
});

/**
 * Central's command line as Node is given it. A command works through a city in pieces: with room for a few of them Node clears away
 * what is done with, and holds no more for a city than for a village; left to itself it waits until there is much to clear.
 */
export const centralCommandLine = (): readonly string[] => [
  '--max-semi-space-size=16',
  '--max-old-space-size=256',
  '--enable-source-maps',
  builtFile('apps/central/src/command-line.js'),
];

/** The program that fills the demonstration, as Node is given it. */
export const centralDemonstration = (): readonly string[] => [
  '--enable-source-maps',
  builtFile('apps/central/src/demonstration.js'),
];

/** The printer's end of the pseudo terminal, under a name that stays. */
export const printerDevice = (data: string): string => join(data, 'devices', 'printer');

/** As {@link printerDevice}, of the kiosk's own. */
const kioskPrinterDevice = (data: string): string => join(data, 'devices', 'kiosk-printer');

/** The code reader's end of its pseudo terminal. */
const codeReaderDevice = (data: string): string => join(data, 'devices', 'code-reader');

/** As {@link codeReaderDevice}, of the kiosk's own. */
const kioskCodeReaderDevice = (data: string): string => join(data, 'devices', 'kiosk-code-reader');

export const planBench = (context: PlanContext): ProgramPlan =>
  plan(context, 'bench', context.addresses.bench, {
    BENCH_PORT: String(context.addresses.bench),
    CARD_PORT: String(context.addresses.firstCard),
    CLERK_URL: originOf(context.addresses.agent),
    KIOSK_URL: originOf(context.addresses.kiosk),
    KIOSK_PRINTER_DEVICE: kioskPrinterDevice(context.data),
    KIOSK_CODE_READER_DEVICE: kioskCodeReaderDevice(context.data),
    BANK_URL: originOf(context.addresses.bank),
    PRINTER_DEVICE: printerDevice(context.data),
    CODE_READER_DEVICE: codeReaderDevice(context.data),
  });

export const planAgent = (
  context: PlanContext,
  readerSocket: string,
  enrolmentCode: string | null,
): ProgramPlan =>
  plan(context, 'agent', context.addresses.agent, {
    AGENT_PORT: String(context.addresses.agent),
    READER_NAME: '^Virtual Card Reader ',
    CENTRAL_URL: originOf(context.addresses.central),
    PRINTER_DEVICE: printerDevice(context.data),
    CODE_READER_DEVICE: codeReaderDevice(context.data),
    PCSCLITE_CSOCK_NAME: readerSocket,
    ...(enrolmentCode === null ? {} : { ENROLMENT_CODE: enrolmentCode }),
  });

/** The agent of the terminal where people serve themselves, with readers and a printer of its own. */
export const planKiosk = (
  context: PlanContext,
  readerSocket: string,
  enrolmentCode: string | null,
): ProgramPlan =>
  plan(
    context,
    'kiosk',
    context.addresses.kiosk,
    {
      AGENT_TERMINAL: 'kiosk',
      AGENT_PORT: String(context.addresses.kiosk),
      CENTRAL_URL: originOf(context.addresses.central),
      READER_NAME: '^Kiosk Card Reader ',
      PRINTER_DEVICE: kioskPrinterDevice(context.data),
      PAGE_PRINTER: `ipp://127.0.0.1:${context.addresses.bench}/ipp/print`,
      CODE_READER_DEVICE: kioskCodeReaderDevice(context.data),
      PCSCLITE_CSOCK_NAME: readerSocket,
      ...(enrolmentCode === null ? {} : { ENROLMENT_CODE: enrolmentCode }),
    },
    'agent',
  );
