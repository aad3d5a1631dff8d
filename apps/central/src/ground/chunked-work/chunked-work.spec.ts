/** Promises what long work keeps: every chunk's effect exactly once, whoever shares it, and whoever is killed over it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { areaDataSource } from '../../whole/database/data-source.js';
import { Database, isConnectionFault, type Transaction } from '../database/database.js';
import { usualAsk } from '../lists/list-page.js';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { ChunkedWork, chunksOver, type ChunkEffect } from './chunked-work.service.js';
import { WorkStore } from './work.store.js';

let database: TestDatabase;
let owner: Client;
let source: DataSource;
let works: ChunkedWork;
let central: Database;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl, options: `-c search_path=${database.schema}` });
  await owner.connect();
  await owner.query(
    `create table tally (work_id uuid, row bigint, worker text); grant select, insert on tally to ${database.schema}_service`,
  );
  source = await areaDataSource({
    url: database.serviceUrl,
    schema: database.schema,
    poolSize: 8,
  }).initialize();
  central = new Database(source);
  works = new ChunkedWork(central, new WorkStore(), new Clock());
});
afterAll(async () => {
  await source.destroy();
  await owner.end();
  await database.drop();
});

const plan = (subject: string, rows: number, each: number): Promise<string> =>
  central.transaction((tx) =>
    works.plan(tx, { kind: 'tally', subject, plannedBy: '0001' }, chunksOver(1, rows, each)),
  );

/** Writes a line for every row of a chunk. */
const tally =
  (workId: string, worker = 'here'): ChunkEffect =>
  async (tx: Transaction, { first, last }) => {
    await tx.query(
      'insert into tally select $1::uuid, row, $2 from generate_series($3::bigint, $4::bigint) row',
      [workId, worker, first, last],
    );
  };

const rowsOf = async (workId: string): Promise<{ rows: number; distinct: number; workers: string[] }> => {
  const { rows } = await owner.query<{ rows: string; distinct: string; workers: string[] | null }>(
    `select count(*) as rows, count(distinct row) as distinct, array_agg(distinct worker) as workers from tally where work_id = $1`,
    [workId],
  );
  return {
    rows: Number(rows[0]?.rows),
    distinct: Number(rows[0]?.distinct),
    workers: rows[0]?.workers ?? [],
  };
};

const built = (file: string): string => pathToFileURL(resolve('dist/apps/central/src', file)).href;

/** A machine of its own: a process of the built engine that writes a row at a time, slowly, and tells each row. */
const startMachine = (workId: string, worker: string): ChildProcess => {
  const script = `
    import 'reflect-metadata';
    import { areaDataSource } from '${built('whole/database/data-source.js')}';
    import { Database } from '${built('ground/database/database.js')}';
    import { ChunkedWork } from '${built('ground/chunked-work/chunked-work.service.js')}';
    import { WorkStore } from '${built('ground/chunked-work/work.store.js')}';
    const [url, schema, workId, worker] = process.argv.slice(1);
    const source = await areaDataSource({ url, schema, poolSize: 4 }).initialize();
    const works = new ChunkedWork(new Database(source), new WorkStore(), { now: () => new Date() });
    await works.run(workId, async (tx, { first, last }) => {
      for (let row = first; row <= last; row++) {
        await tx.query('insert into tally select $1::uuid, $2::bigint, $3 from pg_sleep(0.005)', [workId, row, worker]);
        console.log(row);
      }
    });
    await source.destroy();`;
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', script, database.serviceUrl, database.schema, workId, worker],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
};

describe('long work', () => {
  it('does every row exactly once when two machines share it and one is killed in the middle of a chunk', async () => {
    const workId = await plan('killed', 300, 20);
    const killed = startMachine(workId, 'killed');
    const survivor = startMachine(workId, 'survivor');
    const output = survivor.stdout === null ? '' : text(survivor.stdout);
    let told = 0;
    for await (const piece of killed.stdout ?? []) {
      told += String(piece).split('\n').length - 1;
      // Two workers of twenty rows each: more than a chunk is done by now, and two are half done.
      if (told > 50) break;
    }
    killed.kill('SIGKILL');
    const [code] = (await once(survivor, 'exit')) as [number | null];
    await output;
    expect(code).toBe(0);
    expect(await rowsOf(workId)).toEqual({ rows: 300, distinct: 300, workers: ['killed', 'survivor'] });
    const status = await central.read((tx) => works.status(tx, workId));
    expect(status).toMatchObject({ itemsDone: 300, chunksDone: 15, chunksFailed: 0 });
    expect(status.finishedAt).not.toBeNull();
  });

  it('does the finishing step once, however many come to the end together', async () => {
    const workId = await plan('finish', 40, 5);
    let finished = 0;
    const finish = async (): Promise<void> => void (finished += 1);
    await Promise.all([1, 2, 3].map(() => works.run(workId, tally(workId), { workers: 2, finish })));
    await works.run(workId, tally(workId), { finish });
    expect(finished).toBe(1);
    expect(await rowsOf(workId)).toMatchObject({ rows: 40, distinct: 40 });
  });

  it('does the other chunks when one fails, says why, and tries it again when run again', async () => {
    const workId = await plan('failing', 30, 10);
    let broken = true;
    let finished = 0;
    const effect: ChunkEffect = async (tx, chunk) => {
      await tally(workId)(tx, chunk);
      if (broken && chunk.number === 2) throw new Error('the second chunk is not to be had');
    };
    const finish = async (): Promise<void> => void (finished += 1);
    await expect(works.run(workId, effect, { finish })).rejects.toThrow('the second chunk is not to be had');
    expect(await central.read((tx) => works.status(tx, workId))).toMatchObject({
      itemsDone: 20,
      chunksFailed: 1,
      fault: 'the second chunk is not to be had',
      finishedAt: null,
    });
    expect(await rowsOf(workId)).toMatchObject({ rows: 20, distinct: 20 });
    expect(finished).toBe(0);
    broken = false;
    expect(await works.run(workId, effect, { finish })).toMatchObject({ itemsDone: 30, chunksFailed: 0 });
    expect(await rowsOf(workId)).toMatchObject({ rows: 30, distinct: 30 });
    expect(finished).toBe(1);
  });

  it('is tried by itself less and less often, is stuck after five failed tries, and goes on when a person begins it again', async () => {
    const workId = await plan('stuck', 20, 10);
    let broken = true;
    const effect: ChunkEffect = async (tx, chunk) => {
      await tally(workId)(tx, chunk);
      if (broken && chunk.number === 2) throw new Error('not to be had');
    };
    const status = () => central.read((tx) => works.status(tx, workId));
    const due = async () => (await central.read((tx) => works.due(tx, 'tally'))).includes('stuck');
    const waits: number[] = [];
    expect(await status()).toMatchObject({ state: 'open', attempts: 0, retryAt: null });
    for (let tries = 1; tries < 5; tries++) {
      expect(await due()).toBe(true);
      const before = Date.now();
      await expect(works.run(workId, effect)).rejects.toThrow('not to be had');
      const { state, attempts, fault, retryAt } = await status();
      expect({ state, attempts, fault }).toEqual({
        state: 'failed',
        attempts: tries,
        fault: 'not to be had',
      });
      waits.push(Math.round((Date.parse(retryAt ?? '') - before) / 10_000) * 10);
      expect(await due()).toBe(false);
      await owner.query('update work set retry_at = now() where id = $1', [workId]);
    }
    expect(waits).toEqual([30, 120, 480, 900]);
    expect(await central.read((tx) => works.isAnyStuck(tx))).toBe(false);
    await expect(works.run(workId, effect)).rejects.toThrow('not to be had');
    expect(await status()).toMatchObject({ state: 'stuck', attempts: 5, retryAt: null, itemsDone: 10 });
    expect(await due()).toBe(false);
    expect(await central.read((tx) => works.isAnyStuck(tx))).toBe(true);
    expect(
      (await central.read((tx) => works.unfinished(tx, 'stuck', usualAsk))).rows.map(({ id }) => id),
    ).toEqual([workId]);

    expect(await central.transaction((tx) => works.beginAgain(tx, workId))).toMatchObject({ attempts: 5 });
    expect(await status()).toMatchObject({ state: 'open', attempts: 0 });
    expect(await due()).toBe(true);
    broken = false;
    expect(await works.run(workId, effect)).toMatchObject({ state: 'finished', itemsDone: 20, fault: null });
    await expect(central.transaction((tx) => works.beginAgain(tx, workId))).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await rowsOf(workId)).toMatchObject({ rows: 20, distinct: 20 });
  });

  it('lets the statements of a finishing step, which sums up everything, run as long as those of a chunk', async () => {
    const workId = await plan('long end', 10, 10);
    const allowed: unknown[] = [];
    const note = async (tx: Transaction) =>
      void allowed.push(...(await tx.query<unknown[]>('show statement_timeout')));
    await works.run(workId, note, { finish: note });
    expect(allowed).toEqual([{ statement_timeout: '10min' }, { statement_timeout: '10min' }]);
  });

  it('counts a finishing step that fails like a chunk that does, and not a database that is lost', async () => {
    const workId = await plan('end', 10, 10);
    const end = new Error('no end');
    await expect(works.run(workId, tally(workId), { finish: () => Promise.reject(end) })).rejects.toThrow(
      'no end',
    );
    expect(await central.read((tx) => works.status(tx, workId))).toMatchObject({
      state: 'failed',
      attempts: 1,
      fault: 'no end',
      chunksDone: 1,
    });
    const lost = await plan('lost', 10, 10);
    const away = await works
      .run(lost, (tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'))
      .catch(isConnectionFault);
    expect(away).toBe(true);
    expect(await central.read((tx) => works.status(tx, lost))).toMatchObject({ state: 'open', attempts: 0 });
  });

  it.each([
    ['a statement', (tx: Transaction) => tx.query('select 1')],
    ['the end of the transaction', async () => undefined],
  ])('knows a database that is lost between two statements before %s', async (end, next) => {
    const workId = await plan(`lost before ${end}`, 10, 10);
    const away = await works
      .run(workId, async (tx) => {
        const connection = (await tx.queryRunner?.connect()) as Client;
        const lost = new Promise((resolve) => connection.once('end', resolve));
        const [session] = await tx.query<{ pid: number }[]>('select pg_backend_pid() as pid');
        await owner.query('select pg_terminate_backend($1)', [session?.pid]);
        await lost;
        await next(tx);
      })
      .catch(isConnectionFault);
    expect(away).toBe(true);
    expect(await central.read((tx) => works.status(tx, workId))).toMatchObject({
      state: 'open',
      attempts: 0,
    });
  });

  it('is done to the same subject again in another run, once the one before has ended', async () => {
    const again = (): Promise<string> =>
      central.transaction((tx) =>
        works.plan(tx, { kind: 'tally', subject: 'monthly', plannedBy: '0001' }, chunksOver(1, 10, 5), {
          again: true,
        }),
      );
    const [first, same] = await Promise.all([again(), again()]);
    expect(same).toBe(first);
    await works.run(first, tally(first));
    const second = await again();
    expect(second).not.toBe(first);
    expect(await central.read((tx) => works.idOf(tx, 'tally', 'monthly'))).toBe(second);
    expect(await works.run(second, tally(second))).toMatchObject({ run: 2, state: 'finished' });
    expect(await rowsOf(first)).toMatchObject({ rows: 10 });
    expect(await rowsOf(second)).toMatchObject({ rows: 10 });
  });

  it('is planned once for a subject, whoever plans it again', async () => {
    const first = await plan('again', 10, 5);
    expect(await plan('again', 99, 5)).toBe(first);
    expect(await central.read((tx) => works.status(tx, first))).toMatchObject({ items: 10, chunks: 2 });
  });

  it('tells what was done before, and what all workers together have done, up to the whole', async () => {
    const workId = await plan('told', 25, 10);
    const stop = new AbortController();
    const one: ChunkEffect = async (tx, chunk) => {
      await tally(workId)(tx, chunk);
      stop.abort();
    };
    expect(await works.run(workId, one, { workers: 1, signal: stop.signal })).toMatchObject({
      itemsDone: 10,
      finishedAt: null,
    });
    const told: unknown[] = [];
    await works.run(workId, tally(workId), {
      workers: 1,
      label: { zh: '计数', en: 'Tally' },
      progress: {
        begin: ({ en }, total, done) => told.push([en, total, done]),
        at: (done) => told.push(done),
        end: () => undefined,
      },
    });
    expect(told.slice(0, 3)).toEqual([['Tally', 25, 10], 20, 25]);
    expect(await rowsOf(workId)).toMatchObject({ rows: 25, distinct: 25 });
  });
});
