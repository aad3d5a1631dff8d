/** Promise of an import that is killed: the next run goes on with it, and nobody is there twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter } from '../../../../test/support/counter.js';
import { Hold } from '../../../../test/support/hold.js';
import { StaffService } from '../staff/staff.service.js';

// Of 10,000 rows each.
const chunksAll = 3;
const rows = 26_000;
const staffNumber = '0903';
const password = 'password-of-test';

let counter: Counter;
let path: string;
let lastNumber: string;
beforeAll(async () => {
  counter = await Counter.open();
  const staff = counter.app.get(StaffService, { strict: false });
  await staff.register(staffNumber, '导入员', 'batch-operator', password);
  path = join(counter.folder, 'applicants.csv');
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = new Date(Date.UTC(1950, 0, 1) + (index % 13_000) * 86_400_000).toISOString().slice(0, 10);
    const first17 = `632802${day.replaceAll('-', '')}${String(800 + Math.floor(index / 13_000)).padStart(3, '0')}`;
    return `${first17}${socialSecurityNumberCheck(first17)},张三`;
  });
  writeFileSync(path, ['AAC002,AAC003', ...lines].join('\n'));
  lastNumber = lines.at(-1)?.slice(0, 18) ?? '';
}, 60_000);
afterAll(() => counter.close());

/** `cards import` in a process of its own, as a person starts it. */
const importing = (...args: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    [
      resolve('dist/apps/central/src/command-line.js'),
      'cards',
      'import',
      path,
      ...args,
      '--as',
      staffNumber,
      '--json',
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        DATABASE_URL: counter.database.ownerUrl,
        AREA_SCHEMA: counter.database.schema,
        SSCARD_DATA: counter.folder,
        STAFF_PASSWORD: password,
      },
    },
  );

const answerOf = async (child: ChildProcess): Promise<Record<string, unknown>> => {
  const ended = once(child, 'exit');
  const said = child.stdout === null ? '' : await text(child.stdout);
  expect(await ended).toEqual([0, null]);
  return JSON.parse(said) as Record<string, unknown>;
};

const count = async (statement: string): Promise<number> => {
  const [found] = await counter.query<{ count: number }>(`select count(*)::int as count from ${statement}`);
  return found?.count ?? 0;
};

const chunksDone = (): Promise<number> =>
  count(`work_chunk c join work w on w.id = c.work_id where w.kind = 'card-import' and c.state = 'done'`);

it('goes on after SIGKILL in the middle of the commit, and everybody is there once', async () => {
  const { controlCode, importNumber } = await answerOf(importing());
  const commit = ['--commit', String(controlCode)];
  // Whoever is being entered at a counter holds up the chunk that has them, here the last one.
  const hold = await Hold.take(
    counter.database,
    `insert into person (id, social_security_number, name, sex, birth_date)
     values (gen_random_uuid(), $1, '张三', case when substr($1, 17, 1)::int % 2 = 1 then 'male' else 'female' end, to_date(substr($1, 7, 8), 'YYYYMMDD'))`,
    [lastNumber],
  );
  const killed = importing(...commit);
  const ended = once(killed, 'exit');
  while (killed.exitCode === null && (await chunksDone()) < chunksAll - 1) await wait(10);
  killed.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await hold.letGo();
  // What was in the middle of a chunk is taken back once the server notices.
  const others = `pg_stat_activity where datname = current_database() and application_name = 'central' and state like '%transaction%'`;
  while ((await count(others)) > 0) await wait(10);
  const before = await count(`card_application where import_id = ${Number(importNumber)}`);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(rows);
  expect(before).toBe(
    await count(
      `card_import_row r join work w on w.kind = 'card-import' and w.subject = r.import_id::text
       join work_chunk c on c.work_id = w.id and c.state = 'done' and r.row between c.first and c.last`,
    ),
  );

  expect(await answerOf(importing(...commit))).toMatchObject({ outcome: 'committed', leftOut: [] });
  expect(await count(`card_application where import_id = ${Number(importNumber)}`)).toBe(rows);
  expect(
    await count(
      `(select distinct person_id from card_application where import_id = ${Number(importNumber)}) once`,
    ),
  ).toBe(rows);
  expect(
    await count(`audit_event where action = 'card-import.committed' and subject = '${Number(importNumber)}'`),
  ).toBe(1);
  expect(await answerOf(importing(...commit))).toMatchObject({ outcome: 'committed-before' });
}, 120_000);
