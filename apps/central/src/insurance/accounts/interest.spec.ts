/** Promises of the yearly interest of accounts: by the year's own rate, once for each account, and what came in late as the difference. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { addMonths, month } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { AccountEntriesStore, type NewEntry } from './account-entries.store.js';
import { AccountInterest } from './interest.service.js';

let counter: Counter;
let interest: AccountInterest;
let serial = 0;
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

const person = async (): Promise<string> => {
  serial += 1;
  const first17 = `63280219880307${String(serial).padStart(3, '0')}`;
  const number = first17 + socialSecurityNumberCheck(first17);
  return (await inTransaction((tx) => get(PeopleService).register(tx, number, '张三'))).id;
};

/** Enters amounts of months into somebody's account, as units' payments do. */
const enter = (personId: string, scheme: string, amounts: readonly (readonly [string, string])[]) =>
  inTransaction(async (tx) => {
    const entries = amounts.map(([of, amount]): NewEntry => ({
      personId,
      kind: 'personal',
      amount: yuan(amount),
      period: of,
      creditedIn: month(of),
      participationId: null,
      billId: null,
      part: null,
    }));
    expect(await get(AccountEntriesStore).enter(tx, scheme, entries, counter.clock.now())).toEqual([]);
  });
const monthly = (first: string, count: number, amount: string) =>
  Array.from({ length: count }, (_, at) => [addMonths(month(first), at), amount] as const);

const interestOf = (personId: string): Promise<object[]> =>
  counter.query(
    `select e.period, e.part, (e.amount_fen / 100.0)::numeric(12, 2)::text as amount, credited_in as "creditedIn" from personal_account_entry e
     join personal_account a on a.id = e.account_id where a.person_id = $1 and e.kind = 'interest' order by e.version`,
    [personId],
  );
const balanceOf = async (personId: string): Promise<string | undefined> =>
  (
    await counter.query<{ balance: string }>(
      `select (balance_fen / 100.0)::numeric(12, 2)::text as balance from personal_account where person_id = $1`,
      [personId],
    )
  )[0]?.balance;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  interest = get(AccountInterest);
}, 60_000);
afterAll(() => counter.close());

describe('the interest of a year', () => {
  let saver = '';
  it('is that of the month products, by the rate of that very year', async () => {
    saver = await person();
    await enter(saver, '110', [['2016-12', '20000.00'], ...monthly('2017-01', 12, '400.00')]);
    // The year before comes first: its interest is part of what this one begins with.
    await expect(interest.credit('110', 2017, '0501')).rejects.toMatchObject({
      code: 'interest-year-before',
      detail: '2016',
    });
    expect(await interest.credit('110', 2016, '0501')).toMatchObject({ accounts: 1, interest: '138.50' });
    expect(await interest.credit('110', 2017, '0501')).toMatchObject({
      scheme: '110',
      year: 2017,
      accounts: 1,
    });
    // 20,138.50 × 7.12 % and 400 × 78 × 7.12 % ÷ 12.
    expect(await interestOf(saver)).toEqual([
      { period: '2016', part: null, amount: '138.50', creditedIn: '2016-12' },
      { period: '2017', part: null, amount: '1618.98', creditedIn: '2017-12' },
    ]);
    expect(await balanceOf(saver)).toBe('26557.48');
  });

  it('is credited once, by however many at once; what came in late is the difference', async () => {
    await Promise.all([1, 2, 3].map(() => interest.credit('110', 2017, '0501')));
    expect(await interestOf(saver)).toHaveLength(2);
    await enter(saver, '110', [['2017-12', '1200.00']]);
    await interest.credit('110', 2017, '0501');
    expect((await interestOf(saver)).slice(2)).toEqual([
      { period: '2017', part: null, amount: '7.12', creditedIn: '2017-12' },
    ]);
  });

  it('of an annuity is by the rates of its own, beside the pension of the same person', async () => {
    const official = await person();
    await enter(official, '120', [['2016-12', '1000.00']]);
    await enter(official, '120-annuity', [
      ['2015-12', '300.00'],
      ['2016-01', '600.00'],
    ]);
    await interest.credit('120-annuity', 2015, '0501');
    expect(await interest.credit('120-annuity', 2016, '0501')).toMatchObject({
      scheme: '120-annuity',
      accounts: 1,
    });
    // 300 × 1 × 3.5 % ÷ 12; then 300.88 × 8.31 % and 600 × 12 × 8.31 % ÷ 12.
    expect(await interestOf(official)).toEqual([
      { period: '2015', part: null, amount: '0.88', creditedIn: '2015-12' },
      { period: '2016', part: null, amount: '74.86', creditedIn: '2016-12' },
    ]);
  });

  it('waits for the end of the year, and for the rate of the year', async () => {
    await expect(interest.credit('110', 2026, '0501')).rejects.toMatchObject({ code: 'interest-year-open' });
    await expect(interest.credit('210', 2025, '0501')).rejects.toMatchObject({ code: 'malformed-request' });
    await expect(interest.credit('170', 2012, '0501')).rejects.toMatchObject({
      code: 'parameter-missing',
      detail: '170.account-interest-rate 2012',
    });
  });

  it('goes on after a kill in the middle, and credits nobody twice', async () => {
    const people = await Promise.all([person(), person(), person()]);
    for (const each of people) await enter(each, '120', [['2016-12', '1000.00']]);
    await interest.credit('120', 2016, '0501');
    // As if the process had gone before its chunk was noted as done: all of the chunk went with it.
    await counter.query(
      `create function trial() returns trigger language plpgsql as $$ begin raise exception 'gone'; end $$`,
    );
    await counter.query(
      `create trigger trial before update on work_chunk for each row when (new.state = 'done') execute function trial()`,
    );
    await expect(interest.credit('120', 2017, '0501')).rejects.toThrow('gone');
    for (const each of people) expect(await interestOf(each)).toHaveLength(1);
    await counter.query('drop function trial cascade');
    await interest.credit('120', 2017, '0501');
    for (const each of people) expect(await interestOf(each)).toHaveLength(2);
    expect(
      await counter.query(`select from account_interest_run where scheme = '120' and year = 2017`),
    ).toHaveLength(1);
  });
});
