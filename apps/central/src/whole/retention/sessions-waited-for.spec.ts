/** Promises of a card session past its year: it stays while an act of it has no outcome yet, and so does the month it lies in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { Counter } from '../../../../../test/support/counter.js';
import { eventually } from '../../../../../test/support/window.js';

type Job = components['schemas']['JobDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.signIn('0401');
}, 60_000);
afterAll(() => counter.close());

const removals = async (): Promise<Job> => {
  const { body } = await counter.ask<{ jobs: Job[] }>('GET', '/v1/jobs');
  const found = body.jobs.find(({ name }) => name === 'past-retention');
  if (found === undefined) throw new Error('nothing is removed');
  return found;
};

const remove = async (): Promise<void> => {
  const { lastFinished } = await removals();
  expect((await counter.ask('POST', '/v1/jobs/past-retention/runs')).status).toBe(204);
  await eventually('removals have run', async () => (await removals()).lastFinished !== lastFinished);
  expect(await removals()).toMatchObject({ state: 'idle' });
};

const partsOf = async (like: string): Promise<readonly string[]> =>
  (
    await counter.query<{ name: string }>(
      `select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid
       where inhparent = 'card_session'::regclass and c.relname like $1`,
      [like],
    )
  ).map(({ name }) => name);

const insertSession = (id: string, months: number) =>
  counter.query(
    `insert into card_session (id, card_id, person_id, terminal_id, state, process_factor, source, nonce, started_at)
     select ${id}, c.id, c.person_id, $1, 'ended', '', '', '', now() - $2 * interval '1 month' from card c limit 1`,
    [counter.terminalId, months],
  );

describe('a card session that an act without an outcome needs', () => {
  const key = '00000000-0000-4000-8000-000000000007';
  /** An act of a session that the bank has not concluded. */
  const makeAct = async (session: string): Promise<void> => {
    await counter.query(
      `insert into operation (key, terminal_id, staff_number, card_session_id, kind, channel, body_digest, total_fen, state, business_date, started_at)
       values ($1, $2, '0001', $3, 'payment', 'bank', '', 100, 'unknown', current_date, now())
       on conflict (key) do update set card_session_id = excluded.card_session_id`,
      [key, counter.terminalId, session],
    );
    await counter.query(
      `insert into bank_instruction (operation_key, direction, account, amount_fen, outcome, needs_person_since, attempts, next_attempt_at, created_at)
       values ($1, 'debit', '6228', 100, 'needs-person', now(), 1, now(), now()) on conflict (operation_key) do update set outcome = 'needs-person'`,
      [key],
    );
  };
  const conclude = () =>
    counter.query(`update bank_instruction set outcome = 'refused' where operation_key = $1`, [key]);
  it('stays past its year where it has no month, and goes after the outcome', async () => {
    const session = '7fffffff-ffff-7000-8000-000000000002';
    await insertSession(`'${session}'`, 13);
    await makeAct(session);
    await remove();
    expect(await counter.query('select 1 from card_session where id = $1', [session])).toHaveLength(1);
    await conclude();
    await remove();
    expect(await counter.query('select 1 from card_session where id = $1', [session])).toEqual([]);
  });

  it('keeps its month, and lets it go after the outcome', async () => {
    // A month of long ago, cut out of the first part.
    const [part = ''] = await partsOf('card_session_until_%');
    const [{ ends } = { ends: '' }] = await counter.query<{ ends: string }>(
      `select first_key_of(part_ends($1))::text as ends`,
      [part],
    );
    const month = 'card_session_2025_03';
    const [{ begins, next } = { begins: '', next: '' }] = await counter.query<{
      begins: string;
      next: string;
    }>(
      `select first_key_of(month_begins('2025-03-01'))::text as begins, first_key_of(month_begins('2025-04-01'))::text as next`,
    );
    await counter.query(`alter table card_session detach partition ${part}`);
    await counter.query(
      `create table ${month} partition of card_session for values from ('${begins}') to ('${next}')`,
    );
    await counter.query(
      `alter table card_session attach partition ${part} for values from ('${next}') to ('${ends}')`,
    );
    await insertSession(`'${begins}'`, 20);
    await makeAct(begins);
    await remove();
    expect(await partsOf(month)).toEqual([month]);
    await conclude();
    await remove();
    expect(await partsOf(month)).toEqual([]);
  });
});
