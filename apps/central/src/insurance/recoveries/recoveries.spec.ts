/** Promises of what was paid in error: paid back by the bank, kept back of what is drawn, or written off; each part once, booked by its year, never more than is open. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { month, type PlainMonth } from '#libs/kernel/plain-date.js';
import { bankStatement, type Movement } from '../../../../../test/support/bank-statement.js';
import { Counter } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { FundBankAccounts } from '../collection/fund-bank-accounts.service.js';
import { Statements } from '../collection/statements.service.js';
import { Database } from '../../ground/database/database.js';

let counter: Counter;
let claim = '';
let person = '';
const account = '631701002';
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
type Said = { readonly code?: string; readonly detail?: string; readonly approval?: string };
const asked = async <T extends object>(path: string, body: object, by = '0501'): Promise<T & Said> =>
  (await as(by, () => counter.ask<T & Said>('POST', path, body))).body;
const decide = async (approval: string, ...staff: readonly string[]): Promise<void> => {
  for (const one of staff)
    expect((await as(one, () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}))).status).toBe(
      200,
    );
};
const changed = async (change: object): Promise<void> => {
  const { approval = '' } = await asked(
    `/v1/benefits/${claim}/changes`,
    { evidence: '判决书（2026）1号', ...change },
    '0001',
  );
  await decide(approval, '0301');
};
type Recovery = {
  readonly reference: string;
  readonly claimId: string;
  readonly amount: string;
  readonly open: string;
  readonly byTransfer: string;
  readonly byOffset: string;
  readonly writtenOff: string;
};
const recoveries = async (state: 'open' | 'closed' = 'open'): Promise<readonly Recovery[]> =>
  (
    await as('0501', () => counter.ask<{ recoveries: Recovery[] }>('GET', `/v1/recoveries?state=${state}`))
  ).body.recoveries.filter(({ claimId }) => claimId === claim);
const only = async (): Promise<Recovery> => {
  const [one, ...more] = await recoveries();
  if (one === undefined || more.length > 0) throw new Error('not one open recovery');
  return one;
};
const fenOf = (yuan: string): number => Math.round(Number(yuan) * 100);
const yuanOf = (fen: number): string => (fen / 100).toFixed(2);
const balances = async (): Promise<Readonly<Record<string, number>>> => {
  const books = await get(BooksService).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '170');
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, fenOf(balance)]));
};
const since = async (before: Readonly<Record<string, number>>): Promise<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(await balances()).flatMap(([code, balance]) =>
      balance === (before[code] ?? 0) ? [] : [[code, balance - (before[code] ?? 0)]],
    ),
  );
const linesOf = (period: string): Promise<{ amount: number; state: string }[]> =>
  counter.query(
    `select amount_fen::int as amount, state from entitlement where claim_id = '${claim}' and period = '${period}' order by number`,
  );
const followed = (until: PlainMonth): Promise<void> =>
  get(Database).transaction((tx) => get(EntitlementsService).follow(tx, [claim], { until }));

const later = async (days: number): Promise<void> => {
  counter.clock.move(days * 86_400_000);
  await counter.authenticate();
  await counter.signIn();
};

beforeAll(async () => {
  counter = await Counter.open();
  await get(FundBankAccounts).add(
    { account, scheme: '170', fundAccount: '1002', bankName: '建行德令哈支行' },
    '0401',
  );
  const [found] = await counter.query<{ id: string; payee: string }>(
    `select b.id, b.payee_id as payee from benefit_claim b join person p on p.id = b.payee_id join card c on c.person_id = p.id
     where b.scheme = '170' and b.is_pension and b.last_month is null and b.first_month <= '2026-10' and p.died_on is null order by b.id limit 1`,
  );
  claim = found?.id ?? '';
  person = found?.payee ?? '';
  await followed(month('2026-11'));
  await counter.query(`update entitlement set state = 'paid' where claim_id = '${claim}' and state = 'open'`);
}, 60_000);
afterAll(() => counter.close());

it('finds what was paid for a month that is not due as one recovery with a number, in the list and with the person', async () => {
  const [paid] = await linesOf('2026-10');
  await changed({ what: 'suspended', cause: 'imprisoned', from: '2026-10' });
  await changed({ what: 'resumed', from: '2026-11' });
  // And of an earlier year.
  await counter.query(
    `insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at) values ('${claim}', '${person}', '170', '2010-12', 5000, now())`,
  );
  const recovery = await only();
  // October's is not due; November's was found with it, and is due again since.
  expect(recovery).toMatchObject({ amount: yuanOf(5000 + 2 * (paid?.amount ?? 0)), byTransfer: '0.00' });
  expect(await linesOf('2026-11')).toMatchObject([{ state: 'paid' }, { state: 'open' }]);
  const { body } = await counter.ask<{ benefits: { id: string; recoverTotal: string; recovery: string }[] }>(
    'GET',
    `/v1/people/${person}/benefits`,
  );
  expect(body.benefits.find(({ id }) => id === claim)).toMatchObject({
    recoverTotal: recovery.open,
    recovery: recovery.reference,
  });
});

it('takes what a statement brings: the oldest first, in parts, by its year, the same once; what does not fit by hand', async () => {
  const { reference, open } = await only();
  const before = await balances();
  const movements: readonly Movement[] = [
    ['Z1', '2026-11-24', '30.00', '62284801', '某甲', `退多领 ${reference}`],
    ['Z2', '2026-11-24', open, '62284801', '某甲', reference],
    ['Z3', '2026-11-24', '25.00', '62284802', '某甲之子', '退养老金'],
  ];
  const path = bankStatement(counter.folder, account, '0.00', movements);
  const { number } = await get(Statements).import(path, '0501');
  await get(Statements).import(path, '0501');
  expect(
    await counter.query(
      `select serial, state, why from bank_statement_line where account = '${account}' order by line`,
    ),
  ).toEqual([
    { serial: 'Z1', state: 'paid', why: null },
    { serial: 'Z2', state: 'in-suspense', why: 'recovery-differs' },
    { serial: 'Z3', state: 'in-suspense', why: 'none' },
  ]);
  const total = fenOf(open) + 5500;
  expect(await since(before)).toEqual({ '1002': total, '2001': total - 3000, '4501': 3000 });
  const line = `/v1/waiting-money/${number}/3/recovery`;
  expect(await asked(line, { reference: 'ZH00000000999' })).toMatchObject({ code: 'recovery-unknown' });
  expect(await asked(line, { reference })).toMatchObject({ taken: '25.00' });
  expect(await asked(line, { reference })).toMatchObject({ code: 'money-not-waiting' });
  expect(await since(before)).toEqual({ '1002': total, '2001': total - 5500, '4501': 5000, '5001': -500 });
  expect(await only()).toMatchObject({ byTransfer: '55.00', open: yuanOf(fenOf(open) - 5500) });
  expect(await counter.query(`select from recovery_part`)).toHaveLength(3);
});

it('keeps so much back of each month once others have approved, by a line of its own, and pays the rest', async () => {
  const { reference } = await only();
  const offset = `/v1/recoveries/${reference}/offset`;
  expect(await asked(offset, { monthly: '99999.00', reason: '本人同意' })).toMatchObject({
    code: 'recovery-above-open',
  });
  await later(8);
  const { approval = '' } = await asked(offset, { monthly: '40.00', reason: '本人同意' });
  const before = await balances();
  await followed(month('2026-12'));
  const [whole] = await linesOf('2026-12');
  expect(await linesOf('2026-12')).toMatchObject([{ state: 'open' }]);
  await decide(approval, '0301');
  const divided = [
    { amount: whole?.amount, state: 'void' },
    { amount: 4000, state: 'paid' },
    { amount: (whole?.amount ?? 0) - 4000, state: 'open' },
  ];
  expect(await linesOf('2026-12')).toEqual(divided);
  // Again, by a run or a tap, changes nothing; of this year nothing moves in the books.
  await followed(month('2026-12'));
  await get(EntitlementsService).ofOne({ id: person });
  expect(await linesOf('2026-12')).toEqual(divided);
  expect(await since(before)).toEqual({});
  // Of what is due late as well.
  expect(await linesOf('2026-11')).toMatchObject([
    { state: 'paid' },
    { state: 'void' },
    { amount: 4000, state: 'paid' },
    { state: 'open' },
  ]);
  expect(await only()).toMatchObject({ byOffset: '80.00' });
});

it('writes off what cannot be had by two others, and keeps nothing back then', async () => {
  const { reference, open } = await only();
  const writeOff = `/v1/recoveries/${reference}/write-off`;
  const { approval = '' } = await asked(writeOff, { reason: '确无可供追回的财产' });
  await decide(approval, '0301');
  expect(await only()).toMatchObject({ open });
  await decide(approval, '0201');
  expect(await recoveries()).toEqual([]);
  expect(await recoveries('closed')).toMatchObject([{ writtenOff: open, open: '0.00' }]);
  expect(await asked(writeOff, { reason: '再次核销' })).toMatchObject({ code: 'recovery-closed' });
  await later(31);
  await followed(month('2027-01'));
  expect(await linesOf('2027-01')).toMatchObject([{ state: 'open' }]);
});
