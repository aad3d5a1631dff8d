/** Promises of subsidies on bank statements: what names one and comes to what is owed is received once, by itself; anything else waits, and a person says what it is. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { subsidiesNamedIn, subsidyReference } from '#libs/contributions/notice-number.js';
import { bankStatement, type Movement } from '../../../../../test/support/bank-statement.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { FundBankAccounts } from '../collection/fund-bank-accounts.service.js';
import { Statements } from '../collection/statements.service.js';

const [income, fiscal] = ['633901002', '631701003'];
const named = subsidyReference('170', '2026-11');
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  const accounts = counter.app.get(FundBankAccounts, { strict: false });
  const bankName = '建行德令哈支行';
  await accounts.add({ account: income, scheme: '390', fundAccount: '1002', bankName }, '0401');
  await accounts.add({ account: fiscal, scheme: '170', fundAccount: '1003', bankName }, '0401');
  const session = (await counter.tap('han-deming')).body;
  const dues = payable(session).filter(
    ({ id }) => session.dues.find((due) => due.id === id)?.scheme === '170',
  );
  await counter.pay('han-deming', session, dues);
}, 60_000);
afterAll(() => counter.close());

type Said = { readonly code?: string; readonly detail?: string };
type Claim = {
  readonly reference: string;
  readonly owed: string;
  readonly received: string;
  readonly receipts: readonly object[];
};
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const asked = async <T extends object>(path: string, body: object): Promise<T & Said> =>
  (await as('0501', () => counter.ask<T & Said>('POST', path, body))).body;
const claim = async (): Promise<Claim> => {
  const { body } = await as('0501', () =>
    counter.ask<{ claims: [Claim]; differing: string[] }>('GET', '/v1/subsidy-claims'),
  );
  expect(body.differing).toEqual([]);
  return body.claims[0];
};
const fenOf = (yuan: string): number => Math.round(Number(yuan) * 100);
const yuanOf = (fen: number): string => (fen / 100).toFixed(2);
/** Balances of a fund in fen, by code. */
const balances = async (of = '170'): Promise<Readonly<Record<string, number>>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === of);
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, fenOf(balance)]));
};
/** What changed in the books since, in fen. */
const since = async (before: Readonly<Record<string, number>>, of = '170'): Promise<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(await balances(of)).flatMap(([code, balance]) =>
      balance === (before[code] ?? 0) ? [] : [[code, balance - (before[code] ?? 0)]],
    ),
  );
const taken = async (account: string, opening: string, movements: readonly Movement[]) => {
  const path = bankStatement(counter.folder, account, opening, movements);
  const { number } = await counter.app.get(Statements, { strict: false }).import(path, '0501');
  const lines = await counter.query<{ serial: string; state: string; why: string | null }>(
    `select l.serial, l.state, l.why from bank_statement_line l join bank_statement s on s.id = l.statement_id
     where s.number = ${number} order by l.line`,
  );
  return { path, number, lines: lines.map(({ serial, state, why }) => [serial, state, why]) };
};

const day = '2026-11-24';
const finance = ['6300001', '市财政局'] as const;

it('names a fund and a month that two digits check', () => {
  expect(subsidiesNamedIn(`拨款 ${named}`)).toEqual([{ scheme: '170', month: '2026-11' }]);
  expect(subsidiesNamedIn(`拨款 ${named.slice(0, -1)}${named.endsWith('1') ? '2' : '1'}`)).toEqual([]);
});

it('books each subsidy once: by a voucher, of which the statement then says the same, by its name and sum, or by a person', async () => {
  const { owed, reference } = await claim();
  expect(reference).toBe(named);
  // A part is entered by its voucher before the account's statements are taken in.
  const byVoucher = {
    scheme: '170',
    kind: 'subsidy',
    amount: '1.00',
    voucher: 'CZ-2026-1',
    month: '2026-11',
  };
  const { approval } = await asked<{ approval: string }>('/v1/fund-movements', byVoucher);
  expect((await as('0201', () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}))).status).toBe(
    200,
  );
  const before = await balances();
  const left = fenOf(owed) - 100;
  const { path, number, lines } = await taken(fiscal, '0.00', [
    ['F1', day, '1.00', ...finance, '补贴 CZ-2026-1'],
    ['F2', day, '1.00', ...finance, '补贴 CZ-2026-1'],
    ['F3', day, yuanOf(left - 1), ...finance, `补贴 ${named}`],
    ['F4', day, '0.01', ...finance, `${named} ${subsidyReference('170', '2026-10')}`],
    ['F5', day, yuanOf(left), ...finance, subsidyReference('390', '2026-11')],
    ['F6', day, yuanOf(left), ...finance, '拨款'],
    ['F7', day, '-3.00', '', '支出户', '拨付'],
  ]);
  expect(lines).toEqual([
    ['F1', 'paid', null],
    ['F2', 'unbooked', 'fiscal'],
    ['F3', 'unbooked', 'subsidy-differs'],
    ['F4', 'unbooked', 'subsidy-differs'],
    ['F5', 'unbooked', 'subsidy-differs'],
    ['F6', 'unbooked', 'fiscal'],
    ['F7', 'out', null],
  ]);
  // Nothing was guessed, and what waits there is in no book.
  expect(await since(before)).toEqual({});
  const listed = await as('0501', () =>
    counter.ask<{ lines: { serial: string; isBooked: boolean }[] }>(
      'GET',
      '/v1/waiting-money?why=subsidy-differs',
    ),
  );
  expect(listed.body.lines.map(({ serial, isBooked }) => [serial, isBooked])).toEqual([
    ['F3', false],
    ['F4', false],
    ['F5', false],
  ]);

  const line = (of: number) => `/v1/waiting-money/${number}/${of}`;
  const november = { month: '2026-11', level: 'province' };
  expect(await asked(`${line(3)}/subsidy`, { ...november, month: '2026-10' })).toMatchObject({
    code: 'subsidy-above-owed',
    detail: '0.00',
  });
  expect(await asked(`${line(3)}/subsidy`, november)).toMatchObject({
    received: yuanOf(left - 1),
    owed: '0.01',
  });
  expect(await asked(`${line(3)}/subsidy`, november)).toMatchObject({ code: 'money-not-waiting' });
  expect(await asked(`${line(6)}/subsidy`, november)).toMatchObject({
    code: 'subsidy-above-owed',
    detail: '0.01',
  });
  // No bill and nobody's account takes what is in no book.
  expect(await asked(`${line(6)}/return`, { reason: '误转' })).toMatchObject({ code: 'money-not-waiting' });
  expect(await asked(`${line(6)}/booked-before`, { voucher: 'SW-2026-7' })).toEqual({ voucher: 'SW-2026-7' });
  expect(await asked(`${line(6)}/subsidy`, november)).toMatchObject({ code: 'money-not-waiting' });
  expect(await since(before)).toEqual({ '1003': left - 1, '4101': left - 1 });

  // By hand no more: the money is on the statement. The same file, and its lines in another, do nothing again.
  expect(
    await asked('/v1/fund-movements', { ...byVoucher, amount: '0.01', voucher: 'CZ-2026-2' }),
  ).toMatchObject({
    code: 'subsidy-by-statement',
  });
  await counter.app.get(Statements, { strict: false }).import(path, '0501');
  const exact = await taken(fiscal, yuanOf(200 + left - 1 + 1 + left + left - 300), [
    ['F8', '2026-11-25', '0.01', ...finance, `${named}`],
  ]);
  expect(exact.lines).toEqual([['F8', 'paid', null]]);
  expect(await since(before)).toEqual({ '1003': left, '4101': left });
  expect(await claim()).toMatchObject({
    owed: '0.00',
    received: owed,
    receipts: [
      { amount: '0.01', voucher: 'F8', level: null, statement: exact.number, line: 1 },
      { amount: yuanOf(left - 1), voucher: 'F3', level: 'province', statement: number, line: 3 },
      { amount: '1.00', voucher: 'CZ-2026-1', level: null, statement: null, line: null },
    ],
  });
});

it('has a subsidy that came to the income account wait in temporary receipts until a person looks at it', async () => {
  const session = (await counter.tap('ma-xiulan')).body;
  const medical = payable(session).filter(
    ({ id }) => session.dues.find((due) => due.id === id)?.scheme === '390',
  );
  expect((await counter.pay('ma-xiulan', session, medical)).status).toBe(200);
  const before = await balances('390');
  const { number, lines } = await taken(income, '0.00', [
    ['E1', day, '700.00', ...finance, subsidyReference('390', '2026-11')],
  ]);
  expect(lines).toEqual([['E1', 'in-suspense', 'subsidy-differs']]);
  expect(await since(before, '390')).toEqual({ '1002': 70_000, '2001': 70_000 });
  const line = `/v1/waiting-money/${number}/1`;
  expect(await asked(`${line}/booked-before`, { voucher: 'SW-2026-8' })).toMatchObject({
    code: 'money-booked',
  });
  expect(await asked(`${line}/subsidy`, { month: '2026-11', level: 'central' })).toMatchObject({
    received: '700.00',
  });
  expect(await since(before, '390')).toEqual({ '1002': 70_000, '4101': 70_000 });
});
