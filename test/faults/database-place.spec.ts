/** The city's PostgreSQL is reached by a socket of its own where there can be one, by loopback where not, and central takes either. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { demandFree, freePorts } from '../../apps/city/src/free-port.js';
import { ensureDatabase, planPostgres } from '../../apps/city/src/postgres/postgres-program.js';
import { findServerAccount } from '../../apps/city/src/postgres/server-account.js';
import type { PostgresProgram } from '../../apps/city/src/postgres/postgres-program.js';
import { Program } from '../../apps/city/src/supervision/program.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-place-'));
// PostgreSQL's own account has to get in where we are root.
chmodSync(folder, 0o755);
const undo: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const step of undo) await step();
  rmSync(folder, { recursive: true });
});

const startServer = async (
  name: string,
): Promise<{ readonly server: PostgresProgram; readonly port: number }> => {
  const port = await freePorts(1);
  const server = await planPostgres({
    directory: join(folder, name),
    port,
    durable: false,
    logFile: join(folder, 'postgres.log'),
    identityFile: join(folder, 'postgres.json'),
  });
  const program = new Program(server.plan);
  await program.start();
  undo.push(() => program.stop());
  await ensureDatabase(server, 'sscard');
  return { server, port };
};

/** The address a connection comes from; null through a socket. */
const clientAddress = async (url: string): Promise<string | null> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ address: string | null }>('select inet_client_addr() as address');
    return rows[0]?.address ?? null;
  } finally {
    await client.end();
  }
};

const central = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<object> => {
  const child = spawn(process.execPath, ['dist/apps/central/src/command-line.js', ...args], {
    env: { ...process.env, DATABASE_URL: undefined, SSCARD_DATA: join(folder, 'data'), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end('a password of nobody\n');
  return JSON.parse((await text(child.stdout)).trimEnd().split('\n').at(-1) ?? '') as object;
};

const passwordOf = (url: string): string => new URL(url).password;

describe('a server whose folder has a short path', () => {
  it('is reached by a socket that nobody else may enter, in every way of naming one, and by loopback', async () => {
    const { server, port } = await startServer('服务 "a", b');
    const url = server.url('sscard');
    const socket = new URL(url).searchParams.get('host') ?? '';
    expect(readdirSync(socket)).toContain(`.s.PGSQL.${port}`);
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    expect(await clientAddress(url)).toBeNull();

    const login = `owner:${passwordOf(url)}`;
    const psqlForm = `postgres://${login}@/sscard?host=${encodeURIComponent(socket)}&port=${port}`;
    const logins = join(folder, 'logins');
    expect(await central(['migrate', '--logins-to', logins], { DATABASE_OWNER_URL: psqlForm })).toMatchObject(
      { logins: 'made' },
    );
    const service = readFileSync(join(logins, 'service.url'), 'utf8').trim();
    expect(await clientAddress(service)).toBeNull();
    const work = readFileSync(join(logins, 'work.url'), 'utf8').trim();
    // Only the database can tell that it has nobody of that number.
    const books = ['books', '--as', '0501', '--json', '--answers-fd', '0'];
    expect(await central(books, { DATABASE_URL: work })).toMatchObject({ code: 'sign-in-refused' });

    const loopback = new URL(work);
    loopback.search = '';
    loopback.host = `127.0.0.1:${port}`;
    expect(await clientAddress(loopback.href)).toBe('127.0.0.1');
    expect(await central(books, { DATABASE_URL: loopback.href })).toMatchObject({ code: 'sign-in-refused' });
  }, 60_000);
});

describe('a server whose path is too long for a socket', () => {
  it('is reached by loopback', async () => {
    const { server } = await startServer('long'.repeat(24));
    expect(new URL(server.url('sscard')).search).toBe('');
    expect(await clientAddress(server.url('sscard'))).toBe('127.0.0.1');
  }, 60_000);
});

const place = (name: string, port: number) => ({
  directory: join(folder, name),
  port,
  durable: false,
  logFile: join(folder, 'postgres.log'),
  identityFile: join(folder, `${name}.json`),
});

const again = async (): Promise<unknown> => planPostgres(place('at-work', await freePorts(1)));

describe('what a server of before left', () => {
  let kept = '';

  it('is no hindrance where its lock files name a process that is another program by now, or nobody', async () => {
    const port = await freePorts(1);
    const account = await findServerAccount();
    const other = spawn('sleep', ['600'], { stdio: 'ignore', ...account });
    undo.push(async () => void other.kill());
    for (const former of [null, `${other.pid}`, '']) {
      const server = await planPostgres(place('former', port));
      const socket = new URL(server.url('sscard')).searchParams.get('host') ?? '';
      const locks = [join(server.data, 'postmaster.pid'), join(socket, `.s.PGSQL.${port}.lock`)];
      if (former !== null) {
        for (const lock of locks) {
          writeFileSync(lock, former === '' ? '' : kept.replace(/^\d+/, former));
          if (account !== null) chownSync(lock, account.uid, account.gid);
        }
      }
      const program = new Program((await planPostgres(place('former', port))).plan);
      await program.start();
      expect(program.pid).not.toBeNull();
      kept = readFileSync(locks[0] ?? '', 'utf8');
      await program.stop();
    }
  }, 60_000);

  it('is told in one line where it is still at work, belongs to somebody else or is of another release', async () => {
    const { server } = await startServer('at-work');
    await expect(again()).rejects.toThrow(/^another PostgreSQL \(process \d+\) is at work in .*: stop it/);
    const release = join(server.data, 'PG_VERSION');
    const made = readFileSync(release, 'utf8');
    writeFileSync(release, '17\n');
    await expect(again()).rejects.toThrow(
      /was made by PostgreSQL 17, and this is PostgreSQL 18: restore a backup/,
    );
    writeFileSync(release, made);
    const password = `${join(folder, 'at-work')}.password`;
    renameSync(password, `${password}.away`);
    await expect(again()).rejects.toThrow(/at-work\.password is missing, and without it nobody gets into/);
    renameSync(`${password}.away`, password);
  }, 60_000);
});

describe('a port that is taken', () => {
  it('is told with the program that has it', async () => {
    const port = await freePorts(1);
    const taker = createServer().listen(port, '127.0.0.1');
    await once(taker, 'listening');
    undo.push(async () => void taker.close());
    await expect(demandFree(port, 'AGENT_PORT')).rejects.toThrow(
      new RegExp(`^port ${port} is taken by \\S.* \\(process ${process.pid}\\); free it or set AGENT_PORT$`),
    );
  });
});
