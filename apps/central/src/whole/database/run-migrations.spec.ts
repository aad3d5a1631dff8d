/** Promises of running migrations beside an open counter: one by one, nobody waits long, a second process waits, half an index does not stay. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { migrationDataSource } from './data-source.js';
import { indexConcurrently } from './migrations/concurrently.js';
import { runMigrations, usualLimits, type MigrationLimits } from './run-migrations.js';

let database: TestDatabase;
let counter: Client;
const open: { end: () => Promise<void> }[] = [];

const connect = async (options = ''): Promise<Client> => {
  const client = new Client({
    connectionString: database.ownerUrl,
    options: `-c search_path=${database.schema} ${options}`,
  });
  await client.connect();
  open.push(client);
  return client;
};

beforeAll(async () => {
  database = await testDatabase();
  counter = new Client({
    connectionString: database.ownerUrl,
    options: `-c search_path=${database.schema} -c lock_timeout=15000`,
  });
  await counter.connect();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.end();
  await counter.query(`drop table if exists one, two; delete from migration where name like 'Trial%'`);
});
afterAll(async () => {
  await counter.end();
  await database.drop();
});

let serial = 0;
/** A migration of a test's own; each has a name that was never run. */
const trial = (
  up: (runner: QueryRunner) => Promise<unknown>,
  transaction?: boolean,
): new () => MigrationInterface => {
  serial += 1;
  const name = `Trial${1_899_000_000_000 + serial}`;
  return class {
    readonly name = name;
    declare transaction?: boolean;
    constructor() {
      if (transaction !== undefined) this.transaction = transaction;
    }
    up = up;
    down = async (): Promise<void> => undefined;
  };
};

const limits: MigrationLimits = { ...usualLimits, lockTimeoutMs: 200, pauseMs: 300, tries: 40 };

const run = async (
  trials: readonly (new () => MigrationInterface)[],
  within: MigrationLimits = limits,
): Promise<readonly string[]> => {
  const source = await new DataSource({
    ...migrationDataSource(database.ownerUrl, database.schema).options,
    migrations: [...trials],
  }).initialize();
  try {
    return await runMigrations(source, database.schema, { limits: within });
  } finally {
    await source.destroy();
  }
};

const tables = async (): Promise<readonly string[]> =>
  (
    await counter.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = '${database.schema}'::regnamespace and relname in ('one', 'two') order by 1`,
    )
  ).rows.map(({ name }) => name);

const makeOne = (runner: QueryRunner): Promise<unknown> => runner.query('create table one (id int, at int)');

it('keeps each migration that is done when a later one fails', async () => {
  const first = trial(makeOne);
  const wrong = trial((runner) => runner.query('create table two (id no_such_type)'));
  await expect(run([first, wrong])).rejects.toThrow('no_such_type');
  expect(await tables()).toEqual(['one']);
  const right = trial((runner) => runner.query('create table two (id int)'));
  expect(await run([first, right])).toHaveLength(1);
  expect(await tables()).toEqual(['one', 'two']);
});

it('takes as long as a statement needs', async () => {
  const slow = trial(async (runner) => {
    const [row]: { limit: string }[] = await runner.query(
      `select current_setting('statement_timeout') as limit`,
    );
    if (row?.limit !== '0') throw new Error(`a statement may take ${row?.limit} only`);
    await runner.query('select pg_sleep(0.2)');
  });
  expect(await run([slow])).toHaveLength(1);
});

it('waits for a table in use without holding up the counter behind it', async () => {
  await run([trial(makeOne)]);
  const holder = await connect();
  await holder.query('begin; select * from one');
  const migrating = run([trial((runner) => runner.query('alter table one add column more int'))]);
  const waitsMs: number[] = [];
  for (let n = 0; n < 20; n++) {
    const begun = performance.now();
    await counter.query('insert into one (id) values (1)');
    waitsMs.push(performance.now() - begun);
    await pause(50);
  }
  expect(Math.max(...waitsMs)).toBeLessThan(1500);
  await holder.query('commit');
  expect(await migrating).toHaveLength(1);
  await counter.query('select more from one');
});

it('gives up on a table that is never free, and says so', async () => {
  await run([trial(makeOne)]);
  const holder = await connect();
  await holder.query('begin; select * from one');
  const change = trial((runner) => runner.query('drop table one'));
  await expect(run([change], { ...limits, tries: 2 })).rejects.toThrow('a table was in use');
  expect(await tables()).toEqual(['one']);
});

it('lets a second process wait for the first, which may be building an index meanwhile', async () => {
  const building = trial(async (runner) => {
    await makeOne(runner);
    await pause(500);
    await indexConcurrently(runner, 'one_at', 'on one (at)');
  }, false);
  const order: string[] = [];
  const first = run([building]).then(() => order.push('first'));
  await pause(200);
  const second = run([building]).then((ran) => order.push(`second ran ${ran.length}`));
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second ran 0']);
});

it('does not wait for ever for a first process that does not end', async () => {
  const holder = await connect();
  await holder.query(`select pg_advisory_lock(hashtext('sscard migrate'))`);
  await expect(run([], { ...limits, waitMs: 300 })).rejects.toThrow('another process has been migrating');
});

it('builds an index while rows are written, and waits for whoever writes them', async () => {
  await run([trial(makeOne)]);
  const writer = await connect();
  await writer.query('begin; insert into one values (1, 1)');
  const migrating = run([trial((runner) => indexConcurrently(runner, 'one_at', 'on one (at)'), false)]);
  await pause(600);
  const begun = performance.now();
  await counter.query('insert into one values (2, 2)');
  expect(performance.now() - begun).toBeLessThan(1000);
  await writer.query('commit');
  expect(await migrating).toHaveLength(1);
});

it('clears away an index whose building was broken off, and builds it', async () => {
  await run([trial(makeOne)]);
  const writer = await connect();
  await writer.query('begin; insert into one values (1, 1)');
  const index = trial((runner) => indexConcurrently(runner, 'one_at', 'on one (at)'), false);
  const broken = run([index]).catch((fault: unknown) => fault);
  const state = async (): Promise<unknown> =>
    (
      await counter.query<{ valid: boolean }>(
        `select indisvalid as valid from pg_index where indexrelid = to_regclass('one_at')`,
      )
    ).rows;
  while (JSON.stringify(await state()) !== '[{"valid":false}]') await pause(20);
  await counter.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'central migrate' and query like 'create index%'`,
  );
  expect(await broken).toBeInstanceOf(Error);
  await writer.query('commit');
  expect(await state()).toEqual([{ valid: false }]);
  expect(await run([index])).toHaveLength(1);
  expect(await state()).toEqual([{ valid: true }]);
});
