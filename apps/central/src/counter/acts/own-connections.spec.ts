/** Promises that lists and reports, however slow and many, leave connections to who stands at the counter. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Counter, payable, type Reply } from '../../../../../test/support/counter.js';

let counter: Counter;
let owner: Client;
beforeAll(async () => {
  counter = await Counter.open();
  owner = new Client({
    connectionString: counter.database.ownerUrl,
    options: `-c search_path=${counter.database.schema}`,
  });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await counter.close();
});

const waiting = async (): Promise<Map<string, number>> => {
  const rows = await counter.query<{ name: string; count: string }>(
    `select application_name as name, count(*) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' group by 1`,
  );
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
};

it('takes a tap and its payment while every other connection stands at slow lists and reports', async () => {
  await counter.addStaff('0502', '审计', 'auditor', 'a-long-enough-one');
  const clerk = counter.staffToken;
  await counter.signIn('0502', 'a-long-enough-one');
  const auditor = { 'x-staff-token': counter.staffToken };
  counter.staffToken = clerk;
  const asked = (path: string, times: number): Promise<Reply<{ code?: string }>>[] =>
    Array.from({ length: times }, () => counter.ask<{ code?: string }>('GET', path, undefined, auditor));
  await owner.query('begin');
  await owner.query('lock table approval_decision, card_event in access exclusive mode');
  const slow = [...asked('/v1/approvals', 40), ...asked('/v1/card-batches/unclaimed?days=30', 10)];
  while ((await waiting()).get('central') !== 10 || (await waiting()).get('central reports') !== 2)
    await delay(20);
  // Tokens that were found good are looked up again after a second.
  await delay(1200);
  try {
    const began = Date.now();
    const { body: session } = await counter.tap('suonan-daiji');
    const paid = await counter.pay('suonan-daiji', session, payable(session));
    expect(paid.status).toBe(200);
    // As long as one of the lists waits for its lock, and then for its next try.
    expect(Date.now() - began).toBeLessThan(4500);
  } finally {
    await owner.query('rollback');
  }
  const others = (await Promise.all(slow)).filter(({ status }) => status !== 200);
  for (const { body } of others) expect(body).toMatchObject({ status: 503, code: 'busy', retry: 'same-key' });
}, 60_000);
