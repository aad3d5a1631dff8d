/** Promises of an import that is killed, or whose database is restarted: it goes on when it is given again, and nobody is there twice. */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import {
  answerOf,
  commandPassword,
  endOf,
  killMidway,
  restartDatabase,
  restartMidway,
  startCards,
} from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Hold } from '../../../../../test/support/hold.js';

// Three chunks of work.
const rows = 10_100;
const staffNumber = '0903';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff(staffNumber, '导入员', 'batch-operator', commandPassword);
}, 120_000);
afterAll(() => counter.close());

/** A file of grown-ups whom no other file of this test has. */
const applicantsFile = (name: string, firstDay: string): string => {
  const path = join(counter.folder, name);
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = new Date(Date.parse(firstDay) + (index % 6000) * 86_400_000).toISOString().slice(0, 10);
    const first17 = `632802${day.replaceAll('-', '')}${811 + Math.floor(index / 6000)}`;
    return `${first17}${socialSecurityNumberCheck(first17)},张三`;
  });
  writeFileSync(path, ['AAC002,AAC003', ...lines].join('\n'));
  return path;
};

const importing = (path: string, ...args: readonly string[]): ChildProcess =>
  startCards(counter, staffNumber, 'import', path, ...args);

const count = async (statement: string): Promise<number> => {
  const [found] = await counter.query<{ count: number }>(`select count(*)::int as count from ${statement}`);
  return found?.count ?? 0;
};

/** Expects that everybody of an import is there once, and that it came to its end once. */
const expectAllOnce = async (id: number): Promise<void> => {
  expect(await count(`card_application where import_id = ${id}`)).toBe(rows);
  expect(await count(`(select distinct person_id from card_application where import_id = ${id}) once`)).toBe(
    rows,
  );
  expect(await count(`audit_event where action = 'card-import.committed' and subject = '${id}'`)).toBe(1);
};

it('goes on after SIGKILL in the middle of the commit', async () => {
  const path = applicantsFile('killed.csv', '1950-01-01');
  const { controlCode, importNumber } = await answerOf(importing(path));
  const id = Number(importNumber);
  const commit = ['--commit', String(controlCode)];
  await killMidway(counter, () => importing(path, ...commit), 'card-import', String(id));
  expect(await count(`card_application where import_id = ${id}`)).toBe(
    await count(
      `file_import_row r join work w on w.kind = 'card-import' and w.subject = r.import_id::text
       join work_chunk c on c.work_id = w.id and c.state = 'done' and r.row between c.first and c.last`,
    ),
  );
  expect(await answerOf(importing(path, ...commit))).toMatchObject({ outcome: 'committed', leftOut: [] });
  await expectAllOnce(id);
  expect(await answerOf(importing(path, ...commit))).toMatchObject({ outcome: 'committed-before' });
}, 120_000);

it('goes on after SIGKILL with another kind of file by the same rule', async () => {
  await counter.query(`insert into township (code, name) values ('632802999', '乡')`);
  const path = join(counter.folder, 'population.csv');
  const members = 25_100;
  const lines = Array.from({ length: members }, (_, index) => {
    const day = new Date(Date.parse('1950-01-01') + (index % 9000) * 86_400_000).toISOString().slice(0, 10);
    const first17 = `632801${day.replaceAll('-', '')}${211 + Math.floor(index / 9000)}`;
    return `${first17}${socialSecurityNumberCheck(first17)},张三,632802999,3`;
  });
  writeFileSync(path, ['AAC002,AAC003,YAC021,YAC022', ...lines].join('\n'));
  const list = (...args: readonly string[]): ChildProcess => importing(path, '--kind', 'population', ...args);
  const { controlCode, importNumber } = await answerOf(list());
  const commit = ['--commit', String(controlCode)];
  await killMidway(counter, () => list(...commit), 'population-list', String(importNumber));
  expect(await count('population_member')).toBeLessThan(members);
  expect(await answerOf(list(...commit))).toMatchObject({ outcome: 'committed', leftOut: [] });
  expect(await count('population_member')).toBe(members);
  expect(await count(`coverage_month where people = ${members} and standing = 'unregistered'`)).toBe(2);
  expect(await count(`audit_event where action = 'population-list.committed'`)).toBe(1);
  expect(await answerOf(list(...commit))).toMatchObject({ outcome: 'committed-before' });
}, 120_000);

it('goes on after SIGKILL with a unit’s list: everybody joins once', async () => {
  await counter.query(`insert into unit (code, name, kind) values ('K1', '某大企业', 'enterprise')`);
  // Three chunks of work.
  const people = await counter.query<{ number: string }>(
    `select social_security_number as number from person where name = '张三' order by id limit 210`,
  );
  const path = join(counter.folder, 'joining.csv');
  const lines = people.map(({ number }) => `${number},张三,1,2026-01-01,enterprise,410`);
  writeFileSync(path, ['AAC002,AAC003,YAC011,YAC012,YAC013,AAE140', ...lines].join('\n'));
  const list = (...args: readonly string[]): ChildProcess =>
    importing(path, '--kind', 'name-list', '--unit', 'K1', ...args);
  const { controlCode, importNumber } = await answerOf(list());
  const commit = ['--commit', String(controlCode)];
  await killMidway(counter, () => list(...commit), 'name-list', String(importNumber));
  expect(await count(`participation where unit_code = 'K1'`)).toBe(
    await count(
      `file_import_row r join work w on w.kind = 'name-list' and w.subject = r.import_id::text
       join work_chunk c on c.work_id = w.id and c.state = 'done' and r.row between c.first and c.last`,
    ),
  );
  expect(await answerOf(list(...commit))).toMatchObject({ outcome: 'committed', leftOut: [] });
  expect(await count(`participation where unit_code = 'K1'`)).toBe(people.length);
  expect(await count(`(select distinct person_id from participation where unit_code = 'K1') once`)).toBe(
    people.length,
  );
  expect(await answerOf(list(...commit))).toMatchObject({ outcome: 'committed-before' });
}, 120_000);

it('says how it goes on when the database is restarted while it looks and while it commits, and does', async () => {
  const path = applicantsFile('restarted.csv', '1970-01-01');
  const hold = await Hold.take(counter.database, 'lock table file_import_row in share mode');
  const looked = endOf(importing(path));
  try {
    await Promise.race([hold.awaited(), looked]);
    await restartDatabase(counter);
  } finally {
    await hold.letGo();
  }
  expect(await looked).toMatchObject({ code: 1, answer: { code: 'command-interrupted' } });
  const { controlCode, importNumber } = await answerOf(importing(path));
  const commit = (): ChildProcess => importing(path, '--commit', String(controlCode));
  expect(await restartMidway(counter, commit, 'card-import', String(importNumber))).toMatchObject({
    outcome: 'committed',
    leftOut: [],
  });
  await expectAllOnce(Number(importNumber));
}, 120_000);
