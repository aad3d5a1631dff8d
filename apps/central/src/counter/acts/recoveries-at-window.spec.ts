/** Promises of what was paid in error and is given back at a window: shown with its reason, in any part, once whatever comes beside it, booked by its year, and undone as it came. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OwnShift } from '#libs/contract/shifts.js';
import type { components } from '#libs/contract/central-api.js';
import { bankStatement } from '../../../../../test/support/bank-statement.js';
import { Counter, type Reply, type Session } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { FundBankAccounts } from '../../insurance/collection/fund-bank-accounts.service.js';
import { Statements } from '../../insurance/collection/statements.service.js';
import { UnknownOutcomesService } from './unknown-outcomes.service.js';

type Owed = components['schemas']['OwedRecoveryDto'];
type Said = { readonly code?: string; readonly approval?: string };

let counter: Counter;
let claim = '';
const account = '631701002';
const card = 'zhao-yulan';
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });
const by = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
const decided = (approval: string): Promise<Reply> =>
  by('0301', () => counter.ask('POST', `/v1/approvals/${approval}/approval`, {}));
const changed = async (change: object): Promise<void> => {
  const asked = await counter.ask<Said>('POST', `/v1/benefits/${claim}/changes`, {
    evidence: '判决书（2026）1号',
    ...change,
  });
  expect((await decided(String(asked.body.approval))).status).toBe(200);
};
const tapped = async (which = card): Promise<{ readonly session: Session; readonly owed: Owed }> => {
  const { body: session } = await counter.tap(which);
  const [owed, ...more] = session.recoveries;
  if (owed === undefined || more.length > 0)
    throw new Error(`not one recovery: ${session.recoveries.length}`);
  return { session, owed };
};
const fenOf = (yuan: string): number => Math.round(Number(yuan) * 100);
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
const undone = async (receipt: string, kind: string, channel: string): Promise<Reply<Said>> => {
  const asked = await counter.ask<Said>('POST', '/v1/undoings', {
    receiptNumber: receipt,
    kind,
    reason: '金额录错',
  });
  expect((await decided(String(asked.body.approval))).status).toBe(200);
  return counter.ask(
    'POST',
    '/v1/undoings/done',
    { receiptNumber: receipt, kind, channel },
    { 'idempotency-key': randomUUID() },
  );
};
const open = async (): Promise<string> => (await tapped()).owed.open;

beforeAll(async () => {
  counter = await Counter.open();
  await get(FundBankAccounts).add(
    { account, scheme: '170', fundAccount: '1002', bankName: '建行德令哈支行' },
    '0401',
  );
  await counter.tap(card);
  const [found] = await counter.query<{ id: string }>(
    `select b.id from benefit_claim b join person p on p.id = b.payee_id where b.scheme = '170' and p.name = '赵玉兰'`,
  );
  claim = found?.id ?? '';
  await counter.query(`update entitlement set state = 'paid' where claim_id = '${claim}' and state = 'open'`);
  await changed({ what: 'suspended', cause: 'imprisoned', from: '2026-10' });
  await counter.query(
    `insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at)
     select claim_id, person_id, scheme, '2010-12', 5000, found_at from benefit_recovery where claim_id = '${claim}' limit 1`,
  );
}, 60_000);
afterAll(() => counter.close());
beforeEach(async () => {
  await counter.signIn();
});

describe('what is to be given back', () => {
  it('is shown with its reason at a tap, and given back in part in cash, the oldest first, with a receipt that names it', async () => {
    const { session, owed } = await tapped();
    expect(owed).toMatchObject({
      id: claim,
      reference: expect.stringMatching(/^ZH\d{11}$/),
      cause: { zh: '服刑' },
      firstMonth: '2010-12',
      lastMonth: '2026-11',
      open: owed.amount,
    });
    const before = await balances();
    const key = randomUUID();
    const part = [{ id: owed.id, amount: '80.00' }];
    const paid = await counter.pay(card, session, part, 'cash', key);
    expect(paid.body).toMatchObject({ state: 'succeeded', total: '80.00' });
    expect((await counter.pay(card, session, part, 'cash', key)).body).toEqual(paid.body);
    expect(await since(before)).toEqual({ '1001-0001': 8000, '4501': 5000, '5001': -3000 });
    const receipt = await counter.ask('GET', `/v1/receipts/${paid.body.receiptNumber}/document`);
    expect(receipt.body).toMatchObject({
      payerName: '赵玉兰',
      total: '80.00',
      lines: [
        { period: '2010-12', personal: '50.00', recovery: owed.reference },
        { period: '2026-10', personal: '30.00', recovery: owed.reference },
      ],
    });
    expect(fenOf(owed.open) - fenOf(await open())).toBe(8000);
    const { body: shift } = await counter.ask<OwnShift>('GET', '/v1/shifts/own');
    expect(shift.sums).toMatchObject([{ kind: 'recovery', channel: 'cash', scheme: '170', amount: '80.00' }]);
    const listed = await by('0501', () =>
      counter.ask<{ recoveries: object[] }>('GET', '/v1/recoveries?state=open'),
    );
    expect(listed.body.recoveries).toMatchObject([{ reference: owed.reference, atWindow: '80.00' }]);

    // Keyed wrong: as it was, and given back anew.
    expect((await undone(String(paid.body.receiptNumber), 'reversal', 'cash')).body).toMatchObject({
      state: 'succeeded',
    });
    expect(await since(before)).toEqual({});
    expect(await open()).toBe(owed.open);
    const totals = (await counter.ask<OwnShift>('GET', '/v1/shifts/own')).body;
    expect(totals.sums.map(({ kind }) => kind)).toEqual(['recovery', 'recovery-reversal']);
    expect(totals.expected).toBe(totals.opening);
  });

  it('is never more than is open, nobody else’s, and once when two come at a time', async () => {
    const { session, owed } = await tapped();
    const above = (fenOf(owed.open) + 1) / 100;
    expect(
      (await counter.pay(card, session, [{ id: owed.id, amount: above.toFixed(2) }])).body,
    ).toMatchObject({
      code: 'recovery-above-open',
    });
    const { body: other } = await counter.tap('han-deming');
    expect(other.recoveries).toEqual([]);
    expect((await counter.pay('han-deming', other, [{ id: owed.id, amount: '1.00' }])).body).toMatchObject({
      code: 'due-unknown',
    });
    const again = await tapped();
    const all = [{ id: owed.id, amount: owed.open }];
    const before = await balances();
    const both = await Promise.all([
      counter.pay(card, again.session, all),
      counter.pay(card, again.session, all),
    ]);
    expect(both.map(({ body }) => body.state ?? (body as Said).code).toSorted()).toEqual([
      'recovery-closed',
      'succeeded',
    ]);
    expect((await since(before))['1001-0001']).toBe(fenOf(owed.open));
    const receipt = both.find(({ body }) => body.state === 'succeeded')?.body.receiptNumber;
    expect((await undone(String(receipt), 'reversal', 'cash')).body).toMatchObject({ state: 'succeeded' });
    expect(await since(before)).toEqual({});
  });

  it('is taken when the bank is asked, so that no statement takes it too; open again when the bank refuses, and refunded to the account', async () => {
    const { session, owed } = await tapped();
    const all = [{ id: owed.id, amount: owed.open }];
    const before = await balances();
    await counter.setBank('refuse');
    expect((await counter.pay(card, session, all, 'bank')).body).toMatchObject({ code: 'bank-refused' });
    expect(await open()).toBe(owed.open);
    await counter.setBank('answer-lost');
    const key = randomUUID();
    const again = await tapped();
    expect(await counter.pay(card, again.session, all, 'bank', key)).toMatchObject({ status: 202 });
    expect((await counter.tap(card)).body.recoveries).toEqual([]);
    const path = bankStatement(counter.folder, account, '0.00', [
      ['W1', '2026-11-24', '30.00', '62284801', '赵玉兰', `退多领 ${owed.reference}`],
    ]);
    await get(Statements).import(path, '0501');
    expect(
      await counter.query(`select state, why from bank_statement_line where account = '${account}'`),
    ).toEqual([{ state: 'in-suspense', why: 'recovery-differs' }]);
    await counter.setBank('normal');
    counter.clock.move(10_000);
    await get(UnknownOutcomesService).askOnce();
    const paid = await counter.pay(card, again.session, all, 'bank', key);
    expect(paid.body).toMatchObject({ state: 'succeeded' });
    const total = fenOf(owed.open);
    // With the thirty yuan of the statement, which wait.
    expect(await since(before)).toEqual({
      '1002': total + 3000,
      '2001': 3000,
      '4501': 5000,
      '5001': -(total - 5000),
    });
    expect((await undone(String(paid.body.receiptNumber), 'refund', 'bank')).body).toMatchObject({
      state: 'succeeded',
    });
    expect(await since(before)).toEqual({ '1002': 3000, '2001': 3000 });
    expect(await open()).toBe(owed.open);
    expect(await counter.query(`select sum(amount_fen)::int as sum from recovery_part`)).toEqual([
      { sum: 0 },
    ]);
  });

  it('of somebody who died is given back by whoever comes for them, with a card of their own', async () => {
    const { owed } = await tapped();
    await counter.query('alter table person disable trigger user');
    const [dead] = await counter.query<{ number: string }>(
      `update person set died_on = '2026-11-20' where name = '赵玉兰' returning social_security_number as number`,
    );
    await counter.query('alter table person enable trigger user');
    const { body: payer } = await counter.tap('han-deming');
    const joined = await counter.ask<components['schemas']['PaidForDto']>(
      'POST',
      `/v1/card-sessions/${payer.id}/paid-for`,
      { relation: 'parent', socialSecurityNumber: dead?.number, name: '赵玉兰', reason: '代已故亲属退回' },
    );
    expect(joined.body.recoveries).toMatchObject([{ id: claim, open: owed.open }]);
    const paid = await counter.pay('han-deming', payer, [{ id: claim, amount: owed.open }]);
    const receipt = await counter.ask<{ payerName: string; lines: { note: string }[] }>(
      'GET',
      `/v1/receipts/${paid.body.receiptNumber}/document`,
    );
    expect(receipt.body.payerName).toBe('韩德明');
    for (const { note } of receipt.body.lines) expect(note).toMatch(/代 赵玉兰 .* 退回待遇（退款人系父母）/);
    const shown = await counter.ask<Session>('GET', `/v1/card-sessions/${payer.id}`);
    expect(shown.body.paidFor).toMatchObject([{ recoveries: [] }]);
  });
});
