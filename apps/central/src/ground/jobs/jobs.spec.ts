/** Promises what jobs keep: one run over all processes, another process's turn when one is killed, and a failure that is seen. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { eventually } from '../../../../../test/support/window.js';
import { areaDataSource } from '../../whole/database/data-source.js';
import { readConfig } from '../config.js';
import { Database } from '../database/database.js';
import { Listening } from '../database/listening.js';
import { isAlarming, type Job, type JobStatus } from './job.js';
import { Jobs } from './jobs.service.js';
import { JobsStore } from './jobs.store.js';

let database: TestDatabase;
let reading: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  reading = await areaDataSource({
    url: database.serviceUrl,
    schema: database.schema,
    poolSize: 2,
  }).initialize();
});
afterAll(async () => {
  await reading.destroy();
  await database.drop();
});

const purpose = { zh: '试', en: 'to try' };
const started: { readonly jobs: Jobs; readonly source: DataSource }[] = [];

/** A process as far as jobs know one: connections, a lease and a loop of its own. */
const startProcess = async (jobs: readonly Job[], jobLeaseMs = 15_000): Promise<Jobs> => {
  const source = await areaDataSource({
    url: database.serviceUrl,
    schema: database.schema,
    poolSize: 3,
  }).initialize();
  const config = {
    ...readConfig({ DATABASE_URL: database.serviceUrl }),
    schema: database.schema,
    jobLeaseMs,
  };
  const process = new Jobs(new Database(source), new JobsStore(), new Listening(source, config), config);
  for (const job of jobs) process.add(job);
  await process.onApplicationBootstrap();
  started.push({ jobs: process, source });
  return process;
};
afterEach(async () => {
  for (const { jobs, source } of started.splice(0)) {
    await jobs.beforeApplicationShutdown();
    await source.destroy();
  }
  await reading.query('delete from job');
});

const status = async (name: string): Promise<JobStatus> => {
  const found = (await new JobsStore().list(reading.manager)).find((job) => job.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
};

/** As the process that has work for a job does. */
const askFor = (name: string): Promise<void> => reading.transaction((tx) => new JobsStore().soon(tx, name));

it('run one at a time over all processes, and tell what they did last', async () => {
  let [now, most, runs] = [0, 0, 0];
  const job: Job = {
    name: 'counted',
    purpose,
    times: { everyMs: 10 },
    run: async () => {
      most = Math.max(most, (now += 1));
      await wait(15);
      now -= 1;
      runs += 1;
      return runs === 3 ? { words: { zh: '三', en: 'three' }, counts: { runs } } : null;
    },
  };
  await Promise.all([startProcess([job]), startProcess([job]), startProcess([job])]);
  await eventually('several runs', () => runs >= 8);
  expect(most).toBe(1);
  // What a run did stays on view when later ones find nothing.
  expect(await status('counted')).toMatchObject({
    purpose,
    everyMs: 10,
    dailyAt: null,
    enabled: true,
    overdue: false,
    attempts: 0,
    lastFault: null,
    lastResult: { words: { zh: '三', en: 'three' }, counts: { runs: 3 } },
  });
});

it('fail aloud, are tried again less often, count as stuck after five failures, and recover by themselves', async () => {
  let broken = true;
  let runs = 0;
  const job: Job = {
    name: 'broken',
    purpose,
    times: { everyMs: 20 },
    run: () => {
      runs += 1;
      return broken ? Promise.reject(new Error('no such luck')) : Promise.resolve(null);
    },
  };
  await startProcess([job]);
  await eventually('it is stuck', async () => (await status('broken')).state === 'stuck');
  const stuck = await status('broken');
  expect(stuck).toMatchObject({ attempts: 5, lastFault: 'no such luck' });
  expect(isAlarming(stuck)).toBe(true);
  expect(runs).toBe(5);
  // After the fifth failure 16 intervals pass; two looks at the clock may lie in two milliseconds.
  const waits = new Date(stuck.nextRun ?? 0).getTime() - new Date(stuck.lastFinished ?? 0).getTime();
  expect(Math.abs(waits - 320)).toBeLessThanOrEqual(1);
  broken = false;
  await eventually('it recovers', async () => (await status('broken')).state === 'idle');
  expect(await status('broken')).toMatchObject({ attempts: 0, lastFault: 'no such luck' });
});

it('begin at once when work is asked for in another process, and again when it is asked for while they run', async () => {
  let runs = 0;
  const gate = new EventEmitter();
  const opened = once(gate, 'open');
  const job: Job = {
    name: 'asked',
    purpose,
    times: { everyMs: 3_600_000 },
    run: async () => {
      runs += 1;
      await opened;
      return null;
    },
  };
  await startProcess([job]);
  // Told through the database alone, and heard long before anybody looks by the clock.
  await wait(200);
  const before = performance.now();
  await askFor('asked');
  await eventually('it runs', () => runs === 1);
  expect(performance.now() - before).toBeLessThan(2000);
  await askFor('asked');
  gate.emit('open');
  await eventually('it has run again', () => runs === 2);
  await eventually('it waits again', async () => (await status('asked')).state === 'idle');
  expect(runs).toBe(2);
});

it('rest while a person has paused them, except when a person wants a run', async () => {
  let runs = 0;
  const job: Job = { name: 'paused', purpose, times: { everyMs: 20 }, run: async () => ((runs += 1), null) };
  const process = await startProcess([job]);
  await eventually('it runs', () => runs > 0);
  await reading.transaction((tx) => process.setEnabled(tx, 'paused', false));
  await eventually('it rests', async () => (await status('paused')).state === 'idle');
  await wait(50);
  const rested = runs;
  await wait(150);
  expect(runs).toBe(rested);
  expect(await status('paused')).toMatchObject({ enabled: false, nextRun: null, overdue: false });
  await reading.transaction((tx) => process.runNow(tx, 'paused'));
  await eventually('it runs once', () => runs === rested + 1);
  await wait(100);
  expect(runs).toBe(rested + 1);
  await reading.transaction((tx) => process.setEnabled(tx, 'paused', true));
  await eventually('it runs again', () => runs > rested + 1);
});

it('are due once a day at their time in Shanghai', async () => {
  const job: Job = { name: 'daily', purpose, times: { dailyAt: '03:10' }, run: async () => null };
  await startProcess([job]);
  const { nextRun, dailyAt, everyMs } = await status('daily');
  expect({ dailyAt, everyMs }).toEqual({ dailyAt: '03:10', everyMs: null });
  const next = new Date(nextRun ?? 0);
  expect(next.toISOString().slice(11, 16)).toBe('19:10');
  expect(next.getTime()).toBeGreaterThan(Date.now());
  expect(next.getTime()).toBeLessThanOrEqual(Date.now() + 86_400_000);
});

it('alarm when no process takes them', async () => {
  const job: Job = { name: 'untaken', purpose, times: { everyMs: 3_600_000 }, run: async () => null };
  await startProcess([job]);
  expect(isAlarming(await status('untaken'))).toBe(false);
  const { jobs, source } = started.splice(0)[0] ?? {};
  await jobs?.beforeApplicationShutdown();
  await source?.destroy();
  await reading.query(`update job set next_run = now() - interval '3 min'`);
  expect(isAlarming(await status('untaken'))).toBe(true);
});

const built = (file: string): string => pathToFileURL(resolve('dist/apps/central/src', file)).href;

/** A process of the built program that takes a job and never comes to its end. */
const startHanging = (): ChildProcess => {
  const script = `
    import 'reflect-metadata';
    import { areaDataSource } from '${built('whole/database/data-source.js')}';
    import { readConfig } from '${built('ground/config.js')}';
    import { Database } from '${built('ground/database/database.js')}';
    import { Listening } from '${built('ground/database/listening.js')}';
    import { Jobs } from '${built('ground/jobs/jobs.service.js')}';
    import { JobsStore } from '${built('ground/jobs/jobs.store.js')}';
    const [url, schema] = process.argv.slice(1);
    const source = await areaDataSource({ url, schema, poolSize: 3 }).initialize();
    const config = { ...readConfig({ DATABASE_URL: url }), schema, jobLeaseMs: 900 };
    const jobs = new Jobs(new Database(source), new JobsStore(), new Listening(source, config), config);
    jobs.add({ name: 'half-done', purpose: { zh: '试', en: 'to try' }, times: { everyMs: 20 }, run: async () => {
      console.log('taken');
      await new Promise(() => setInterval(() => undefined, 1000));
    } });
    await jobs.onApplicationBootstrap();`;
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', script, database.serviceUrl, database.schema],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
};

it('are taken over from a process that was killed over them, not from one that is alive', async () => {
  const hanging = startHanging();
  if (hanging.stdout !== null) await once(hanging.stdout, 'data');
  let runs = 0;
  const job: Job = {
    name: 'half-done',
    purpose,
    times: { everyMs: 20 },
    run: async () => ((runs += 1), null),
  };
  await startProcess([job], 900);
  // Longer than the lease: the process is alive and says so.
  await wait(1800);
  expect(runs).toBe(0);
  expect(await status('half-done')).toMatchObject({ state: 'running' });
  hanging.kill('SIGKILL');
  await once(hanging, 'exit');
  await eventually('another takes it over', () => runs > 0);
  await eventually('it is done', async () => (await status('half-done')).state === 'idle');
  expect((await status('half-done')).lastFault).toMatch(/^process .+\/\d+\/\w+ ended over it$/);
});
