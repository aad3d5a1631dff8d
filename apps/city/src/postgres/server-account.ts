/** The operating system's account that PostgreSQL runs as: our own, or `postgres` where we are root, which it refuses to be. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type ServerAccount = { readonly uid: number; readonly gid: number };

const idOf = async (flag: '-u' | '-g'): Promise<number> =>
  Number((await run('id', [flag, 'postgres'])).stdout);

/** The account to run as; null when it is simply ours. As root, makes the account `postgres` where there is none. */
export const findServerAccount = async (): Promise<ServerAccount | null> => {
  if (process.getuid?.() !== 0) return null;
  const exists = await run('id', ['postgres']).then(
    () => true,
    () => false,
  );
  if (!exists)
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
};

/** Whether the account may enter every directory above `path`; a clone in /root or in a private directory is closed to it. */
export const reachable = (path: string, account: ServerAccount): boolean => {
  for (let above = dirname(path); ; above = dirname(above)) {
    const { uid, gid, mode } = statSync(above);
    const enter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
    if (above === dirname(above)) return true;
  }
};
