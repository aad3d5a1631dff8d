/** Promises of the arrival of cards: counted in a moment, also right after the result, before the database has looked at its tables again. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { Database } from '../../ground/database/database.js';
import { BatchItemsStore } from './batch-items.store.js';

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
});
afterAll(() => office.close());

it('counts the cards on their way among all applications of a city, when it was told of no such card before', async () => {
  const make = async (): Promise<string> => {
    const { number } = await office.approved(1500);
    await office.export(number);
    await office.manufacture(number);
    return number;
  };
  await office.takeResult(await make());
  await office.counter.query(`update card set state = 'handed-over' where state = 'personalised'`);
  const number = await make();
  await office.counter.query(
    `insert into card_application (person_id, reason, state, applied_at, applied_by)
     select (select person_id from card_application limit 1), 'first', 'withdrawn', now(), 'i1' from generate_series(1, 150000)`,
  );
  await office.counter.query('alter table card set (autovacuum_enabled = off)');
  await office.counter.query('analyze');
  await office.takeResult(number);
  const [batch] = await office.counter.query<{ id: number }>('select id from card_batch where number = $1', [
    number,
  ]);
  const counts = await office.get(Database).transaction(async (tx) => {
    await tx.query(`set local statement_timeout = '2s'`);
    return office.get(BatchItemsStore).cardCounts(tx, batch?.id ?? 0, 'personalised');
  });
  expect(counts.map(({ cards }) => cards)).toEqual([750, 750]);
}, 120_000);
