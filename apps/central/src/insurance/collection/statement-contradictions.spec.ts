/** Promises of a bank's statement that speaks of days it spoke of before: it says the same of them, or nothing of it is taken. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { bankStatement, type Movement } from '../../../../../test/support/bank-statement.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { Refused } from '../../ground/http/refused.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';

const account = '630021000008';
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account, scheme: '210', fundAccount: '1002', bankName: '建行德令哈支行' }, '0401');
}, 60_000);
afterAll(() => counter.close());

const statement = (opening: string, movements: readonly Movement[]): string =>
  bankStatement(counter.folder, account, opening, movements);

/** Takes a file in; null: it was. */
const refusalOf = async (path: string): Promise<string | null> => {
  try {
    await counter.app.get(Statements, { strict: false }).import(path, '0501');
    return null;
  } catch (fault) {
    if (fault instanceof Refused) return fault.code;
    throw fault;
  }
};

const balances = async (): Promise<Record<string, string>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '210');
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};

const lines = () => counter.query('select serial, state from bank_statement_line order by serial');

it('refuses a file that says otherwise of movements it had before, or leaves one out, and takes the rest of a day', async () => {
  const first: Movement = ['D1', '2017-08-01', '10.00', '70009', '海西壬公司', noticeReference(123)];
  const second: Movement = ['D2', '2017-08-02', '20.00', '', '', ''];
  const third: Movement = ['D3', '2017-08-03', '30.00', '', '', ''];
  expect(await refusalOf(statement('0.00', [first, second, third]))).toBeNull();
  const before = [await lines(), await balances()];
  const contradicting: readonly (readonly [string, readonly Movement[]])[] = [
    ['0.00', [['D1', '2017-08-01', '10.01', '70009', '海西壬公司', noticeReference(123)], second, third]],
    ['0.00', [['D1', '2017-08-02', '10.00', '70009', '海西壬公司', noticeReference(123)], second, third]],
    ['0.00', [['D1', '2017-08-01', '10.00', '70008', '海西壬公司', noticeReference(123)], second, third]],
    ['0.00', [['D1', '2017-08-01', '10.00', '70009', '海西癸公司', noticeReference(123)], second, third]],
    ['0.00', [['D1', '2017-08-01', '10.00', '70009', '海西壬公司', noticeReference(124)], second, third]],
    // A movement left out, with totals that fit: in the middle, at either end, and where another takes its place.
    ['0.00', [first, third]],
    ['0.00', [first, second, ['D4', '2017-08-03', '1.00', '', '', '']]],
    ['5.00', [['D0', '2017-08-01', '5.00', '', '', ''], second, third]],
    ['0.00', [first, ['D5', '2017-08-02', '20.00', '', '', ''], third]],
  ];
  for (const [opening, movements] of contradicting)
    expect(await refusalOf(statement(opening, movements))).toBe('statement-contradicts');
  expect([await lines(), await balances()]).toEqual(before);
  // The bank writes a name with other blanks, and words that name nothing otherwise.
  const worded = [
    'D1',
    '2017-08-01',
    '10.00',
    '70009',
    '海西壬 公司',
    `缴费 ${noticeReference(123)}`,
  ] as const;
  expect(await refusalOf(statement('0.00', [worded, second, third]))).toBeNull();
  // What else came on the last day is a file that begins where the one before ended; the first part of that day alone is none too little.
  expect(await refusalOf(statement('60.00', [['D6', '2017-08-03', '6.00', '', '', '']]))).toBeNull();
  expect(await refusalOf(statement('10.00', [second, third]))).toBeNull();
  expect(await balances()).toMatchObject({ '1002': '66.00' });
});
