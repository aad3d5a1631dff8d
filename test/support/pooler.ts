/** A pgbouncer before the tests' PostgreSQL, as a bureau may have one: by session or by transaction, with what it leaves out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePorts } from '../../apps/city/src/free-port.js';
import { findServerAccount } from '../../apps/city/src/postgres/server-account.js';

const program = '/usr/sbin/pgbouncer';

export type Pooler = {
  /** The address of a database behind it, of the one that was given. */
  readonly before: (url: string) => string;
  readonly stop: () => Promise<void>;
};

const letsIn = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
};

/** Starts one that lets in whoever the addresses name; `settings` are lines of its configuration. */
export const startPooler = async (urls: readonly string[], settings: readonly string[]): Promise<Pooler> => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-pooler-'));
  const port = await freePorts(1);
  const logins = new Map(urls.map((url) => [new URL(url).username, new URL(url).password]));
  const [first = ''] = urls;
  const files = {
    'users.txt': [...logins].map(([user, password]) => `"${user}" "${password}"`),
    'pooler.ini': [
      '[databases]',
      `* = host=127.0.0.1 port=${new URL(first).port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${join(folder, 'users.txt')}`,
      ...settings,
    ],
  };
  // It refuses to be root, as PostgreSQL does.
  const account = await findServerAccount();
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    if (account !== null) chownSync(join(folder, name), account.uid, account.gid);
  }
  chmodSync(folder, 0o755);
  const child = spawn(program, [join(folder, 'pooler.ini')], { stdio: 'ignore', ...account });
  const ended = once(child, 'exit');
  const before = (url: string): string => {
    const behind = new URL(url);
    behind.search = '';
    behind.host = `127.0.0.1:${port}`;
    return behind.href;
  };
  while (!(await letsIn(before(first)))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
    await pause(20);
  }
  return {
    before,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
};
