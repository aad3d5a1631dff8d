/** Promises that keys of stored rows come in the order of time, from SQL and from the program alike. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { sourceFiles } from '../../../../../test/support/source-files.js';

let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

it('has the server make them where nobody else does', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `select format('%s.%s', c.relname, a.attname) as name
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = $1::regnamespace and i.indisprimary and i.indnkeyatts = 1 and a.atttypid = 'uuid'::regtype
       and pg_get_expr(d.adbin, d.adrelid) is distinct from 'uuidv7()'
       and not exists (select from pg_constraint f where f.contype = 'f' and f.conrelid = c.oid and f.conkey = array[a.attnum])
     order by 1`,
    [database.schema],
  );
  // The Idempotency-Key (also of a follow-up), an order and its file: whoever asks makes them. A shift's: the program, as below.
  expect(rows.map(({ name }) => name)).toEqual([
    'coverage_follow_up.id',
    'operation.key',
    'production_file.id',
    'production_order.id',
    'shift.id',
  ]);
});

it('has the program make them in one place', () => {
  const random = sourceFiles(['.ts'])
    .filter((file) => file.startsWith('apps/central/src/') && !file.endsWith('.spec.ts'))
    .filter((file) => /randomUUID\(|gen_random_uuid\(/.test(readFileSync(file, 'utf8')));
  expect(random.toSorted()).toEqual([
    // What is told of a fault, and the name of a draft beside a file: no rows.
    'apps/central/src/ground/http/problem.filter.ts',
    'apps/central/src/ground/write-once.ts',
  ]);
});
