/**
 * What a PostgreSQL of before left in its data directory: after a power cut its lock files name a process that is now another
 * program's, and PostgreSQL, which asks only whether the process lives, does not start again.
 */
import {
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProgramFailed } from '../supervision/program.js';
import type { ServerAccount } from './server-account.js';

/** Above what the kernel gives (4194304): nobody's, for as long as the file lies there. */
const nobody = '2147483647';

/** What a process is called and works in; null for one that has ended or is not ours to look at. */
const lookAt = (pid: string): { readonly name: string; readonly folder: string } | null => {
  try {
    return {
      name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
      folder: readlinkSync(`/proc/${pid}/cwd`),
    };
  } catch {
    // A server of another account's cannot be the one: it would not take a directory that is not its own.
    return null;
  }
};

/** Processes of a PostgreSQL at work in the directory, which is where each of them stands. */
const serversIn = (data: string): readonly string[] => {
  const folder = realpathSync(data);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const found = lookAt(pid);
      return found?.name === 'postgres' && found.folder === folder;
    });
};

/** Takes the process out of a lock file. The rest stays: by it PostgreSQL finds memory that is still in use. */
const release = (file: string): void => {
  if (!existsSync(file)) return;
  const [pid = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  if (pid === nobody) return;
  // Cut short by a power failure, it says nothing; PostgreSQL would not start for it.
  if (!/^-?\d+$/.test(pid)) rmSync(file);
  // Not put aside and renamed: it keeps its owner.
  else writeFileSync(file, [nobody, ...rest].join('\n'));
};

/**
 * Clears the way for a server in its data directory. Throws ProgramFailed in one line where another one is at work there, where the
 * directory is another account's, and where it is another release's.
 */
export const clearWay = (
  data: string,
  {
    socket,
    port,
    major,
    account,
  }: {
    /** The folder of its socket; null for none. */
    readonly socket: string | null;
    readonly port: number;
    /** The release that shall work there, such as `18`. */
    readonly major: string;
    readonly account: ServerAccount | null;
  },
): void => {
  const { uid } = statSync(data);
  const own = account?.uid ?? process.getuid?.();
  if (uid !== own)
    throw new ProgramFailed(
      `${data} belongs to user ${uid}, and PostgreSQL would run as user ${own}: start as the user who made it, or set SSCARD_DATA to another directory`,
    );
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (made !== major)
    throw new ProgramFailed(
      `${data} was made by PostgreSQL ${made}, and this is PostgreSQL ${major}: restore a backup into a new directory (docs/operations.md), or set SSCARD_DATA to another`,
    );
  const [other] = serversIn(data);
  if (other !== undefined)
    throw new ProgramFailed(
      `another PostgreSQL (process ${other}) is at work in ${data}: stop it (kill -INT ${other}), or set SSCARD_DATA to another directory`,
    );
  release(join(data, 'postmaster.pid'));
  if (socket !== null) release(join(socket, `.s.PGSQL.${port}.lock`));
};
