/** Promises of the jobs of the whole: nothing waits by a timer of its own, sweeps leave what counts, and who may steer them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { Counter } from '../../../../../test/support/counter.js';
import { sourceFiles } from '../../../../../test/support/source-files.js';
import { eventually } from '../../../../../test/support/window.js';

type Job = components['schemas']['JobDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ NOTIFY_URL: 'http://127.0.0.1:9/', NOTIFY_EVERY_MS: '3600000' });
});
afterAll(() => counter.close());

const jobs = async (): Promise<readonly Job[]> =>
  (await counter.ask<{ jobs: Job[] }>('GET', '/v1/jobs')).body.jobs;
const job = async (name: string): Promise<Job> => {
  const found = (await jobs()).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
};
const steer = (name: string, what: string) => counter.ask('POST', `/v1/jobs/${name}/${what}`);

/** Runs a job and returns what it did. */
const runNow = async (name: string): Promise<Job> => {
  const before = (await job(name)).lastFinished;
  expect((await steer(name, 'runs')).status).toBe(204);
  await eventually(`${name} has run`, async () => (await job(name)).lastFinished !== before);
  const after = await job(name);
  expect(after).toMatchObject({ attempts: 0, lastFault: null });
  return after;
};

it('are all on view, with words, times and what comes next', async () => {
  await counter.signIn('0009');
  const all = await jobs();
  expect(all.map(({ name }) => name)).toEqual([
    'adjustments',
    'approvals',
    'assessments',
    'batch-approvals',
    'books-checkpoint',
    'clocks',
    'difference-runs',
    'duplicates',
    'expired-assertions',
    'months-ahead',
    'name-initials',
    'notifications',
    'outgoing-payments',
    'overlaps',
    'parameter-effects',
    'past-retention',
    'pay-runs',
    'proofs-of-life',
    'rate-limits',
    'stale-card-sessions',
    'temporary-losses',
    'undeclared-months',
    'unknown-outcomes',
    'unused-staff',
  ]);
  for (const { purpose, state, alarming, nextRun, enabled } of all) {
    expect(purpose.zh).toMatch(/\p{Script=Han}/u);
    expect(purpose.en).toMatch(/^[A-Z]/);
    expect({ state, alarming, enabled }).toEqual({ state: 'idle', alarming: false, enabled: true });
    expect(nextRun).not.toBeNull();
  }
});

it('are run, paused and resumed by an administrator alone, on record', async () => {
  await counter.signIn('0009');
  expect((await steer('rate-limits', 'runs')).body).toMatchObject({ code: 'not-permitted' });
  await counter.signIn('0401');
  expect((await steer('nothing', 'runs')).body).toMatchObject({ code: 'not-found' });
  expect((await steer('rate-limits', 'pause')).status).toBe(204);
  expect(await job('rate-limits')).toMatchObject({ enabled: false, nextRun: null });
  await runNow('rate-limits');
  expect((await steer('rate-limits', 'resumption')).status).toBe(204);
  expect(await job('rate-limits')).toMatchObject({ enabled: true });
  const recorded = await counter.query(
    `select action, subject, staff_number from audit_event where action like 'job.%' order by id`,
  );
  const by = { subject: 'rate-limits', staff_number: '0401' };
  expect(recorded).toEqual([
    { action: 'job.paused', ...by },
    { action: 'job.asked-for', ...by },
    { action: 'job.resumed', ...by },
  ]);
});

it('are missed in the health check where no process has ever begun to do them', async () => {
  const idle = await Counter.open({ JOBS: 'none' });
  try {
    expect((await idle.ask('GET', '/health')).body).toMatchObject({ status: 'ok', jobs: 'alarming' });
  } finally {
    await idle.close();
  }
});

it('say in the health check that somebody has to look', async () => {
  const health = async () => (await counter.ask('GET', '/health')).body;
  expect(await health()).toMatchObject({ status: 'ok', jobs: 'ok' });
  await counter.query(`update job set attempts = 5 where name = 'rate-limits'`);
  expect(await health()).toMatchObject({ status: 'ok', jobs: 'alarming' });
  await counter.query(`update job set attempts = 0 where name = 'rate-limits'`);
});

it('show long work that is stuck, alarm with it, and have it begun again by an administrator, on record', async () => {
  const id = '01900000-0000-7000-8000-000000000001';
  await counter.query(
    `insert into work (id, kind, subject, items, chunks, planned_at, planned_by, attempts, fault)
     values ($1, 'card-batch.allot', '2026-000009', 700, 1, now(), '0101', 5, 'no chips')`,
    [id],
  );
  const works = async () =>
    (await counter.ask<components['schemas']['WorksDto']>('GET', '/v1/works')).body.works;
  const health = async () => (await counter.ask('GET', '/health')).body;
  const again = (of: string) => counter.ask('POST', `/v1/works/${of}/attempts`);
  await counter.signIn('0009');
  expect(await works()).toMatchObject([
    {
      id,
      subject: '2026-000009',
      run: 1,
      state: 'stuck',
      alarming: true,
      fault: 'no chips',
      byItself: false,
    },
  ]);
  expect((await works())[0]?.words.zh).toMatch(/\p{Script=Han}/u);
  expect(await health()).toMatchObject({ jobs: 'alarming' });
  expect((await again(id)).body).toMatchObject({ code: 'not-permitted' });
  await counter.signIn('0401');
  expect((await again(id.replace(/1$/, '2'))).body).toMatchObject({ code: 'not-found' });
  expect((await again(id)).status).toBe(204);
  expect(await works()).toMatchObject([{ id, state: 'open', attempts: 0, alarming: false }]);
  expect(await health()).toMatchObject({ jobs: 'ok' });
  expect(
    await counter.query(`select subject, staff_number from audit_event where action = 'work.begun-again'`),
  ).toEqual([{ subject: 'card-batch.allot 2026-000009', staff_number: '0401' }]);
  await counter.query('update work set finished_at = now() where id = $1', [id]);
});

it('forget assertions and counts that are over, and keep the others', async () => {
  await counter.signIn('0401');
  const now = counter.clock.instant;
  const at = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
  await counter.query('delete from assertion_seen');
  await counter.query(
    `insert into assertion_seen (jti, expires_at) select 'old ' || n, $1::timestamptz from generate_series(1, 2500) n
     union all select 'new', $2::timestamptz`,
    [at(-1), at(60)],
  );
  await counter.query(`insert into public_ask values ('/x', 'old', $1, 9), ('/x', 'new', $2, 9)`, [
    at(-61),
    at(-10),
  ]);
  expect(await runNow('expired-assertions')).toMatchObject({ lastResult: { counts: { rows: 2500 } } });
  expect(await counter.query('select jti from assertion_seen')).toEqual([{ jti: 'new' }]);
  await runNow('rate-limits');
  expect(await counter.query(`select address from public_ask where route = '/x'`)).toEqual([
    { address: 'new' },
  ]);
});

it('end card sessions that were left open for longer than anything can be done in them', async () => {
  await counter.signIn();
  const { body: left } = await counter.tap('suonan-daiji');
  counter.clock.move(61 * 60_000);
  await counter.authenticate();
  await counter.signIn();
  const { body: open } = await counter.tap('wang-jianguo');
  await counter.signIn('0401');
  await runNow('stale-card-sessions');
  const states = await counter.query(
    'select id, state, ended_at is null as open from card_session where id = any($1)',
    [[left.id, open.id]],
  );
  expect(states).toHaveLength(2);
  expect(states).toEqual(
    expect.arrayContaining([
      { id: left.id, state: 'ended', open: false },
      { id: open.id, state: 'open', open: true },
    ]),
  );
});

/** Each waits within one call for something that comes at once, and does not begin work by itself. */
const waits: Readonly<Record<string, string>> = {
  'apps/central/src/ground/jobs/jobs.service.ts': 'the scheduler itself',
  'apps/central/src/ground/database/listening.ts': 'connects again',
  'apps/central/src/ground/database/followed-numbers.ts': 'between looks within one question',
  'apps/central/src/ground/database/database.ts': 'between tries of one transaction',
  'apps/central/src/cards/keys/pkcs11-process-vault.ts': 'the deadline of one call',
  'apps/central/src/counter/acts/act-queue.ts': 'between tries of one group of acts',
  'apps/central/src/counter/acts/gathering.ts': 'those who come back are waited for, a moment',
};

it('are the only work that waits for its time: no part of central has a timer of its own', () => {
  const timed = sourceFiles(['.ts']).filter(
    (file) =>
      file.startsWith('apps/central/src/') &&
      !file.endsWith('.spec.ts') &&
      /\bset(Timeout|Interval)\(/.test(readFileSync(file, 'utf8')),
  );
  expect(timed.toSorted()).toEqual(Object.keys(waits).toSorted());
});
