/** Promise of an import whose database is restarted over it: it says how to go on, and goes on when it is given again. */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import {
  answerOf,
  commandPassword,
  endOf,
  restartDatabase,
  restartMidway,
  startCards,
} from '../../../../test/support/commands.js';
import { Counter } from '../../../../test/support/counter.js';
import { Hold } from '../../../../test/support/hold.js';
import { StaffService } from '../staff/staff.service.js';

// Three chunks of work.
const rows = 10_100;
const staffNumber = '0903';

let counter: Counter;
let path: string;
beforeAll(async () => {
  counter = await Counter.open();
  const staff = counter.app.get(StaffService, { strict: false });
  await staff.register(staffNumber, '导入员', 'batch-operator', commandPassword);
  path = join(counter.folder, 'applicants.csv');
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = new Date(Date.UTC(1950, 0, 1) + (index % 6_000) * 86_400_000).toISOString().slice(0, 10);
    const first17 = `632802${day.replaceAll('-', '')}${String(800 + Math.floor(index / 6_000)).padStart(3, '0')}`;
    return `${first17}${socialSecurityNumberCheck(first17)},张三`;
  });
  writeFileSync(path, ['AAC002,AAC003', ...lines].join('\n'));
}, 60_000);
afterAll(() => counter.close());

const importing = (...args: readonly string[]): ChildProcess =>
  startCards(counter, staffNumber, 'import', path, ...args);

it('looks again, and registers everybody once', async () => {
  const hold = await Hold.take(counter.database, 'lock table card_import_row in share mode');
  const looked = endOf(importing());
  await Promise.race([hold.awaited(), looked]);
  await restartDatabase(counter);
  await hold.letGo();
  expect(await looked).toMatchObject({ code: 1, answer: { code: 'command-interrupted' } });
  const { controlCode, importNumber } = await answerOf(importing());
  expect(
    await restartMidway(
      counter,
      () => importing('--commit', String(controlCode)),
      'card-import',
      String(importNumber),
    ),
  ).toMatchObject({ outcome: 'committed', leftOut: [] });
  expect(
    await counter.query(
      'select count(*)::int as applications, count(distinct person_id)::int as people from card_application where import_id = $1',
      [importNumber],
    ),
  ).toEqual([{ applications: rows, people: rows }]);
}, 60_000);
