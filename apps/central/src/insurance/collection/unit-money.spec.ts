/** Promises of what units owe and get back beside their transfers: set by rule, given back, dunned, paid by debit and through the tax authority. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { yuan } from '#libs/money/fen.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { Undeclared } from '../assessment/undeclared.service.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';

let counter: Counter;
let serial = 0;
const period = '2026-10';
const by = { staffNumber: '0001', source: 'page' } as const;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
}, 60_000);
afterAll(() => counter.close());

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

const unit = (code: string): Promise<unknown> =>
  inTransaction((tx) =>
    get(UnitsService).add(tx, { code, name: `单位 ${code}`, kind: 'enterprise', industryClass: 2 }),
  );

/** Somebody new who works at a unit since September, in these schemes. */
const employee = async (unitCode: string, schemes: readonly string[] = ['110']): Promise<string> => {
  serial += 1;
  const first17 = `63280219920411${String(serial).padStart(3, '0')}`;
  return inTransaction(async (tx) => {
    const { id } = await get(PeopleService).register(
      tx,
      first17 + socialSecurityNumberCheck(first17),
      '张三',
    );
    for (const scheme of schemes)
      await get(ParticipationsService).begin(
        tx,
        id,
        { scheme, category: 'enterprise', unitCode, since: date('2026-09-01') },
        '0001',
      );
    return id;
  });
};

/** Waits until the job has done all runs that were laid out. */
const settled = async (): Promise<void> => {
  while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
    await wait(20);
};

const paidTooMuch = (unitCode: string): Promise<object[]> =>
  counter.query(
    'select part, amount_fen::text as amount, state from overpayment where unit_code = $1 order by part',
    [unitCode],
  );

it('has a unit that declares nothing in time owe 110 % of the month before by rule, until it declares: then its lines count, and what it paid beyond them is kept', async () => {
  await unit('B1');
  const person = await employee('B1');
  const declared = (month: string) =>
    get(Declarations).declare('B1', month, [{ person, wage: '6000.00' }], by);
  counter.clock.move(1000);
  expect((await declared('2026-09')).findings).toEqual([]);
  for (const month of ['2026-09', period])
    await get(AssessmentService).assess({
      scheme: '110',
      period: month,
      reason: 'declaration',
      unitCode: 'B1',
      askedBy: '0001',
    });
  await settled();
  const bills = () =>
    counter.query(
      `select number, basis, unit_fen::int as unit, person_fen::int as person from unit_bill
       where unit_code = 'B1' and scheme = '110' and period = $1 order by number`,
      [period],
    );
  expect(await bills()).toEqual([{ number: 1, basis: 'lines', unit: 96_000, person: 48_000 }]);
  expect(await get(Undeclared).setAll()).toBe(1);
  const byRule = [{ number: 1, basis: 'undeclared', unit: 105_600, person: 52_800 }];
  expect(await bills()).toEqual(byRule);
  // Neither the job again nor another run of the unit changes what the rule set.
  expect(await get(Undeclared).setAll()).toBe(0);
  await get(AssessmentService).assess({
    scheme: '110',
    period,
    reason: 'correction',
    unitCode: 'B1',
    askedBy: '0001',
  });
  expect(await bills()).toEqual(byRule);
  // It pays by the rule, and declares the same wages as before: no line changes, and yet its bill is of lines again.
  const [paid] = await counter.query<{ id: string }>(
    `update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'B1' and period = $1 returning id`,
    [period],
  );
  await counter.query(
    `insert into bill_payment values ($1, 'transfer', $1, 1, 158400, 0, '2026-11-10', now())`,
    [paid?.id],
  );
  counter.clock.move(1000);
  expect((await declared(period)).declared).toMatchObject({ changed: 0 });
  await settled();
  expect(await bills()).toEqual([{ ...byRule[0], basis: 'lines' }]);
  expect(await paidTooMuch('B1')).toEqual([
    { part: 'person', amount: '4800', state: 'open' },
    { part: 'unit', amount: '9600', state: 'open' },
  ]);
  const credited = await counter.query(
    `select e.amount_fen::int as amount, e.period, e.credited_in as "creditedIn" from personal_account_entry e
     join personal_account a on a.id = e.account_id where a.person_id = $1 and a.scheme = '110'`,
    [person],
  );
  expect(credited).toEqual([{ amount: 48_000, period, creditedIn: '2026-11' }]);
});

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const accountant = <T = Record<string, unknown>>(method: 'GET' | 'POST', path: string, body?: object) =>
  as('0501', () => counter.ask<T>(method, path, body));
type Asked = { readonly approval: string; readonly code?: string };
const decide = (approval: string, staff = '0201') =>
  as(staff, () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}));

const bankAccount = async (account: string, balance = '0.00'): Promise<{ readonly balance: string }> => {
  const { bankUrl } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  const opened = await fetch(`${bankUrl}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, holderName: '某', balance, state: 'active' }),
  });
  return (await opened.json()) as { balance: string };
};

const balances = async (scheme: string): Promise<Record<string, string>> => {
  const books = await get(BooksService).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find((each) => each.scheme === scheme);
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};

/** The bank says what became of all orders. */
const sent = async (): Promise<{ subject: string; outcome: string; account: string }[]> => {
  while ((await counter.query(`select from outgoing_payment where outcome = 'unknown'`)).length > 0)
    await wait(20);
  return counter.query('select subject, outcome, account from outgoing_payment order by created_at, id');
};

/** A month of somebody at a unit, as it was assessed. */
const month = async (of: {
  readonly unitCode: string;
  readonly scheme: string;
  readonly period: string;
  readonly unitFen: number;
  readonly personFen: number;
}): Promise<{ readonly person: string; readonly participation: string; readonly notice: string }> => {
  const { unitCode, scheme, unitFen, personFen } = of;
  const [person] = await counter.query<{ id: string }>(
    `select p.id from person p join card c on c.person_id = p.id where c.bank_account_state = 'active' order by (select count(*) from participation x where x.person_id = p.id), p.id limit 1`,
  );
  const participation = randomUUID();
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, $3, '2016-01-01', 'enterprise', $4)`,
    [participation, person?.id, scheme, unitCode],
  );
  const [run] = await counter.query<{ number: number }>(
    `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
     values ($1, $2, 'declaration', $3, now(), 1, 'done', now(), now()) returning number`,
    [scheme, of.period, unitCode],
  );
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen) values ($1, $2, 1, $3, $4, $5, 0)`,
    [participation, of.period, run?.number, unitFen, personFen],
  );
  const [bill] = await counter.query<{ notice: number }>(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
     values ($1, $2, $3, $4, 1, $5, $6, '2030-01-15', now()) returning notice_number as notice`,
    [randomUUID(), unitCode, scheme, of.period, unitFen, personFen],
  );
  return { person: person?.id ?? '', participation, notice: noticeReference(bill?.notice ?? 0) };
};

/** A transfer of a unit's into a fund's account. */
const paid = async (
  scheme: string,
  day: string,
  amount: string,
  [account, name, memo]: readonly [string, string, string],
): Promise<void> => {
  await get(FundBankAccounts).add(
    { account: `6300${scheme}0001`, scheme, fundAccount: '1002', bankName: '建行德令哈支行' },
    '0401',
  );
  const [last] = await counter.query<{ closing: string }>(
    'select closing_fen as closing from bank_statement where scheme = $1 order by number desc limit 1',
    [scheme],
  );
  const opening = Number(last?.closing ?? 0);
  const closing = opening + Math.round(Number(amount) * 100);
  const path = join(counter.folder, `${randomUUID()}.csv`);
  const [from, to] = [opening, closing].map((of) => (of / 100).toFixed(2));
  writeFileSync(
    path,
    `H,6300${scheme}0001,${day},${day},${from},${to},1\r\nD,${randomUUID().slice(0, 8)},${day},${amount},,${to},${account},${name},${memo}\r\n`,
  );
  await get(Statements).import(path, '0501');
};

it('gives a month back through the bank by approval, each part to its own, never more than was paid; what the bank refuses waits and is paid again', async () => {
  await unit('C1');
  await counter.query(`update unit set bank_account = '70002' where code = 'C1'`);
  const { participation, notice, person } = await month({
    unitCode: 'C1',
    scheme: '110',
    period: '2017-06',
    unitFen: 100_00,
    personFen: 40_00,
  });
  await paid('110', '2017-07-10', '140.00', ['70002', '单位 C1', notice]);
  const people = await accountant('GET', `/v1/unit-bills/${notice}/people`);
  expect(people.body).toMatchObject({
    total: 1,
    people: [{ participation, unitPart: '100.00', personPart: '40.00', refundedUnit: '0.00' }],
  });
  const refund = (unitPart: string, personPart: string) =>
    accountant<Asked>('POST', `/v1/unit-bills/${notice}/refund`, {
      participation,
      unitPart,
      personPart,
      reason: '重复参保',
    });
  expect((await refund('100.00', '40.01')).body).toMatchObject({ code: 'refund-above-paid' });
  const asked = await refund('100.00', '40.00');
  expect((await decide(asked.body.approval)).body).toMatchObject({ code: 'fund-short' });
  // It was paid in a year before: it goes out of the expenditure account, as soon as that has the money.
  const transfers = get(FundTransfersService);
  await inTransaction(async (tx) => {
    await transfers.book(tx, '110', 'sweep', yuan('140.00'));
    await transfers.book(tx, '110', 'supply', yuan('140.00'));
  });
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await bankAccount(`${areaCode}1101004`, '1000.00');
  expect((await decide(asked.body.approval)).status).toBe(200);
  // The unit's account is none of the bank's: it refuses, and the money waits in temporary receipts.
  const [own] = await counter.query<{ account: string }>(
    `select bank_account as account from card where person_id = $1 and bank_account_state = 'active' limit 1`,
    [person],
  );
  expect(await sent()).toEqual([
    { subject: notice, outcome: 'refused', account: '70002' },
    { subject: notice, outcome: 'succeeded', account: own?.account },
  ]);
  expect(await balances('110')).toMatchObject({ '1004': '100.00', '2001': '100.00', '5401': '140.00' });
  const [credited] = await counter.query<{ credited: string; entries: number }>(
    `select sum(e.amount_fen) as credited, count(*)::int as entries from personal_account_entry e where e.participation_id = $1`,
    [participation],
  );
  expect(credited).toEqual({ credited: '0', entries: 2 });
  expect((await refund('0.01', '0.00')).body).toMatchObject({ code: 'refund-above-paid' });
  await bankAccount('70003');
  const list = await accountant<{ payments: { id: string; said: string }[] }>(
    'GET',
    '/v1/outgoing-payments?outcome=refused',
  );
  const [refused] = list.body.payments;
  expect(refused?.said).toContain('account');
  const again = await accountant<Asked>('POST', `/v1/outgoing-payments/${refused?.id}/again`, {
    account: '70003',
    accountName: '单位 C1',
    reason: '账号更正',
  });
  for (const approver of ['0202', '0201']) await decide(again.body.approval, approver);
  expect((await sent()).at(-1)).toEqual({ subject: notice, outcome: 'succeeded', account: '70003' });
  expect(await balances('110')).toMatchObject({ '1004': '0.00', '2001': '0.00', '5401': '140.00' });
  expect((await bankAccount('70003')).balance).toBe('100.00');
});

it("gives back what was paid too much and what was nobody's, to where it came from, and asks again for what was not approved", async () => {
  // The unit above paid by rule more than it declared: one asking for each part.
  type Listed = {
    readonly overpayments: { readonly id: string; readonly part: string; readonly state: string }[];
  };
  const open = await accountant<Listed>('GET', '/v1/overpayments?state=open&unit=B1');
  expect(open.body.overpayments).toMatchObject([{ part: 'unit' }, { part: 'person' }]);
  const ask = (id: string | undefined) =>
    accountant<Asked>('POST', `/v1/overpayments/${id}/refund`, { reason: '补报后多缴' });
  const [first] = open.body.overpayments;
  expect((await ask(first?.id)).body).toMatchObject({ code: 'refund-account-missing' });
  await counter.query(`update unit set bank_account = '70003' where code = 'B1'`);
  await inTransaction(async (tx) =>
    get(FundTransfersService).book(tx, '110', 'contribution', yuan('1584.00')),
  );
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await bankAccount(`${areaCode}1101002`, '5000.00');
  const declined = await ask(first?.id);
  expect(
    (
      await as('0201', () =>
        counter.ask('POST', `/v1/approvals/${declined.body.approval}/rejection`, { reason: '金额待核' }),
      )
    ).status,
  ).toBe(200);
  for (const { id } of open.body.overpayments) {
    const asked = await ask(id);
    expect((await decide(asked.body.approval)).status).toBe(200);
    expect((await ask(id)).body).toMatchObject({ code: 'not-found' });
  }
  expect((await sent()).slice(-2)).toMatchObject([
    { outcome: 'succeeded', account: '70003' },
    { outcome: 'succeeded', account: '70003' },
  ]);
  expect((await bankAccount('70003')).balance).toBe('244.00');
  expect((await paidTooMuch('B1')).map((one) => Object.values(one).at(-1))).toEqual([
    'given-back',
    'given-back',
  ]);

  await paid('110', '2017-07-11', '55.00', ['70003', '某公司', '']);
  await paid('110', '2017-07-12', '66.00', ['', '', '']);
  const waiting = await accountant<{ lines: { statement: number; line: number; waiting: string }[] }>(
    'GET',
    '/v1/waiting-money?scheme=110',
  );
  const back = (amount: string) => {
    const found = waiting.body.lines.find((line) => line.waiting === amount);
    return accountant<Asked>('POST', `/v1/waiting-money/${found?.statement}/${found?.line}/return`, {
      reason: '误转',
    });
  };
  expect((await back('66.00')).body).toMatchObject({ code: 'refund-account-missing' });
  const asked = await back('55.00');
  expect((await decide(asked.body.approval)).status).toBe(200);
  expect((await sent()).at(-1)).toMatchObject({ outcome: 'succeeded', account: '70003' });
  expect((await back('55.00')).body).toMatchObject({ code: 'money-not-waiting' });
  expect(await balances('110')).toMatchObject({ '2001': '66.00' });
  expect((await bankAccount('70003')).balance).toBe('299.00');
});

it('leaves a refund unknown until the bank says what became of it, and sends it once', async () => {
  await unit('D1');
  await counter.query(`update unit set bank_account = '70004' where code = 'D1'`);
  await bankAccount('70004');
  await paid('110', '2017-07-13', '12.00', ['70004', '别的公司', '']);
  const waiting = await accountant<{ lines: { statement: number; line: number; waiting: string }[] }>(
    'GET',
    '/v1/waiting-money?scheme=110',
  );
  const found = waiting.body.lines.find((line) => line.waiting === '12.00');
  const asked = await accountant<Asked>(
    'POST',
    `/v1/waiting-money/${found?.statement}/${found?.line}/return`,
    { reason: '误转' },
  );
  await counter.setBank('answer-lost');
  expect((await decide(asked.body.approval)).status).toBe(200);
  while (
    (await counter.query(`select from outgoing_payment where outcome = 'unknown' and last_said is not null`))
      .length === 0
  )
    await wait(20);
  await counter.setBank('normal');
  counter.clock.move(5000);
  await inTransaction((tx) => get(Jobs).soon(tx, 'outgoing-payments'));
  expect((await sent()).at(-1)).toMatchObject({ outcome: 'succeeded', account: '70004' });
  expect((await bankAccount('70004')).balance).toBe('12.00');
});
