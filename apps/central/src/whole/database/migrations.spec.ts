/** Promises of migrating: what was registered before the card service is found again after it, in its words. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { tidyName } from '#libs/identity/person-name.js';
import { areaOptions } from './data-source.js';
import { migrate } from './migrate.js';
import { House1795500000000 } from './migrations/1795500000000-house.js';
import { Parameters1795500000001 } from './migrations/1795500000001-parameters.js';

const schema = 'area_of_before';
const writtenBefore = [
  ...Array.from('·•・‧⋅･．. 　', (dot) => `买买提${dot}${dot.trim() === '' ? '· ' : ''}艾力`),
  '张　三',
  ' 张 三\u00a0',
  'John  Smith',
  'J. Smith',
  'И. Петров',
  'John .Smith',
  '阿 · 卜. Ｓｍｉｔｈ．Ｊ．',
  'Nguye\u0302\u0303n O’Brien‐Li',
  '\uE863某\uE816\uE81E\uE5A0',
  '\uF92C\u200b葛\u{E0100}',
  '㛃𬱖 㼆㳇𣗋',
  '李〇',
  '．',
  '张··三',
];
let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl, options: `-c search_path=${schema}` });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** The schema as the first release had it. */
const firstRelease = async (): Promise<void> => {
  await owner.query(`create schema ${schema}; create role ${schema}_service nologin`);
  const before = await new DataSource({
    ...areaOptions({ url: database.ownerUrl, schema, poolSize: 1 }),
    migrations: [House1795500000000, Parameters1795500000001],
  }).initialize();
  await before.runMigrations({ transaction: 'all' });
  await before.destroy();
  await owner.query(`update policy_parameter set source = '社会保险法 第二十五条；民法典 第十七条'
    where id = '390.minor-age@2011-07-01'`);
};

it('keeps every card of before in its state, with its holder, and denies those that were out of use', async () => {
  await firstRelease();
  await owner.query(`
    insert into person (id, social_security_number, name, sex, birth_date)
    select ('00000000-0000-4000-8000-00000000000' || n)::uuid, '63280219700101001' || n, '某人' || n, 'male', '1970-01-01'
    from unnest(array[0, 1, 2, 3, 4, 9]) n;
    insert into card (id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm,
      state, issued_on, valid_until)
    select gen_random_uuid(), ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'H0000000' || n, repeat('0', 31) || n,
      repeat('0', 25) || n, '2.00', '3des', n, '2020-09-01', '2030-09-01'
    from unnest(array[0, 1, 2, 3, 4, 9]) n`);
  await owner.query(
    `insert into person (id, social_security_number, name, sex, birth_date)
     select ('10000000-0000-4000-8000-0000000000' || lpad(n::text, 2, '0'))::uuid, '6328021980010100' || lpad(n::text, 2, '0'), name, 'male', '1980-01-01'
     from unnest($1::text[]) with ordinality as written (name, n)`,
    [writtenBefore],
  );

  await migrate({ ownerUrl: database.ownerUrl, schema });

  const { rows } = await owner.query(`
    select card_number as number, state, (enabled_at is not null) as enabled, (loss_lapses_at > now()) as lapses, refusal
    from card left join deny_entry using (card_number) order by card_number`);
  expect(rows).toEqual([
    { number: 'H00000000', state: 'handed-over', enabled: false, lapses: null, refusal: null },
    { number: 'H00000001', state: 'enabled', enabled: true, lapses: null, refusal: null },
    { number: 'H00000002', state: 'formally-lost', enabled: true, lapses: null, refusal: 'card-lost' },
    { number: 'H00000003', state: 'locked', enabled: true, lapses: null, refusal: 'card-locked' },
    { number: 'H00000004', state: 'temporarily-lost', enabled: true, lapses: true, refusal: 'card-lost' },
    { number: 'H00000009', state: 'cancelled', enabled: true, lapses: null, refusal: 'card-cancelled' },
  ]);
});

it('has every name of before in the form that names are stored in now', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `select name from person where id::text like '10000000%' order by id`,
  );
  expect(rows.map(({ name }) => name)).toEqual(writtenBefore.map(tidyName));
  expect(rows.slice(0, 10).map(({ name }) => name)).toEqual(Array.from({ length: 10 }, () => '买买提·艾力'));
});

it('names for the age of a minor the law of each time, with the value as it was', async () => {
  const { rows } = await owner.query<{ text: string }>(
    `select concat_ws(' ', effective_from::text, value, source) as text from policy_parameter
     where key = '390.minor-age' order by effective_from`,
  );
  expect(rows.map(({ text }) => text)).toEqual([
    '2011-07-01 18 社会保险法 第二十五条；民法通则 第十一条',
    '2017-10-01 18 社会保险法 第二十五条；民法总则 第十七条',
    '2021-01-01 18 社会保险法 第二十五条；民法典 第十七条',
  ]);
});
