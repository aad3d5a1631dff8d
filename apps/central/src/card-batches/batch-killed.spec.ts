/** Promises of long work on batches: killed anywhere it goes on, shared by two it is done once. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../test/support/card-office.js';
import { Hold } from '../../../../test/support/hold.js';
import { StaffService } from '../staff/staff.service.js';

const cards = 3000;
const password = 'password-of-test';

let office: CardOffice;
beforeAll(async () => {
  // The central of this process leaves work that was left half done to the one that is tried.
  office = await CardOffice.open({ WORK_EVERY_MS: '3600000' });
  await office.get(StaffService).register(office.maker, '操作员', 'batch-operator', password);
  await office.get(StaffService).register(office.approver, '审批员', 'approver', password);
}, 60_000);
afterAll(() => office.close());

/** A program of central's in a process of its own, as on another machine. */
const program = (
  name: 'main' | 'command-line',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess => {
  const { counter } = office;
  return spawn(process.execPath, [resolve(`dist/apps/central/src/${name}.js`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: counter.database.ownerUrl,
      AREA_SCHEMA: counter.database.schema,
      SSCARD_DATA: counter.folder,
      STAFF_PASSWORD: password,
      ...env,
    },
  });
};

const commandAs = (staffNumber: string, ...args: readonly string[]): ChildProcess =>
  program('command-line', ['cards', 'batch', ...args, '--as', staffNumber, '--json']);

const command = (...args: readonly string[]): ChildProcess => commandAs(office.maker, ...args);

const chunks = async (
  kind: string,
  number: string,
): Promise<{ readonly done: number; readonly all: number }> => {
  const [row] = await office.counter.query<{ done: number; all: number }>(
    `select count(*) filter (where c.state = 'done')::int as done, count(*)::int as all
     from work w join work_chunk c on c.work_id = w.id where w.kind = $1 and w.subject like $2 || '%'`,
    [kind, number],
  );
  return row ?? { done: 0, all: 0 };
};

/** Kills a process in the middle of its last chunk, which is held fast by one of its applications. */
const killMidway = async (start: () => ChildProcess, kind: string, number: string): Promise<void> => {
  const hold = await Hold.take(
    office.counter.database,
    `select from card_application a join card_batch_item i on i.application_id = a.id join card_batch b on b.id = i.batch_id
     where b.number = $1 order by a.state = 'applied' desc, i.item desc limit 1 for update of a`,
    [number],
  );
  const child = start();
  const ended = once(child, 'exit');
  const isInTheLast = async (): Promise<boolean> => {
    const { done, all } = await chunks(kind, number);
    return done > 0 && done === all - 1;
  };
  while (child.exitCode === null && !(await isInTheLast())) await wait(10);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await hold.letGo();
};

const eventsOf = async (number: string, act: string): Promise<{ events: number; subjects: number }> => {
  const [row] = await office.counter.query<{ events: number; subjects: number }>(
    `select count(*)::int as events, count(distinct coalesce(application_id::text, card_id::text))::int as subjects
     from card_event where batch_number = $1 and act = $2`,
    [number, act],
  );
  return row ?? { events: 0, subjects: 0 };
};

describe('a batch whose work is killed', () => {
  it('is exported and taken back once each, and the stock adds up between and after', async () => {
    const { number } = await office.approved(cards);
    const args = ['--maker', 'M1', '--depot', 'D77', '--without-account', '--out'];
    await killMidway(
      () => command('export', number, ...args, office.path('killed.txt')),
      'card-batch.allot',
      number,
    );
    expect(existsSync(office.path('killed.txt'))).toBe(false);
    expect(await office.findings()).toEqual([]);
    expect((await office.export(number)).items).toBe(cards);
    expect(await eventsOf(number, 'produce')).toEqual({ events: cards, subjects: cards });

    await office.manufacture(number, { spoil: 40 });
    await killMidway(
      () => command('import-result', number, office.path(`${number}.csv`)),
      'card-batch.result',
      number,
    );
    expect(await office.findings()).toEqual([]);
    expect(await office.takeResult(number)).toMatchObject({ rows: cards, findings: [] });
    expect(await office.standing(number)).toEqual({ personalised: cards - 40, spoiled: 40 });
    expect(await eventsOf(number, 'personalise')).toEqual({ events: cards - 40, subjects: cards - 40 });
    expect(await eventsOf(number, 'spoil')).toEqual({ events: 40, subjects: 40 });
    expect(await office.findings()).toEqual([]);
  }, 60_000);

  it('leaves no file under its name when it is killed while it writes, and the same content the next time', async () => {
    const { number } = await office.approved(cards);
    const whole = await office.export(number, 'first.txt');
    const path = office.path('later.txt');
    const { database } = office.counter;
    await office.counter.query(
      `create function wait_before_record() returns trigger language plpgsql as
         $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
       create trigger wait_before_record before update of exported_at on card_batch
         for each row execute function wait_before_record()`,
    );
    const hold = await Hold.take(database, 'select pg_advisory_xact_lock(1)');
    const child = command(
      'export',
      number,
      '--maker',
      'M1',
      '--depot',
      'D77',
      '--without-account',
      '--out',
      path,
    );
    const ended = once(child, 'exit');
    await hold.awaited();
    expect(existsSync(`${path}.part`)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(path)).toBe(false);
    await hold.letGo();
    // Waits until the server has noticed, too, and taken back what was not committed.
    await office.counter.query('drop function wait_before_record cascade');
    const again = await office.export(number, 'later.txt');
    expect(again.contentDigest).toBe(whole.contentDigest);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(again.chunks + 2);
  }, 60_000);
});

describe('an approval that is killed', () => {
  it('is brought to its end by the next central that starts, and everybody is approved once', async () => {
    await office.apply(cards);
    const number = await office.make();
    await killMidway(() => commandAs(office.approver, 'approve', number), 'card-batch.approve', number);
    const central = program('main', [], { CENTRAL_PORT: '0', WORK_EVERY_MS: '50' });
    const ended = once(central, 'exit');
    const isDone = async (): Promise<boolean> => {
      const { done, all } = await chunks('card-batch.approve', number);
      return done === all;
    };
    while (central.exitCode === null && !(await isDone())) await wait(20);
    const [{ items } = { items: 0 }] = await office.counter.query<{ items: number }>(
      'select items from card_batch where number = $1',
      [number],
    );
    expect(await eventsOf(number, 'approve')).toEqual({ events: items, subjects: items });
    central.kill('SIGTERM');
    await ended;
    await office.blanks(items);
    expect((await office.export(number)).items).toBe(items);
  }, 60_000);
});

describe('two at once', () => {
  it('share a batch: every card has its result, its receipt and its events once', async () => {
    const { number } = await office.approved(cards / 2);
    const [{ items } = { items: 0 }] = await office.counter.query<{ items: number }>(
      'select items from card_batch where number = $1',
      [number],
    );
    await office.export(number);
    await office.manufacture(number, { spoil: 3 });
    const other = command('import-result', number, office.path(`${number}.csv`));
    const ended = once(other, 'exit');
    const ours = await office.takeResult(number);
    expect(await ended).toEqual([0, null]);
    expect(ours.findings).toEqual([]);
    const made = items - 3;
    expect(await eventsOf(number, 'personalise')).toEqual({ events: made, subjects: made });
    const receiving = command('receive', number, '--depot', 'D77');
    const received = once(receiving, 'exit');
    await office.receive(number);
    await received;
    expect(await eventsOf(number, 'deliver')).toEqual({ events: made, subjects: made });
    expect(await office.standing(number)).toEqual({ delivered: made, spoiled: 3 });
    expect(await office.findings()).toEqual([]);
  }, 60_000);
});
