/** Promises of orders that send money away and are found on the bank's statement: each ends once, whoever says so first, and what does not fit is a person's. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bankStatement, type Movement } from '../../../../../test/support/bank-statement.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';
import { paymentsNamedIn } from './outgoing-lines.service.js';

const account = '630041000009';
const payee = '70041';
let counter: Counter;
let statements: Statements;
beforeAll(async () => {
  counter = await Counter.open();
  statements = counter.app.get(Statements, { strict: false });
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account, scheme: '410', fundAccount: '1002', bankName: '建行德令哈支行' }, '0401');
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await bankAccount(`${areaCode}4101002`, '1000.00');
  await bankAccount();
}, 60_000);
afterAll(() => counter.close());

/** What is on an account at the bank, the payee's if no other, which is opened when it is not there. */
const bankAccount = async (of = payee, balance = '0.00'): Promise<string> => {
  const { bankUrl } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  const opened = await fetch(`${bankUrl}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: of, holderName: '某', balance, state: 'active' }),
  });
  return ((await opened.json()) as { readonly balance: string }).balance;
};

const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};

let stood = 0;
let serial = 0;
/** Takes in what the bank says moved on a day, each day once. */
const took = async (
  day: string,
  ...movements: (readonly [amount: string, account: string, memo: string])[]
) => {
  const opening = stood.toFixed(2);
  const file = bankStatement(
    counter.folder,
    account,
    opening,
    movements.map(([amount, other, memo]): Movement => {
      stood += Number(amount);
      return [`Q${(serial += 1)}`, day, amount, other, '', memo];
    }),
  );
  return statements.import(file, '0501').then(() => file);
};

type Order = {
  readonly id: string;
  readonly outcome: string;
  readonly reference: string | null;
  readonly serial: string | null;
  readonly fault: string | null;
};
const orderOf = async (amountFen: number): Promise<Order> => {
  const [row] = await counter.query<Order>(
    `select id, outcome, bank_reference as reference, statement_serial as serial, statement_fault as fault
     from outgoing_payment where amount_fen = $1`,
    [amountFen],
  );
  if (row === undefined) throw new Error(`no order of ${amountFen}`);
  return row;
};

/** An order that the bank carries out, and whose answer is lost: nobody knows. */
const unknownOrder = async (yuan: string): Promise<Order> => {
  await counter.setBank('answer-lost');
  const waiting = await as('0501', () =>
    counter.ask<{ lines: { statement: number; line: number; waiting: string }[] }>(
      'GET',
      '/v1/waiting-money?scheme=410',
    ),
  );
  const found = waiting.body.lines.find((line) => line.waiting === yuan);
  const asked = await as('0501', () =>
    counter.ask<{ approval: string }>('POST', `/v1/waiting-money/${found?.statement}/${found?.line}/return`, {
      reason: '误转',
    }),
  );
  const decided = await as('0201', () =>
    counter.ask('POST', `/v1/approvals/${asked.body.approval}/approval`, {}),
  );
  expect(decided.status).toBe(200);
  const fen = Math.round(Number(yuan) * 100);
  const heard = `select from outgoing_payment where amount_fen = $1 and last_said is not null`;
  while ((await counter.query(heard, [fen])).length === 0) await wait(20);
  const order = await orderOf(fen);
  expect(order.outcome).toBe('unknown');
  return order;
};

/** The bank answers again, and is asked for all that is still unknown. */
const askBank = async (): Promise<void> => {
  await counter.setBank('normal');
  counter.clock.move(5000);
  await counter.app
    .get(Database, { strict: false })
    .transaction((tx) => counter.app.get(Jobs, { strict: false }).soon(tx, 'outgoing-payments'));
  while ((await counter.query(`select from outgoing_payment where outcome = 'unknown'`)).length > 0)
    await wait(20);
};

const balances = async (): Promise<Record<string, string>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '410');
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance: of }) => [code, of]));
};

it('finds an order by its number in words of any kind, and no other number', () => {
  const id = '0193a5b0-7c1e-7abc-8def-0123456789ab';
  expect(paymentsNamedIn(`退款 ${id.toUpperCase()}；${id}`)).toEqual([id]);
  expect(paymentsNamedIn(`${id}0 a${id} ${id.replaceAll('-', '')}`)).toEqual([]);
});

it('ends an order whose answer was lost by the line that names it, once, and the bank’s answer after it changes nothing', async () => {
  await took('2026-11-02', ['12.00', payee, '误转'], ['13.00', payee, '误转'], ['14.00', payee, '误转']);
  const order = await unknownOrder('12.00');
  const file = await took('2026-11-03', ['-12.00', payee, `退款 ${order.id}`], ['-0.50', '', '手续费']);
  const ended = await orderOf(12_00);
  expect(ended).toEqual({ ...order, outcome: 'succeeded', reference: 'Q4', serial: 'Q4' });
  expect(await statements.import(file, '0501')).toMatchObject({ before: true });
  await askBank();
  expect(await orderOf(12_00)).toEqual(ended);
  expect(await bankAccount()).toBe('12.00');
  const told = await counter.query(
    `select action from audit_event where subject = $1 and action like 'outgoing-payment.%'`,
    [order.id],
  );
  expect(told).toEqual([{ action: 'outgoing-payment.succeeded' }]);
  expect(await balances()).toMatchObject({ '1002': '27.00', '2001': '27.00' });

  // The bank has it out of the account twice: that ends nothing, and a person sees it.
  await took('2026-11-04', ['-12.00', payee, order.id]);
  expect(await orderOf(12_00)).toEqual({ ...ended, fault: expect.stringContaining('2026-11-04 Q6 12.00') });
  expect(await balances()).toMatchObject({ '1002': '27.00', '2001': '27.00' });
});

it('ends nothing by a line whose amount or account is another, or that names an order of nobody', async () => {
  const order = await unknownOrder('13.00');
  await took(
    '2026-11-05',
    ['-13.01', payee, order.id],
    ['-13.00', '70099', order.id],
    ['-1.00', payee, '0193a5b0-7c1e-7abc-8def-0123456789ab'],
  );
  expect(await orderOf(13_00)).toEqual({
    ...order,
    fault: expect.stringMatching(/Q7 13\.01.*; .*Q8 13\.00.*70099/),
  });
  const listed = await as('0501', () =>
    counter.ask<{ payments: { id: string; said: string | null }[] }>('GET', '/v1/outgoing-payments'),
  );
  expect(listed.body.payments.find(({ id }) => id === order.id)?.said).toContain('13.01');
  await askBank();
  expect((await orderOf(13_00)).outcome).toBe('succeeded');
});

it('notes the line of an order that the bank had answered for', async () => {
  const order = await unknownOrder('14.00');
  await askBank();
  const answered = await orderOf(14_00);
  await took('2026-11-06', ['-14.00', payee, order.id]);
  expect(await orderOf(14_00)).toEqual({ ...answered, serial: 'Q10', fault: null });
});
