/** Promises that every process reckons with the same parameters, from the moment they were entered. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { PolicyService } from './policy.service.js';
import { PolicyStore } from './policy.store.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const key = 'card.pin-try-limit';
const enter = (value: number): Promise<unknown> =>
  counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     select gen_random_uuid(), key, date '2026-11-01' + $2::int, kind, to_jsonb($2::int), source, status from policy_parameter where key = $1
     order by effective_from desc limit 1`,
    [key, value],
  );

it('counts a version as soon as it was entered, in the process that has read them and in any other', async () => {
  const database = counter.app.get(Database, { strict: false });
  const processes = [1, 2].map(() => new PolicyService(new PolicyStore()));
  const limits = (): Promise<readonly number[]> =>
    Promise.all(
      processes.map((policy) =>
        database.transaction((tx) => policy.value(tx, date('2026-11-24'), countOf(key))),
      ),
    );
  const [before] = await limits();
  expect(await limits()).toEqual([before, before]);
  await enter(4);
  expect(await limits()).toEqual([4, 4]);
  // Changed where it stands, as somebody with the owner may.
  await counter.query(`update policy_parameter set value = '5' where key = $1 and value = '4'`, [key]);
  expect(await limits()).toEqual([5, 5]);
});

it('holds to what it began with for the length of a transaction', async () => {
  const policy = new PolicyService(new PolicyStore());
  const limit = await counter.app.get(Database, { strict: false }).transaction(async (tx) => {
    const first = await policy.value(tx, date('2026-11-24'), countOf(key));
    await enter(7);
    return [first, await policy.value(tx, date('2026-11-24'), countOf(key))];
  });
  expect(limit).toEqual([5, 5]);
});
