/** Promises that every process reckons with the same parameters, from the moment they were entered, and with those of before when asked. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { date } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { PolicyService } from './policy.service.js';
import { PolicyStore } from './policy.store.js';

let counter: Counter;
let database: Database;
beforeAll(async () => {
  counter = await Counter.open();
  database = counter.app.get(Database, { strict: false });
}, 60_000);
afterAll(() => counter.close());

const key = 'card.pin-try-limit';
const today = date('2026-11-24');
/** As whoever owns the database enters it. */
const enter = (value: string, of = key): Promise<unknown> =>
  counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status, supersedes)
     select key || '@' || gen_random_uuid(), key, effective_from, kind, $2, source, status, id from policy_parameter p where key = $1
       and not exists (select from policy_parameter later where later.supersedes = p.id) order by effective_from desc limit 1`,
    [of, value],
  );

it('counts a version as soon as it was entered, in the process that has read them and in any other, and knows the set of before', async () => {
  const processes = [1, 2].map(() => new PolicyService(new PolicyStore()));
  const limits = (): Promise<readonly number[]> =>
    Promise.all(
      processes.map((policy) => database.transaction((tx) => policy.value(tx, today, countOf(key)))),
    );
  const sets = (): Promise<readonly string[]> =>
    Promise.all(processes.map((policy) => database.transaction(async (tx) => (await policy.setOf(tx)).id)));
  const [before = 0] = await limits();
  const [id = '', same] = await sets();
  expect(same).toBe(id);
  await enter('4');
  expect(await limits()).toEqual([4, 4]);
  expect(await sets()).not.toContain(id);
  const [policy] = processes;
  const then = await database.transaction(async (tx) =>
    (await policy?.ofSet(tx, id))?.parameters.byKey.get(key),
  );
  expect(then?.[0]?.value).toBe(String(before));
  await expect(database.transaction(async (tx) => policy?.ofSet(tx, '999999'))).rejects.toThrow(
    'no set 999999',
  );
});

it('holds to what it began with for the length of a transaction', async () => {
  const policy = new PolicyService(new PolicyStore());
  const limits = await database.transaction(async (tx) => {
    const first = await policy.value(tx, today, countOf(key));
    await enter('7');
    return [first, await policy.value(tx, today, countOf(key))];
  });
  expect(limits).toEqual([4, 4]);
});

it('says of a key that cannot be read that it is missing, and reads all others', async () => {
  await enter('very few');
  const policy = new PolicyService(new PolicyStore());
  await expect(database.transaction((tx) => policy.value(tx, today, countOf(key)))).rejects.toMatchObject({
    code: 'parameter-missing',
    message: expect.stringContaining(key),
  });
  expect(await database.transaction((tx) => policy.value(tx, today, countOf('card.guardian-age')))).toBe(16);
  const { faults } = await database.transaction((tx) => policy.setOf(tx));
  expect(faults).toEqual([expect.objectContaining({ key, reason: 'value-malformed' })]);
  // Whoever has a card in the reader is served all the same.
  expect((await counter.tap('caireng-zhuoma')).status).toBe(201);
  await enter('6');
});

it('are entered by an approval alone, once for each day of a key, and never changed', async () => {
  const service = new Client({
    connectionString: counter.database.serviceUrl,
    options: `-c search_path=${counter.database.schema}`,
  });
  await service.connect();
  const insert = `insert into policy_parameter (id, key, effective_from, kind, value, source, status, entered_at, entered_by, approval_id)
    values ('${key}@2027-01-01', '${key}', '2027-01-01', 'integer', '5', 'own', 'local'`;
  await expect(service.query(`${insert}, null, null, null)`)).rejects.toMatchObject({ code: 'SS005' });
  await expect(service.query(`${insert}, now(), '0401', gen_random_uuid())`)).rejects.toMatchObject({
    code: 'SS005',
  });
  await service.end();
  await expect(
    counter.query(
      `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
       select 'again', key, effective_from, kind, value, source, status from policy_parameter where key = $1 limit 1`,
      [key],
    ),
  ).rejects.toMatchObject({ code: '23505' });
  await expect(
    counter.query(`update policy_parameter set value = '5' where key = $1`, [key]),
  ).rejects.toMatchObject({ code: 'SS001' });
});
