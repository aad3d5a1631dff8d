/** Promises about checkpoints of the books: the check begins at the last one, finds what it found from the beginning, and none hides a fault. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Counter, collectable, payable } from '../../../../../test/support/counter.js';
import { BooksCheckpoints } from './books-checkpoints.service.js';
import { BooksService } from './books.service.js';

let counter: Counter;
let owner: Client;
let service: Client;
beforeAll(async () => {
  counter = await Counter.open();
  const options = `-c search_path=${counter.database.schema}`;
  owner = new Client({ connectionString: counter.database.ownerUrl, options });
  service = new Client({ connectionString: counter.database.serviceUrl, options });
  await owner.connect();
  await service.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await service.end();
  await counter.close();
});

const read = (all = false) => counter.app.get(BooksService, { strict: false }).read({ all });
const make = () => counter.app.get(BooksCheckpoints, { strict: false }).make();
const pay = async (card: string): Promise<void> => {
  const { body: session } = await counter.tap(card);
  expect((await counter.pay(card, session, payable(session))).status).toBe(200);
};
const checkpoints = async (): Promise<number> =>
  Number((await owner.query<{ count: string }>('select count(*) from books_checkpoint')).rows[0]?.count);

/** Changes rows past every guard, as only who owns the server can, looks, and puts them back. */
const tampered = async (change: string, back: string, look: () => Promise<void>): Promise<void> => {
  await owner.query('set session_replication_role = replica');
  await owner.query(change);
  try {
    await look();
  } finally {
    await owner.query(back);
    await owner.query('set session_replication_role = origin');
  }
};
const lastTransfer = '(select max(id) from transfer)';

it('begin where the books were found right, and say so', async () => {
  await pay('suonan-daiji');
  expect(await read()).toMatchObject({ balanced: true, since: null });
  const { counts } = await make();
  expect(counts['accounts']).toBeGreaterThan(0);
  const books = await read();
  expect(books).toMatchObject({ balanced: true, findings: [] });
  expect(books.since).not.toBeNull();
  expect(await read(true)).toMatchObject({ balanced: true, since: null, funds: books.funds });
  const transfers = await owner.query<{ count: string }>('select count(*) from transfer');
  expect(books.funds.reduce((all, fund) => all + fund.transfers, 0)).toBe(Number(transfers.rows[0]?.count));
});

it('find what is wrong since, and are not made then', async () => {
  await pay('sun-lijuan');
  const { body: session } = await counter.tap('zhao-yulan');
  expect((await counter.collect('zhao-yulan', session, collectable(session))).status).toBe(200);
  expect(await read()).toMatchObject({ balanced: true, findings: [] });
  const before = await checkpoints();
  const wrong = [
    [
      `update transfer set amount_fen = amount_fen + 1 where id = ${lastTransfer}`,
      `update transfer set amount_fen = amount_fen - 1 where id = ${lastTransfer}`,
    ],
    [
      `update ledger_account set balance_fen = balance_fen + 1 where id = (select debit_account_id from transfer order by id desc limit 1)`,
      `update ledger_account set balance_fen = balance_fen - 1 where id = (select debit_account_id from transfer order by id desc limit 1)`,
    ],
    [
      `update operation set total_fen = total_fen + 1 where state = 'succeeded'`,
      `update operation set total_fen = total_fen - 1 where state = 'succeeded'`,
    ],
    [
      'update personal_account set balance_fen = balance_fen + 1',
      'update personal_account set balance_fen = balance_fen - 1',
    ],
    [
      `update ledger_account set version = version + 1 where id = (select debit_account_id from transfer order by id desc limit 1)`,
      `update ledger_account set version = version - 1 where id = (select debit_account_id from transfer order by id desc limit 1)`,
    ],
  ] as const;
  for (const [change, back] of wrong)
    await tampered(change, back, async () => {
      const { balanced, findings } = await read();
      expect({ change, balanced, found: findings.length > 0 }).toEqual({
        change,
        balanced: false,
        found: true,
      });
      await expect(make()).rejects.toMatchObject({ code: 'SS002' });
    });
  expect(await checkpoints()).toBe(before);
  await make();
  expect(await checkpoints()).toBe(before + 1);
});

it('leave what was changed before them, past every guard, to the check from the beginning', async () => {
  await tampered(
    'update transfer set amount_fen = amount_fen + 1 where id = (select min(id) from transfer)',
    'update transfer set amount_fen = amount_fen - 1 where id = (select min(id) from transfer)',
    async () => {
      expect((await read()).balanced).toBe(true);
      expect((await read(true)).balanced).toBe(false);
    },
  );
  await tampered(
    'update books_checkpoint_account set balance_fen = balance_fen + 1',
    'update books_checkpoint_account set balance_fen = balance_fen - 1',
    async () => {
      expect((await read()).balanced).toBe(false);
      expect((await read(true)).balanced).toBe(false);
    },
  );
});

describe('the service role', () => {
  it.each([
    `insert into books_checkpoint_account select id, 1000, 0, 1 from ledger_account`,
    'update books_checkpoint set operations_to = 0',
    'delete from books_checkpoint',
    `insert into books_checkpoint (operations_to, made_at) values (1, now())`,
  ])('may not %s', async (sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('makes none that lies ahead, or before the last', async () => {
    for (const to of ['9000000000', '0'])
      await expect(
        service.query(`insert into books_checkpoint (operations_to) values (${to})`),
      ).rejects.toMatchObject({ code: 'SS002' });
  });
});
