/** Promises what rows taken in by COPY keep: every character, nothing of a piece of which one row is there already, and the transaction around it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { areaDataSource } from '../../whole/database/data-source.js';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { copiedUnlessThere, copyLine } from './copied.js';
import { Database, type Transaction } from './database.js';

let database: TestDatabase;
let owner: Client;
let source: DataSource;
let central: Database;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl, options: `-c search_path=${database.schema}` });
  await owner.connect();
  await owner.query(
    `create table copied (number int primary key, amount bigint check (amount >= 0), text text);
     grant select, insert on copied to ${database.schema}_service`,
  );
  source = await areaDataSource({
    url: database.serviceUrl,
    schema: database.schema,
    poolSize: 2,
  }).initialize();
  central = new Database(source);
});
afterAll(async () => {
  await source.destroy();
  await owner.end();
  await database.drop();
});

const copied = (tx: Transaction, rows: readonly (readonly [number, bigint | null, string | null])[]) =>
  copiedUnlessThere(tx, 'copy copied (number, amount, text) from stdin', rows.map(copyLine));
const kept = async (): Promise<unknown[]> =>
  (await owner.query('select number, amount, text from copied order by number')).rows;

it('keeps every character, and what is not there', async () => {
  const text = 'a\\b\tc\nd\re\\N "{}" 张';
  const done = await central.transaction((tx) =>
    copied(tx, [
      [1, 12n, text],
      [2, null, null],
      [3, 0n, ''],
    ]),
  );
  expect(done).toBe(true);
  expect(await kept()).toEqual([
    { number: 1, amount: '12', text },
    { number: 2, amount: null, text: null },
    { number: 3, amount: '0', text: '' },
  ]);
});

it('adds none where one is there, and the transaction goes on', async () => {
  const before = await kept();
  await central.transaction(async (tx) => {
    const done = await copied(tx, [
      [4, 1n, 'new'],
      [2, 1n, 'there'],
    ]);
    expect(done).toBe(false);
    await tx.query(`insert into copied values (5, 5, 'beside')`);
  });
  expect(await kept()).toEqual([...before, { number: 5, amount: '5', text: 'beside' }]);
});

it('throws what is wrong otherwise, and leaves nothing', async () => {
  const before = await kept();
  const wrong = central.transaction((tx) => copied(tx, [[6, -1n, 'below zero']]));
  await expect(wrong).rejects.toMatchObject({ code: '23514' });
  expect(await kept()).toEqual(before);
});
