/** Commands of central's in processes of their own, as a person gives them on another machine, and ways to lose one over its work. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { CardOffice } from './card-office.js';
import { counterPassphrase } from './counter-programs.js';
import type { Counter } from './counter.js';
import { Hold } from './hold.js';

/** The password of everybody who gives commands in tests. */
export const commandPassword = 'password-of-test';

/** As the city gives them to central's command line: a whole city of cards has to fit. */
const memory = ['--max-semi-space-size=16', '--max-old-space-size=128'];

/** A built program of central's beside the central of a counter; a command is answered the password of tests. */
export const startProgram = (
  counter: Counter,
  name: 'main' | 'command-line',
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ChildProcess => {
  const asked = name === 'command-line' ? ['--answers-fd', '0'] : [];
  const program = spawn(
    process.execPath,
    [...memory, resolve(`dist/apps/central/src/${name}.js`), ...args, ...asked],
    {
      stdio: [name === 'command-line' ? 'pipe' : 'ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        DATABASE_URL: counter.database.workUrl,
        AREA_SCHEMA: counter.database.schema,
        SSCARD_DATA: counter.folder,
        VAULT_PASSPHRASE: counterPassphrase,
        ...env,
      },
    },
  );
  program.stdin?.end(`${commandPassword}\n`);
  return program;
};

/** `cards …` of a staff member, answered with one JSON object. */
export const startCards = (counter: Counter, staffNumber: string, ...args: readonly string[]): ChildProcess =>
  startProgram(counter, 'command-line', ['cards', ...args, '--as', staffNumber, '--json']);

/** The command that writes the data of a batch for the maker of a card office, without waiting for accounts. */
export const startExport = (
  { counter, maker }: Pick<CardOffice, 'counter' | 'maker'>,
  number: string,
  path: string,
): ChildProcess => {
  const order = ['--maker', 'M1', '--depot', 'D77', '--without-account', '--out', path];
  return startCards(counter, maker, 'batch', 'export', number, ...order);
};

/** Exit code and answer of a command that ends by itself. */
export const endOf = async (
  command: ChildProcess,
): Promise<{ readonly code: number | null; readonly answer: Record<string, unknown> }> => {
  const ended = once(command, 'exit');
  const said = command.stdout === null ? '' : await text(command.stdout);
  const [code] = (await ended) as [number | null];
  // One that breaks says nothing, and its exit code is told.
  return { code, answer: (said === '' ? {} : JSON.parse(said)) as Record<string, unknown> };
};

/** The answer of a command that does what it was told. */
export const answerOf = async (command: ChildProcess): Promise<Record<string, unknown>> => {
  const { code, answer } = await endOf(command);
  expect({ code, answer }).toMatchObject({ code: 0 });
  return answer;
};

/** Chunks of long work on a subject that are done, and all. */
const chunksOf = async (
  counter: Counter,
  kind: string,
  subject: string,
): Promise<{ readonly done: number; readonly all: number }> => {
  const [row] = await counter.query<{ done: number; all: number }>(
    `select count(*) filter (where c.state = 'done')::int as done, count(*)::int as all
     from work w join work_chunk c on c.work_id = w.id where w.kind = $1 and w.subject like $2 || '%'`,
    [kind, subject],
  );
  return row ?? { done: 0, all: 0 };
};

/** Waits until something is so; not when the command has ended before. */
export const until = async (command: ChildProcess, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (command.exitCode === null && !(await isSo())) await wait(2);
};

/** Holds long work up in the middle of its third chunk and of those after it, until it is let go. */
const holdChunks = async (counter: Counter): Promise<Hold> => {
  await counter.query(
    `create or replace function wait_in_chunk() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock_shared(59); return new; end $$;
     create or replace trigger wait_in_chunk before update on work_chunk
       for each row when (new.state = 'done' and new.number > 2) execute function wait_in_chunk()`,
  );
  return Hold.take(counter.database, 'select pg_advisory_xact_lock(59)');
};

/** Expects that work was left half done. */
const expectHalfDone = async (counter: Counter, kind: string, subject: string): Promise<void> => {
  const { done, all } = await chunksOf(counter, kind, subject);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(all);
};

/** Waits until the server has brought to its end what it was doing for a command that is gone: taken back, or committed. */
const untilNoticed = async (counter: Counter): Promise<void> => {
  const busy = `select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'central' and state <> 'idle'`;
  while ((await counter.query(busy)).length > 0) await wait(10);
};

/** Kills a command in the middle of its work, when some chunks are done and some are under way. */
export const killMidway = async (
  counter: Counter,
  give: () => ChildProcess,
  kind: string,
  subject: string,
): Promise<void> => {
  const hold = await holdChunks(counter);
  const command = give();
  const ended = once(command, 'exit');
  try {
    await Promise.race([hold.awaited(), ended]);
    // Others may be at the first chunks still.
    await until(command, async () => (await chunksOf(counter, kind, subject)).done > 0);
    command.kill('SIGKILL');
  } finally {
    await hold.letGo();
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  await untilNoticed(counter);
  await expectHalfDone(counter, kind, subject);
};

/** Ends every connection of central's, this process's own among them, with the words of a server that is restarted (57P01). */
export const restartDatabase = async (counter: Counter): Promise<void> => {
  await counter.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'central' and pid <> pg_backend_pid()`,
  );
};

/** Restarts the database in the middle of a command's work; the command says so, and does the rest when it is given again. */
export const restartMidway = async (
  counter: Counter,
  give: () => ChildProcess,
  kind: string,
  subject: string,
): Promise<Record<string, unknown>> => {
  const hold = await holdChunks(counter);
  const ended = endOf(give());
  try {
    await Promise.race([hold.awaited(), ended]);
    await restartDatabase(counter);
    expect(await ended).toMatchObject({ code: 1, answer: { code: 'command-interrupted' } });
  } finally {
    await hold.letGo();
  }
  await expectHalfDone(counter, kind, subject);
  return answerOf(give());
};
