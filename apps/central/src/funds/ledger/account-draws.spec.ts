/** Promises what draws leave in personal accounts: an entry each, the earliest month first, never below nothing, and none for what finds nothing. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { fen } from '#libs/money/fen.js';
import { Database } from '../../ground/database/database.js';
import { drawAccounts } from './account-draws.js';

let counter: Counter;
let people: readonly string[];
beforeAll(async () => {
  counter = await Counter.open();
  const rows = await counter.query<{ id: string }>(
    `insert into person (social_security_number, name, sex, birth_date)
     select '63280219500101000' || n, '账户' || n, 'female', '1950-01-01' from generate_series(1, 3) n returning id`,
  );
  people = rows.map(({ id }) => id);
  await counter.query(
    `begin; set local session_replication_role = replica;
     with opened as (insert into personal_account (person_id, scheme, balance_fen, version)
       values ('${people[0]}', '170', 10000, 4), ('${people[1]}', '170', 500, 1) returning id, version, balance_fen)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, version, 'opening', balance_fen, balance_fen, '2025', '2025-12-31T02:00:00Z' from opened;
     commit`,
  );
}, 60_000);
afterAll(() => counter.close());

const draw = (...draws: readonly (readonly [who: number, period: string, amount: bigint])[]) =>
  counter.app.get(Database, { strict: false }).transaction((tx) =>
    drawAccounts(
      tx,
      '170',
      draws.map(([who, period, amount]) => ({ personId: people[who] ?? '', period, amount: fen(amount) })),
      new Date('2026-11-20T02:00:00Z'),
    ),
  );
const entries = (who: number) =>
  counter.query(
    `select e.version::int, e.kind, e.amount_fen::int as amount, e.balance_after_fen::int as after, e.period, a.balance_fen::int as balance, a.version::int as last
     from personal_account_entry e join personal_account a on a.id = e.account_id where a.person_id = $1 and e.kind = 'benefit' order by e.version`,
    [people[who]],
  );

it('draws month after month, and the last of it no more than there is', async () => {
  await draw([0, '2026-11', 6000n], [1, '2026-11', 300n], [0, '2026-10', 3000n], [0, '2026-12', 6000n]);
  const end = { kind: 'benefit', balance: 0, last: 7 };
  expect(await entries(0)).toEqual([
    { ...end, version: 5, amount: -3000, after: 7000, period: '2026-10' },
    { ...end, version: 6, amount: -6000, after: 1000, period: '2026-11' },
    { ...end, version: 7, amount: -1000, after: 0, period: '2026-12' },
  ]);
  expect(await entries(1)).toEqual([
    { version: 2, kind: 'benefit', amount: -300, after: 200, period: '2026-11', balance: 200, last: 2 },
  ]);
});

it('enters nothing for an account that has nothing, or for somebody without one', async () => {
  const before = await entries(0);
  await draw([0, '2027-01', 6000n], [2, '2027-01', 6000n]);
  expect(await entries(0)).toEqual(before);
  expect(await entries(2)).toEqual([]);
});
