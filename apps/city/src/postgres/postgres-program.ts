/** PostgreSQL as a supervised program: made on first use, on loopback and a socket of its own only, with settings durable enough for money. */
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ProgramPlan } from '../supervision/program.js';
import { clearWay } from './former-server.js';
import { findServerAccount } from './server-account.js';
import type { ServerAccount } from './server-account.js';
import { prepareServerFiles } from './server-files.js';

export type PostgresPlace = {
  /** Absolute path of the data directory. */
  readonly directory: string;
  readonly port: number;
  readonly logFile: string;
  readonly identityFile: string;
  /** True: a commit is on the disk before it is answered. False is for tests that never lose power. */
  readonly durable: boolean;
};

export type PostgresProgram = {
  readonly plan: ProgramPlan;
  /** The owner's URL of a database of this server. */
  readonly url: (database: string) => string;
  /** Where the data really lies; differs from the directory wished for where that is closed to the server's account. */
  readonly data: string;
};

/** Longest path of a Unix socket. */
const longestSocketPath = 107;

/**
 * The folder of the server's socket, entered by its account (and root) alone: what runs on the same machine is served quicker
 * through it than through loopback. Null where its path would be too long for a socket.
 */
const socketFolder = (data: string, port: number, account: ServerAccount | null): string | null => {
  const folder = `${data}.socket`;
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) > longestSocketPath) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== null) chownSync(folder, account.uid, account.gid);
  return folder;
};

/** What the server is started with; `-c` settings win over the data directory's own file. */
const settings = (port: number, durable: boolean, socket: string | null): readonly string[] =>
  [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    // The folder's name may hold what separates two of them.
    `unix_socket_directories=${socket === null ? '' : `"${socket.replaceAll('"', '""')}"`}`,
    'unix_socket_permissions=0700',
    `fsync=${durable ? 'on' : 'off'}`,
    `synchronous_commit=${durable ? 'on' : 'off'}`,
    `full_page_writes=${durable ? 'on' : 'off'}`,
    'max_connections=200',
    'shared_buffers=256MB',
    'max_wal_size=2GB',
    'log_timezone=UTC',
    'timezone=UTC',
  ].flatMap((setting) => ['-c', setting]);

/** One connection that answers `select 1`. */
const check = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000, query_timeout: 2000 });
  // Without a listener, a server that goes away in the middle would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end();
  }
};

/** Makes the data directory where needed and says how to run the server; the caller starts and stops it. */
export const planPostgres = async (place: PostgresPlace): Promise<PostgresProgram> => {
  const account = await findServerAccount();
  const files = await prepareServerFiles(place.directory, account);
  const socket = socketFolder(files.data, place.port, account);
  clearWay(files.data, { socket, port: place.port, major: files.major, account });
  // A host among the parameters goes before the one at its usual place, for libpq as for the driver.
  const url = (database: string): string =>
    `postgres://owner:${files.password}@127.0.0.1:${place.port}/${database}` +
    (socket === null ? '' : `?host=${encodeURIComponent(socket)}`);
  return {
    url,
    data: files.data,
    plan: {
      name: 'postgres',
      command: join(files.programs, 'bin', 'postgres'),
      args: ['-D', files.data, ...settings(place.port, place.durable, socket)],
      env: { LC_MESSAGES: 'C', PGDATA: files.data },
      ...(account === null ? {} : { account }),
      cwd: files.data,
      logFile: place.logFile,
      identityFile: place.identityFile,
      check: () => check(url('postgres')),
      // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything is written.
      stopSignal: 'SIGINT',
      startTimeoutMs: 60_000,
      stopTimeoutMs: 30_000,
      hungAfterMs: 30_000,
    },
  };
};

/** Makes a database unless the server has it. */
export const ensureDatabase = async (server: PostgresProgram, database: string): Promise<void> => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
};
