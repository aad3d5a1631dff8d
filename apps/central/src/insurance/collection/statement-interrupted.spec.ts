/** Promises of a bank's statement whose import is killed: it goes on when it is given again, and no money, bill or account has anything twice. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { answerOf, commandPassword, killMidway, startProgram } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';

const staffNumber = '0904';
const account = '630011000009';
// Four chunks of work; every tenth line pays a bill of 100.00, the others are 1.00 of nobody.
const lines = 3300;
const bills = lines / 10;
const inFen = BigInt(bills * 100_00 + (lines - bills) * 1_00);

let counter: Counter;
let notices: number[];
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff(staffNumber, '基金会计', 'fund-accountant', commandPassword);
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account, scheme: '110', fundAccount: '1002', bankName: '建行德令哈支行' }, '0401');
  // Units with one employee each, some of whom work at several, and the bill of a month.
  await counter.query(
    `with unit as (insert into unit (code, name, kind) select 'Z' || i, '第' || i || '公司', 'enterprise' from generate_series(1, ${bills}) i returning code),
     run as (insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
       select '110', '2026-10', 'declaration', code, now(), 1, 'done', now(), now() from unit returning number, unit_code),
     part as (insert into participation (id, person_id, scheme, since, category, unit_code)
       select gen_random_uuid(), p.id, '110', '2026-01-01', 'enterprise', u.code
       from (select code, row_number() over (order by code) % (select count(*) from person) as n from unit) u
       join (select id, row_number() over (order by id) - 1 as n from person) p using (n) returning id, unit_code)
     insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen)
       select part.id, '2026-10', 1, run.number, 6000, 4000, 0 from part join run using (unit_code)`,
  );
  const made = await counter.query<{ notice: number }>(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
     select gen_random_uuid(), code, '110', '2026-10', 1, 6000, 4000, '2026-12-15', now() from unit where code like 'Z%' returning notice_number as notice`,
  );
  notices = made.map(({ notice }) => notice);
}, 120_000);
afterAll(() => counter.close());

const statementFile = (): string => {
  let balance = 0;
  const details = Array.from({ length: lines }, (_, index) => {
    const notice = index % 10 === 0 ? notices[index / 10] : undefined;
    const amount = notice === undefined ? 1 : 100;
    balance += amount;
    const memo = notice === undefined ? '不明来款' : noticeReference(notice);
    return `D,W${index},2026-11-20,${amount}.00,,${balance}.00,,,${memo}`;
  });
  const path = join(counter.folder, 'killed.csv');
  const header = `H,${account},2026-11-20,2026-11-20,0.00,${balance}.00,${lines}`;
  writeFileSync(path, [header, ...details].join('\n'));
  return path;
};

const importing = (path: string) =>
  startProgram(counter, 'command-line', [
    'collection',
    'statement',
    'import',
    path,
    '--as',
    staffNumber,
    '--json',
  ]);

/** What there is of the statement's money, in fen, wherever it is kept. */
const standing = async () => {
  const [row] = await counter.query<{
    settled: string;
    paid: string;
    payments: number;
    open: number;
    credited: string;
    credits: number;
    imported: number;
  }>(
    `select (select coalesce(sum(amount_fen), 0) from bank_statement_line where account = $1 and state <> 'new') as settled,
       (select coalesce(sum(amount_fen), 0) from bill_payment) as paid, (select count(*)::int from bill_payment) as payments,
       (select count(*)::int from unit_bill b where unit_code like 'Z%'
         and not exists (select from bill_payment p where p.bill_id = b.id)) as open,
       (select coalesce(sum(amount_fen), 0) from personal_account_entry where bill_id is not null) as credited,
       (select count(*)::int from personal_account_entry where bill_id is not null) as credits,
       (select count(*)::int from audit_event where action = 'statement.imported') as imported`,
    [account],
  );
  const { findings, funds } = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(findings).toEqual([]);
  const of = funds.find(({ scheme }) => scheme === '110')?.accounts ?? [];
  const balances = Object.fromEntries(of.map(({ code, balance }) => [code, balance]));
  return { row, balances };
};

const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

it('goes on after SIGKILL in the middle of matching: each line, payment and credit once, and all of the file’s money', async () => {
  const path = statementFile();
  const before = await standing();
  await killMidway(counter, () => importing(path), 'bank-statement', '');

  // What was settled before the kill is on the books to the fen, and nothing of what was under way.
  const half = await standing();
  const settled = BigInt(half.row?.settled ?? 0);
  expect(settled).toBeGreaterThan(0n);
  expect(settled).toBeLessThan(inFen);
  expect(half.balances['1002']).toBe(yuan(settled));
  expect(half.row?.open).toBeGreaterThan(0);
  expect(half.row?.credits).toBe(half.row?.payments);

  expect(await answerOf(importing(path))).toMatchObject({
    lines,
    before: false,
    outcomes: [
      { state: 'in-suspense/none', lines: lines - bills, amount: yuan(BigInt(lines - bills) * 100n) },
      { state: 'paid', lines: bills, amount: yuan(BigInt(bills) * 10_000n) },
    ],
  });
  const whole = await standing();
  expect(whole.row).toEqual({
    settled: String(inFen),
    paid: String(bills * 100_00),
    payments: bills,
    open: 0,
    credited: String(bills * 40_00),
    credits: bills,
    imported: 1,
  });
  expect(whole.balances).toMatchObject({
    '1002': yuan(inFen),
    '2001': yuan(BigInt(lines - bills) * 100n),
    '4001': yuan(BigInt(bills) * 10_000n),
  });
  expect(before.balances['1002'] ?? '0.00').toBe('0.00');

  expect(await answerOf(importing(path))).toMatchObject({ before: true });
  expect(await standing()).toEqual(whole);
}, 120_000);
