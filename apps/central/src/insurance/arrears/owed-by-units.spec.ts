/** Promises of what units owe beside their months: for projects, once, with what a change of them adds or gives back; and arrears by instalments. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { FundBankAccounts } from '../collection/fund-bank-accounts.service.js';
import { Statements } from '../collection/statements.service.js';
import { UnitBills } from '../collection/unit-bills.service.js';
import { ArrearsAgreements } from './arrears-agreements.service.js';

let counter: Counter;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
}, 60_000);
afterAll(() => counter.close());

const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
type Asked = { readonly approval: string; readonly code?: string };
const accountant = <T = Record<string, unknown>>(method: 'GET' | 'POST', path: string, body?: object) =>
  as('0501', () => counter.ask<T>(method, path, body));
const decide = (approval: string, staff = '0201') =>
  as(staff, () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}));

/** A transfer into the injury fund's account. */
const paid = async (day: string, amount: string, payer: string, memo: string): Promise<void> => {
  const bank = { account: '630041000001', scheme: '410', fundAccount: '1002', bankName: '建行' } as const;
  await get(FundBankAccounts).add(bank, '0401');
  const [last] = await counter.query<{ closing: string }>(
    'select closing_fen as closing from bank_statement where account = $1 order by number desc limit 1',
    [bank.account],
  );
  const opening = Number(last?.closing ?? 0);
  const [from, to] = [opening, opening + Math.round(Number(amount) * 100)].map((of) => (of / 100).toFixed(2));
  const path = join(counter.folder, `${randomUUID()}.csv`);
  writeFileSync(
    path,
    `H,${bank.account},${day},${day},${from},${to},1\r\nD,${randomUUID().slice(0, 8)},${day},${amount},,${to},${payer},某建筑公司,${memo}\r\n`,
  );
  await get(Statements).import(path, '0501');
};

type Bill = {
  readonly notice: string;
  readonly unitPart: string;
  readonly open: string;
  readonly dueOn: string;
};
type Bills = {
  readonly bills: (Bill & { readonly project: string | null })[];
  readonly projects: { readonly code: string }[];
};
const billsOf = async (unit: string): Promise<Bills> =>
  (await accountant<Bills>('GET', `/v1/units/${unit}/bills`)).body;

it('bills a project once by its cost, a higher cost is a further bill, a lower one or an early end goes back; unpaid, its workers are not insured', async () => {
  await counter.ask('POST', '/v1/units', { code: 'G0', name: '某建筑公司', kind: 'enterprise' });
  const project = {
    code: 'G1',
    name: '某大桥',
    cost: '30000000.00',
    startsOn: '2026-12-01',
    endsOn: '2027-12-31',
  };
  const change = (body: object) => counter.ask('POST', '/v1/units/G0/projects/G1/change', body);
  expect((await counter.ask('POST', '/v1/units/G0/projects', project)).status).toBe(201);
  const first = await billsOf('G0');
  expect(first).toMatchObject({
    bills: [
      { project: 'G1', unitPart: '36000.00', personPart: '0.00', open: '36000.00', dueOn: '2026-12-01' },
    ],
    projects: [{ code: 'G1', owed: '36000.00', open: '36000.00', insuredSince: null }],
  });
  // Entered once more it is the same; what is dearer before it was paid is the same bill.
  expect((await counter.ask('POST', '/v1/units/G0/projects', project)).status).toBe(201);
  await change({ cost: '31000000.00' });
  await change({ cost: '30000000.00' });
  const [bill, ...more] = (await billsOf('G0')).bills;
  expect([bill, more]).toMatchObject([{ unitPart: '36000.00' }, []]);
  await paid('2026-11-17', '36000.00', '70010', bill?.notice ?? '');
  expect((await billsOf('G0')).projects).toMatchObject([
    { owed: '36000.00', paid: '36000.00', open: '0.00', insuredSince: '2026-12-01' },
  ]);
  // Dearer: a further line and a further bill, which may be paid until the day of the month's bills.
  expect((await change({ cost: '32000000.00' })).status).toBe(201);
  const dearer = await billsOf('G0');
  expect(dearer.projects).toMatchObject([{ owed: '38400.00', open: '2400.00', insuredSince: '2026-12-01' }]);
  const topUp = dearer.bills.find(({ open }) => open === '2400.00');
  expect(topUp).toMatchObject({ project: 'G1', unitPart: '2400.00', lateFee: '0.00' });
  await paid('2026-11-18', '2400.00', '70010', topUp?.notice ?? '');
  // A run of the month leaves it as it is.
  await get(AssessmentService).assess({
    scheme: '410',
    period: '2026-11',
    reason: 'period',
    askedBy: '0001',
  });
  expect((await billsOf('G0')).bills).toHaveLength(2);
  // Cheaper: what was paid beyond it goes back by approval, to the account it came from.
  expect((await change({ cost: '31000000.00' })).status).toBe(201);
  expect((await billsOf('G0')).projects).toMatchObject([
    { owed: '37200.00', paid: '38400.00', open: '0.00', excess: '1200.00', refunded: '0.00' },
  ]);
  const { bankUrl, areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  for (const account of ['70010', `${areaCode}4101002`])
    await fetch(`${bankUrl}/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, holderName: '某', balance: '90000.00', state: 'active' }),
    });
  await counter.query(`update unit set bank_account = '70010' where code = 'G0'`);
  const giveBack = async (): Promise<void> => {
    const found = await accountant<{ overpayments: { id: string }[] }>(
      'GET',
      '/v1/overpayments?state=open&unit=G0',
    );
    for (const { id } of found.body.overpayments) {
      const asked = await accountant<Asked>('POST', `/v1/overpayments/${id}/refund`, { reason: '造价核减' });
      for (const staff of ['0201', '0202']) await decide(asked.body.approval, staff);
    }
    while ((await counter.query(`select from outgoing_payment where outcome = 'unknown'`)).length > 0)
      await wait(20);
  };
  await giveBack();
  expect((await billsOf('G0')).projects).toMatchObject([{ excess: '0.00', refunded: '1200.00' }]);
  // Under way when it was registered: the days before are not paid for; nor are those that an early end saves.
  const underWay = {
    ...project,
    code: 'G2',
    startsOn: '2026-10-01',
    endsOn: '2027-09-30',
    insuredFrom: '2026-11-01',
  };
  expect((await counter.ask('POST', '/v1/units/G0/projects', underWay)).status).toBe(201);
  const [late] = (await billsOf('G0')).bills.filter((each) => each.project === 'G2');
  expect(late).toMatchObject({ unitPart: '32942.47', lateFee: '0.00' });
  await paid('2026-11-19', '32942.47', '70010', late?.notice ?? '');
  expect(
    (await counter.ask('POST', '/v1/units/G0/projects/G2/change', { endedOn: '2026-11-10' })).status,
  ).toBe(201);
  await giveBack();
  const ended = (await billsOf('G0')).projects.find((each) => each.code === 'G2');
  expect(ended).toMatchObject({
    owed: '986.30',
    open: '0.00',
    excess: '0.00',
    refunded: '31956.17',
    insuredSince: '2026-11-19',
    lines: [
      { cost: '30000000.00', totalDays: 365, freeDays: 31, amount: '32942.47' },
      { totalDays: 365, freeDays: 355, amount: '-31956.17' },
    ],
  });
  const books = await get(BooksService).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '410');
  expect(fund?.accounts.filter(({ balance }) => balance !== '0.00')).toMatchObject([
    { code: '1002', balance: '38186.30' },
    { code: '4001', balance: '38186.30' },
  ]);
});

type State = {
  readonly notice: string;
  readonly state: string;
  readonly agreement: { state: string } | null;
};
const states = async () =>
  (await accountant<{ bills: State[] }>('GET', '/v1/units/H0/bills')).body.bills.map(
    ({ state, agreement }) => [state, agreement?.state ?? null],
  );
const ask = (...instalments: readonly (readonly [string, string])[]) =>
  accountant<Asked & { detail?: string }>('POST', '/v1/units/H0/arrears-agreements', {
    instalments: instalments.map(([dueOn, amount]) => ({ dueOn, amount })),
    guarantee: '房产抵押',
    reason: '资金周转困难',
  });
const dun = () =>
  accountant<{ code?: string }>('POST', '/v1/units/H0/arrears-notices', { key: randomUUID() });
const listed = async (state: string) =>
  (await accountant<{ agreements: object[] }>('GET', `/v1/arrears-agreements?state=${state}`)).body
    .agreements;

it('lets a unit pay what is overdue by instalments that another agreed on: kept, it is not dunned; one missed breaks it for good', async () => {
  await counter.ask('POST', '/v1/units', { code: 'H0', name: '某公司', kind: 'enterprise' });
  const owe = (period: string, fen: number) =>
    counter.query(
      `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
       values ($1, 'H0', '410', $2, 1, $3, 0, ($2 || '-20')::date, now())`,
      [randomUUID(), period, fen],
    );
  await owe('2026-08', 600_00);
  await owe('2026-09', 400_00);
  expect(await states()).toEqual([
    ['overdue', null],
    ['overdue', null],
  ]);
  expect((await ask(['2026-11-30', '500.00'], ['2026-12-31', '400.00'])).body).toMatchObject({
    code: 'instalments-unfit',
    detail: 'sum-differs',
  });
  const asked = await ask(['2026-11-24', '500.00'], ['2026-12-31', '500.00']);
  // Nobody decides what they asked for; until another has, it is overdue.
  expect((await decide(asked.body.approval, '0501')).status).not.toBe(200);
  expect((await dun()).status).toBe(201);
  expect((await decide(asked.body.approval)).status).toBe(200);
  expect(await states()).toEqual([
    ['agreed', 'kept'],
    ['agreed', 'kept'],
  ]);
  expect((await dun()).body).toMatchObject({ code: 'nothing-overdue' });
  expect((await ask(['2026-11-30', '1.00'], ['2026-12-31', '1.00'])).body).toMatchObject({
    code: 'nothing-overdue',
  });
  const [notice, further] = await counter.query<{ number: number }>(
    `select notice_number as number from unit_bill where unit_code = 'H0' order by period`,
  );
  await paid('2026-11-24', '500.00', '70020', noticeReference(notice?.number ?? 0));
  expect(await listed('kept')).toMatchObject([{ unit: 'H0', open: '1000.00', settled: '500.00', bills: 2 }]);
  expect(await listed('broken')).toEqual([]);
  // The day after the last instalment was not paid.
  const day = 86_400_000;
  counter.clock.move(38 * day);
  const { agreements } = await get(ArrearsAgreements).list({ state: 'broken', unit: 'H0' }, usualAsk);
  expect(agreements).toMatchObject([{ state: 'broken', settled: '500.00' }]);
  const overdue = await get(UnitBills).list('H0');
  expect(overdue.bills.map(({ state }) => state)).toEqual(['overdue', 'overdue']);
  await paid(
    '2027-01-01',
    '500.00',
    '70020',
    [notice, further].map((each) => noticeReference(each?.number ?? 0)).join(' '),
  );
  const late = await get(ArrearsAgreements).list({ state: null, unit: 'H0' }, usualAsk);
  expect(late.agreements).toMatchObject([{ state: 'broken', settled: '1000.00' }]);
});
