/** Promises that no balance is written but what follows from a transfer or an entry, by whoever holds a login of the machine. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Counter, payable } from '../../../../../test/support/counter.js';

let counter: Counter;
let work: Client;
beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap('suonan-daiji');
  await counter.pay('suonan-daiji', session, payable(session));
  const options = `-c search_path=${counter.database.schema}`;
  work = new Client({ connectionString: counter.database.workUrl, options });
  await work.connect();
}, 60_000);
afterAll(async () => {
  await work.end();
  await counter.close();
});

/** Debits the till and credits the income account of the pension fund, as a payment in cash does; `sets` tell another story. */
const booked = (sets: Readonly<Record<string, string>> = {}): string => {
  const says = {
    amount: '100',
    debitVersion: 'd.version + 1',
    debitAfter: 'd.balance_fen + 100',
    creditVersion: 'c.version + 1',
    creditAfter: 'c.balance_fen + 100',
    tillVersion: 'd.version + 1',
    tillBalance: 'd.balance_fen + 100',
    incomeVersion: 'c.version + 1',
    incomeBalance: 'c.balance_fen + 100',
    ...sets,
  };
  return `
    with d as (select * from ledger_account where scheme = '170' and type = 'till-received' and version > 0),
      c as (select * from ledger_account where scheme = '170' and type = 'contribution-income'),
      moved as (update ledger_account a set
        version = case a.id when d.id then ${says.tillVersion} else ${says.incomeVersion} end,
        balance_fen = case a.id when d.id then ${says.tillBalance} else ${says.incomeBalance} end
      from d, c where a.id in (d.id, c.id))
    insert into transfer (scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version,
      debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at)
    select '170', 'contribution-cash', d.id, d.type, c.id, c.type, ${says.amount}, ${says.debitVersion}, ${says.debitAfter},
      ${says.creditVersion}, ${says.creditAfter}, '2026-11-24', now() from d, c`;
};

/** An entry of interest in one personal account, and the account taken along. */
const entered = (amount: string, after: string, balance: string, version = 'a.version + 1'): string => `
  with a as (select * from personal_account where version > 0 order by id limit 1),
    moved as (update personal_account p set balance_fen = ${balance}, version = ${version} from a where p.id = a.id)
  insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
  select a.id, ${version}, 'interest', ${amount}, ${after}, '2026', now() from a`;

/** Cash of a till (`d`) taken to the bank (`b`): the rows of an insert. */
const banking = (amount: number, version: string, after: string): string => `
      select '170', 'banking', b.id, b.type, d.id, d.type, ${amount}, b.version + 1, b.balance_fen + ${amount}, ${version}, ${after},
        '2026-11-24'::date, now() from b, d`;

/** One account with an amount more and a version on. */
const taken = (account: string, amount: number): string =>
  `${account}_moved as (update ledger_account a set version = a.version + 1, balance_fen = a.balance_fen + ${amount} from ${account}
        where a.id = ${account}.id)`;

describe('a transfer', () => {
  it('is taken when both balances follow from it', async () => {
    const { rowCount } = await work.query(booked());
    expect(rowCount).toBe(1);
    await work.query(booked());
  });

  it.each([
    [
      'balance of the till moved by another amount',
      { debitAfter: 'd.balance_fen + 200', tillBalance: 'd.balance_fen + 200' },
    ],
    [
      'balance of the fund moved by another amount',
      { creditAfter: 'c.balance_fen - 100', incomeBalance: 'c.balance_fen - 100' },
    ],
    ['version left out', { debitVersion: 'd.version + 2', tillVersion: 'd.version + 2' }],
    ['account not taken along', { tillVersion: 'd.version', tillBalance: 'd.balance_fen' }],
    ['account taken further than its transfer', { tillVersion: 'd.version + 2' }],
    ['balance of the account that is not the transfer’s', { tillBalance: 'd.balance_fen + 101' }],
    [
      'first transfer in the middle',
      { debitVersion: '1', debitAfter: '100', tillVersion: '1', tillBalance: '100' },
    ],
  ])('is refused with a %s', async (_, sets) => {
    await expect(work.query(booked(sets))).rejects.toMatchObject({
      code: expect.stringMatching(/SS002|23505/),
    });
  });

  it('is refused alone, without its accounts', async () => {
    const [, insert = ''] = booked().split('insert into transfer');
    await expect(
      work.query(`with d as (select * from ledger_account where scheme = '170' and type = 'till-received' and version > 0),
      c as (select * from ledger_account where scheme = '170' and type = 'contribution-income') insert into transfer${insert}`),
    ).rejects.toMatchObject({ code: 'SS002' });
  });

  // The till stands at +100 −40; −1 +61 at the same two versions, each on its other side, comes to the same.
  it('is refused at versions that were on the other side, also where the sum comes out', async () => {
    const accounts = `
      with d as (select * from ledger_account where scheme = '170' and type = 'till-received' and version > 0),
        c as (select * from ledger_account where scheme = '170' and type = 'contribution-income'),
        b as (select * from ledger_account where scheme = '170' and type = 'income')`;
    const columns = `insert into transfer (scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version,
        debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at)`;
    await work.query(booked());
    await work.query(
      `insert into ledger_account (id, scheme, type, may_be_negative) select gen_random_uuid(), '170', type, may_be_negative
       from ledger_account_type where type = 'income'`,
    );
    await work.query(
      `${accounts}, ${taken('d', -40)}, ${taken('b', 40)} ${columns} ${banking(40, 'd.version + 1', 'd.balance_fen - 40')}`,
    );
    await expect(
      work.query(`${accounts}, ${taken('b', 1)}, ${taken('c', 61)} ${columns}
      ${banking(1, 'd.version - 1', 'd.balance_fen - 61')}
      union all select '170', 'contribution-cash', d.id, d.type, c.id, c.type, 61, d.version, d.balance_fen, c.version + 1,
        c.balance_fen + 61, '2026-11-24', now() from c, d`),
    ).rejects.toMatchObject({ code: 'SS002' });
  });
});

describe('a balance', () => {
  it.each([
    ['of a fund', `update ledger_account set balance_fen = balance_fen + 1 where type = 'expenditure'`],
    [
      'of a fund with its version',
      `update ledger_account set balance_fen = balance_fen + 1, version = version + 1 where type = 'expenditure'`,
    ],
    ['of a fund as it was before', `update ledger_account set version = version - 1 where version > 1`],
    ['of a person', 'update personal_account set balance_fen = balance_fen + 1'],
    [
      'of a person with its version',
      'update personal_account set balance_fen = balance_fen + 1, version = version + 1',
    ],
    [
      'of a new account of the ledger',
      `insert into ledger_account (id, scheme, type, clerk, balance_fen, may_be_negative) values (gen_random_uuid(), '170', 'till-imprest', '9999', 5, false)`,
    ],
    [
      'of a new account of a person',
      `insert into personal_account (id, person_id, scheme, balance_fen) select gen_random_uuid(), id, '999', 5 from person limit 1`,
    ],
    [
      'that an entry says and the account does not',
      `insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, version + 1, 'interest', 5, balance_fen + 5, '2026', now() from personal_account where version > 0 limit 1`,
    ],
  ])('%s cannot be written out of nothing', async (_, sql) => {
    await expect(work.query(sql)).rejects.toMatchObject({ code: 'SS002' });
  });

  it('may be held without a transfer', async () => {
    const { rowCount } = await work.query(
      `update ledger_account set held_fen = 1 where type = 'expenditure' and balance_fen > 0`,
    );
    expect(rowCount).toBeGreaterThan(0);
    await work.query(`update ledger_account set held_fen = 0`);
  });

  it('may not be overdrawn by an account that its type keeps from it', async () => {
    await expect(
      work.query(
        `insert into ledger_account (id, scheme, type, clerk, may_be_negative) values (gen_random_uuid(), '170', 'till-imprest', '9998', true)`,
      ),
    ).rejects.toMatchObject({ code: '23503' });
  });
});

describe('an entry of a personal account', () => {
  it('is taken when the balance follows from it', async () => {
    expect((await work.query(entered('7', 'a.balance_fen + 7', 'a.balance_fen + 7'))).rowCount).toBe(1);
  });

  it.each([
    ['another amount', entered('7', 'a.balance_fen + 8', 'a.balance_fen + 8')],
    ['another balance of the account', entered('7', 'a.balance_fen + 7', 'a.balance_fen + 8')],
    ['a version left out', entered('7', 'a.balance_fen + 7', 'a.balance_fen + 7', 'a.version + 2')],
  ])('is refused with %s', async (_, sql) => {
    await expect(work.query(sql)).rejects.toMatchObject({ code: 'SS002' });
  });
});
