/** Promises of what units pay: each line of a statement once, by the bill it names or who paid, into the books, the bills and the accounts. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { bankStatement, type Movement } from '../../../../../test/support/bank-statement.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { Refused } from '../../ground/http/refused.js';
import { ArrearsNotices } from '../arrears/arrears-notices.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';

let counter: Counter;
let statements: Statements;
let account: string;
let scheme: string;

beforeAll(async () => {
  counter = await Counter.open();
  statements = counter.app.get(Statements, { strict: false });
}, 60_000);
afterAll(() => counter.close());

// Each test has a fund, so that no test's money is another's.
const funds = ['110', '310', '210', '410', '120', '510', '390', '170'];
beforeEach(async () => {
  scheme = funds.shift() ?? '170';
  account = `6300${scheme}0001`;
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account, scheme, fundAccount: '1002', bankName: '建行德令哈支行' }, '0401');
});

const unit = async (name: string, bankAccount: string | null = null): Promise<string> => {
  const code = randomUUID().slice(0, 8);
  await counter.query('insert into unit (code, name, bank_account) values ($1, $2, $3)', [
    code,
    name,
    bankAccount,
  ]);
  return code;
};

/** Somebody who works at a unit in the fund, with what is assessed for a month. */
const worker = async (
  unitCode: string,
  period: string,
  unitFen: number,
  personFen: number,
): Promise<string> => {
  // Somebody who works nowhere yet.
  const [person] = await counter.query<{ id: string }>(
    `select p.id from person p order by (select count(*) from participation x where x.person_id = p.id and x.scheme = $1), p.id limit 1`,
    [scheme],
  );
  const id = randomUUID();
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, $3, '2016-01-01', 'enterprise', $4)`,
    [id, person?.id, scheme, unitCode],
  );
  const [run] = await counter.query<{ number: number }>(
    `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
     values ($1, $2, 'declaration', $3, now(), 1, 'done', now(), now()) returning number`,
    [scheme, period, unitCode],
  );
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen) values ($1, $2, 1, $3, $4, $5, 0)`,
    [id, period, run?.number, unitFen, personFen],
  );
  return person?.id ?? '';
};

const bill = async (
  unitCode: string,
  period: string,
  unitFen: number,
  personFen: number,
  dueOn: string,
): Promise<number> => {
  const [row] = await counter.query<{ notice: number }>(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
     values ($1, $2, $3, $4, 1, $5, $6, $7, now()) returning notice_number as notice`,
    [randomUUID(), unitCode, scheme, period, unitFen, personFen, dueOn],
  );
  return row?.notice ?? 0;
};

/** A file as the bank of this test's fund writes it; `change` spoils it. */
const statement = (
  opening: string,
  movements: readonly Movement[],
  change?: (lines: string[]) => string[],
): string => bankStatement(counter.folder, account, opening, movements, change);

const refusalOf = async (path: string): Promise<string | null> => {
  try {
    await statements.import(path, '0501');
    return null;
  } catch (fault) {
    if (fault instanceof Refused) return fault.code;
    throw fault;
  }
};

const balances = async (): Promise<Record<string, string>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find((each) => each.scheme === scheme);
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};

const lines = (): Promise<{ serial: string; state: string; why: string | null; suspense: string }[]> =>
  counter.query(
    `select l.serial, l.state, l.why, l.suspense_fen as suspense from bank_statement_line l join bank_statement s on s.id = l.statement_id
     where s.account = '${account}' order by s.number, l.line`,
  );

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};

it('pays the bill a line names, late, to the fen of the day, and credits its people in the month the money came', async () => {
  const code = await unit('海西甲有限公司');
  const person = await worker(code, '2017-06', 67_451, 26_980);
  const notice = await bill(code, '2017-06', 67_451, 26_980, '2017-07-15');
  // 944.31 late by 31 days: 14.64 (14.636805).
  const path = statement('0.00', [
    ['S1', '2017-08-15', '958.95', '62284801', '海西甲有限公司', `养老 ${noticeReference(notice)}`],
    ['S2', '2017-08-15', '-5.00', '', '手续费', ''],
  ]);
  expect(await statements.import(path, '0501')).toMatchObject({ lines: 2, before: false });
  expect(await lines()).toEqual([
    { serial: 'S1', state: 'paid', why: null, suspense: '0' },
    { serial: 'S2', state: 'out', why: null, suspense: '0' },
  ]);
  expect(await balances()).toMatchObject({ '1002': '958.95', '4001': '944.31', '4501': '14.64' });
  const entries = await counter.query(
    `select e.kind, e.amount_fen::int as amount, e.period, e.credited_in as "creditedIn" from personal_account_entry e
     join personal_account a on a.id = e.account_id where a.person_id = '${person}' and a.scheme = '110' and e.bill_id is not null`,
  );
  expect(entries).toEqual([{ kind: 'personal', amount: 26_980, period: '2017-06', creditedIn: '2017-08' }]);
  // The same file again, and its lines in another file, change nothing.
  expect(await statements.import(path, '0501')).toMatchObject({ before: true });
  const again = statement('0.00', [
    ['S1', '2017-08-15', '958.95', '62284801', '海西甲有限公司', `养老 ${noticeReference(notice)}`],
    ['S2', '2017-08-15', '-5.00', '', '手续费', ''],
    ['S3', '2017-08-15', '1.00', '', '不知何人', ''],
  ]);
  expect(await statements.import(again, '0501')).toMatchObject({ knownLines: 2 });
  expect(await balances()).toMatchObject({
    '1002': '959.95',
    '2001': '1.00',
    '4001': '944.31',
    '4501': '14.64',
  });
});

it('matches by who paid and how much, and leaves to a person what fits two, nobody, or is over', async () => {
  const [one, two] = [await unit('青海乙（集团）公司', '70001'), await unit('德令哈丙公司')];
  await unit('德令哈丙公司');
  const person = await worker(one, '2017-06', 20_235, 6745);
  await bill(one, '2017-06', 20_235, 6745, '2017-12-15');
  await bill(one, '2017-07', 20_235, 6745, '2017-12-15');
  const named = await bill(two, '2017-07', 10_000, 0, '2017-12-15');
  const path = statement('0.00', [
    ['M1', '2017-08-01', '269.80', '70001', '青海乙(集团) 公司', '医保'],
    ['M2', '2017-08-01', '100.00', '', '德令哈丙公司', ''],
    ['M3', '2017-08-01', '150.00', '', '', `${noticeReference(named)}`],
    ['M4', '2017-08-01', '269.81', '70001', '青海乙（集团）公司', ''],
    ['M5', '2017-08-01', '42.00', '', '', `${noticeReference(999_999)}`],
  ]);
  await statements.import(path, '0501');
  expect(await lines()).toEqual([
    { serial: 'M1', state: 'paid', why: null, suspense: '0' },
    { serial: 'M2', state: 'in-suspense', why: 'several', suspense: '10000' },
    { serial: 'M3', state: 'in-suspense', why: 'overpaid', suspense: '5000' },
    { serial: 'M4', state: 'in-suspense', why: 'none', suspense: '26981' },
    { serial: 'M5', state: 'in-suspense', why: 'other-fund', suspense: '4200' },
  ]);
  expect(await balances()).toMatchObject({ '1002': '831.61', '2001': '461.81', '4001': '369.80' });
  // Before the outpatient reform a share of the unit's part goes to the account as well.
  const entries = await counter.query(
    `select e.kind, e.amount_fen::int as amount from personal_account_entry e join personal_account a on a.id = e.account_id
     where a.person_id = '${person}' and a.scheme = '310' order by kind`,
  );
  expect(entries).toEqual([
    { kind: 'personal', amount: 6745 },
    { kind: 'unit', amount: 6071 },
  ]);
});

const list = async (query: string) => {
  const { body } = await as('0501', () =>
    counter.ask<{ lines: { serial: string }[]; next: string | null; total: number | null }>(
      'GET',
      `/v1/waiting-money?${query}`,
    ),
  );
  return body;
};
const serials = (page: { lines: { serial: string }[] }) => page.lines.map(({ serial }) => serial);

it('lists waiting money page by page, searched and narrowed', async () => {
  await statements.import(
    statement('0.00', [
      ['P1', '2017-08-01', '1.00', '', '甲', ''],
      ['P2', '2017-08-02', '3.00', '', '乙', ''],
      ['P3', '2017-08-03', '2.00', '', '甲', ''],
    ]),
    '0501',
  );
  const first = await list(`scheme=${scheme}&sort=amount&falling=true&limit=2`);
  expect([serials(first), first.total]).toEqual([['P2', 'P3'], 3]);
  const second = await list(`scheme=${scheme}&sort=amount&falling=true&limit=2&after=${first.next}`);
  expect([serials(second), second.next]).toEqual([['P1'], null]);
  expect(serials(await list(`scheme=${scheme}&search=${encodeURIComponent('甲')}`))).toEqual(['P1', 'P3']);
});

it('refuses a file with a line removed, totals off, a movement that contradicts, or a gap, and takes nothing of it', async () => {
  const three: readonly Movement[] = [
    ['R1', '2017-08-01', '10.00', '', '', ''],
    ['R2', '2017-08-02', '20.00', '', '', ''],
    ['R3', '2017-08-03', '30.00', '', '', ''],
  ];
  const cases: readonly (readonly [string, (file: string[]) => string[]])[] = [
    ['statement-differs', (file) => file.filter((line) => !line.includes('R2'))],
    ['statement-differs', (file) => file.slice(0, -1)],
    ['statement-differs', (file) => file.map((line) => line.replace(/,60\.00,3$/, ',60.01,3'))],
    ['statement-differs', (file) => file.map((line) => line.replace(/,60\.00,3$/, ',60.00,4'))],
    ['statement-unreadable', (file) => file.slice(1)],
    ['rows-refused', (file) => [...file, file[3] ?? '']],
    ['rows-refused', (file) => file.map((line) => line.replace('20.00,,30.00', '-20.00,,30.00'))],
    ['rows-refused', (file) => file.map((line) => line.replace('20.00,,30.00', '20.005,,30.00'))],
    ['rows-refused', (file) => file.map((line) => line.replace('2017-08-02,', '2017-02-30,'))],
    ['rows-refused', (file) => file.map((line) => line.replace('R2', '6.32802E+17'))],
    ['account-unknown', (file) => file.map((line) => line.replace(account, '99999999'))],
  ];
  for (const [code, spoil] of cases) expect(await refusalOf(statement('0.00', three, spoil))).toBe(code);
  expect(await lines()).toEqual([]);
  expect(await refusalOf(statement('0.00', three))).toBeNull();
  expect(
    await refusalOf(statement('0.00', [['R1', '2017-08-01', '11.00', '', '', ''], ...three.slice(1)])),
  ).toBe('statement-contradicts');
  const next: Movement = ['R4', '2017-08-05', '1.00', '', '', ''];
  expect(await refusalOf(statement('70.00', [next]))).toBe('statement-gap');
  expect(await refusalOf(statement('60.00', [next]))).toBeNull();
  expect(await balances()).toMatchObject({ '1002': '61.00', '2001': '61.00' });
});

it('lets a person put waiting money on bills, and waives a late fee by approval', async () => {
  const code = await unit('海西丁有限公司');
  await worker(code, '2017-06', 100_00, 40_00);
  const notice = noticeReference(await bill(code, '2017-06', 100_00, 40_00, '2017-07-15'));
  await statements.import(statement('0.00', [['A1', '2017-07-25', '200.00', '', '某会计', '代缴']]), '0501');
  const list = await as('0501', () =>
    counter.ask<{ lines: { statement: number; line: number; waiting: string }[] }>(
      'GET',
      `/v1/waiting-money?scheme=${scheme}`,
    ),
  );
  const [money] = list.body.lines;
  expect(money).toMatchObject({ waiting: '200.00', why: 'none', candidates: [] });
  const assign = (notices: string[]) =>
    as('0501', () =>
      counter.ask('POST', `/v1/waiting-money/${money?.statement}/${money?.line}/assignment`, { notices }),
    );
  // Ten days late by the day the money came, not by today: 0.70.
  expect((await assign([notice])).body).toMatchObject({ unit: code, paid: '140.70', waiting: '59.30' });
  expect((await assign([notice])).body).toMatchObject({ code: 'bill-paid' });
  expect(await balances()).toMatchObject({
    '1002': '200.00',
    '2001': '59.30',
    '4001': '140.00',
    '4501': '0.70',
  });
  const second = noticeReference(await bill(code, '2017-07', 100_00, 0, '2017-07-15'));
  await statements.import(statement('200.00', [['A2', '2017-08-24', '100.00', '', '', second]]), '0501');
  const bills = await as('0501', () =>
    counter.ask<{ bills: Record<string, string>[]; lateFee: string }>('GET', `/v1/units/${code}/bills`),
  );
  expect(bills.body).toMatchObject({ open: '0.00', lateFee: '2.00' });
  const relieve = (amount: string) =>
    as('0501', () =>
      counter.ask<{ approval: string }>('POST', `/v1/unit-bills/${second}/relief`, {
        what: 'late-fee',
        amount,
        reason: '疫情期间停业',
      }),
    );
  expect((await relieve('2.01')).body).toMatchObject({ code: 'relief-above-owed' });
  const relief = await relieve('2.00');
  const decide = (approval: string) =>
    as('0201', () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}));
  expect((await decide(relief.body.approval)).status).toBe(200);
  const after = await as('0501', () => counter.ask('GET', `/v1/units/${code}/bills`));
  expect(after.body).toMatchObject({ open: '0.00', lateFee: '0.00' });
});

it('takes what a unit declares whole or not at all, once, and corrected by what is declared later', async () => {
  const code = await unit('海西戊有限公司');
  const person = await worker(code, '2026-10', 100, 100);
  const other = await worker(await unit('海西己有限公司'), '2026-10', 100, 100);
  type Outcome = {
    readonly declared: { number: number; changed: number } | null;
    readonly findings: { code: string }[];
  };
  const declare = (wages: (readonly [string, string])[], month = '2026-10') =>
    counter.ask<Outcome & { readonly before: boolean; readonly code: string }>(
      'POST',
      `/v1/units/${code}/declarations/${month}`,
      { wages: wages.map(([who, wage]) => ({ person: who, wage })) },
    );
  const codes = async (wages: (readonly [string, string])[]) =>
    (await declare(wages)).body.findings.map((finding) => finding.code);
  expect(await codes([[person, '-1']])).toEqual(['wage-negative']);
  expect(await codes([[person, '6.32802E+17']])).toEqual(['sheet-scientific']);
  expect(
    await codes([
      [person, '5000'],
      [person, '5000'],
    ]),
  ).toEqual(['row-repeated']);
  expect(await codes([[other, '5000']])).toEqual(['employee-of-another', 'employee-missing']);
  expect((await declare([[person, '5000']], '2026-12')).body).toMatchObject({ code: 'month-ahead' });
  expect((await declare([[person, '5000']], '2024-10')).body).toMatchObject({ code: 'month-closed' });
  expect(await counter.query('select from declared_wage where unit_code = $1', [code])).toEqual([]);
  expect((await declare([[person, '5,000.00']])).body).toMatchObject({
    declared: { number: 1, changed: 1 },
    before: false,
  });
  expect((await declare([[person, '5000']])).body).toMatchObject({ declared: { number: 1 }, before: true });
  expect((await declare([[person, '5200.5']])).body).toMatchObject({ declared: { number: 2, changed: 1 } });
  const month = await counter.ask('GET', `/v1/units/${code}/declarations/2026-10`);
  expect(month.body).toMatchObject({
    lastDay: '2026-10-20',
    declared: { number: 2, wages: '5200.50' },
    employees: [{ person, wage: '5200.50' }],
  });
});

it('gives a unit a notice of what it owes past its day: numbered, once for a wish, and the same each time it is fetched', async () => {
  const code = await unit('海西庚有限公司');
  const issue = (key: string) =>
    as('0501', () => counter.ask('POST', `/v1/units/${code}/arrears-notices`, { key }));
  expect((await issue(randomUUID())).body).toMatchObject({ code: 'nothing-overdue' });
  await bill(code, '2017-06', 100_00, 40_00, '2017-07-15');
  await bill(code, '2026-11', 100_00, 40_00, '2030-12-15');
  const key = randomUUID();
  const issued = await issue(key);
  expect(issued.body).toMatchObject({ unit: code, bills: 1 });
  expect((await issue(key)).body).toEqual(issued.body);
  const other = await unit('海西辛有限公司');
  expect(
    (await as('0501', () => counter.ask('POST', `/v1/units/${other}/arrears-notices`, { key }))).body,
  ).toMatchObject({ code: 'key-reused' });
  const listed = await as('0501', () =>
    counter.ask<{ bills: { noticedOn: string | null }[] }>('GET', `/v1/units/${code}/bills`),
  );
  expect(listed.body.bills.map(({ noticedOn }) => noticedOn)).toEqual([null, '2026-11-24']);
  const { number } = issued.body as { number: string };
  const notices = counter.app.get(ArrearsNotices, { strict: false });
  const file = await notices.file(number);
  expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  expect(await notices.file(number)).toEqual(file);
});
