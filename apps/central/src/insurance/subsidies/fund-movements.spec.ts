/** Promises of subsidies: what accounts are credited with and residents are insured with the finance owes until it is received, and no movement is booked by one person or twice. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

/** Signed in as somebody else for one act. */
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};
type Asked = { readonly approval: string; readonly code?: string; readonly detail?: string };
type Claim = {
  readonly scheme: string;
  readonly month: string;
  readonly owed: string;
  readonly received: string;
  readonly parts: readonly { readonly category: string; readonly heads: number; readonly amount: string }[];
};
type Claims = {
  readonly claims: Claim[];
  readonly credited: string;
  readonly received: string;
  readonly owed: string;
  readonly differing: readonly string[];
};
const ask = (body: object) => as('0501', () => counter.ask<Asked>('POST', '/v1/fund-movements', body));
const decide = (approval: string, staff = '0201') =>
  as(staff, () => counter.ask<{ code?: string }>('POST', `/v1/approvals/${approval}/approval`, {}));
const claims = async (): Promise<Claims> =>
  (await as('0501', () => counter.ask<Claims>('GET', '/v1/subsidy-claims'))).body;
const claimsOf = async (scheme: string): Promise<Claim[]> =>
  (await claims()).claims.filter((claim) => claim.scheme === scheme);
const balances = async (): Promise<Readonly<Record<string, number>>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '170');
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, Number(balance)]));
};

it('has the finance owe what accounts were credited as a subsidy, until another approves that it came; sweep and supply are booked so, each voucher once', async () => {
  const before = await balances();
  expect(await claims()).toMatchObject({ claims: [], owed: '0.00', differing: [] });
  const session = (await counter.tap('han-deming')).body;
  const pension = payable(session).filter(
    ({ id }) => session.dues.find((due) => due.id === id)?.scheme === '170',
  );
  expect((await counter.pay('han-deming', session, pension)).status).toBe(200);
  const owed = await claims();
  const [claim] = owed.claims;
  const [entries] = await counter.query<{ sum: string }>(
    `select sum(amount_fen)::text as sum from personal_account_entry where kind = 'subsidy'`,
  );
  expect(Number(owed.owed) * 100).toBe(Number(entries?.sum));
  expect(Number(owed.owed)).toBeGreaterThan(0);
  expect(owed).toMatchObject({
    claims: [{ scheme: '170', month: '2026-11', received: '0.00' }],
    differing: [],
  });
  const subsidy = {
    scheme: '170',
    kind: 'subsidy',
    amount: claim?.owed ?? '',
    voucher: 'CZ-2026-0001',
    month: '2026-11',
  };
  expect((await ask({ ...subsidy, month: '2026-10' })).body).toMatchObject({
    code: 'subsidy-above-owed',
    detail: '0.00',
  });
  const asked = await ask(subsidy);
  expect((await decide(asked.body.approval, '0501')).status).not.toBe(200);
  expect(await claims()).toMatchObject({ owed: claim?.owed });
  expect((await decide(asked.body.approval)).status).toBe(200);
  expect(await claims()).toMatchObject({ received: claim?.owed, owed: '0.00', differing: [] });
  expect((await ask(subsidy)).body).toMatchObject({ code: 'voucher-known' });
  expect((await ask({ ...subsidy, voucher: 'CZ-2026-0002' })).body).toMatchObject({
    code: 'subsidy-above-owed',
  });
  const supply = { scheme: '170', kind: 'supply', amount: claim?.owed, voucher: 'BK-2026-0001' };
  await decide((await ask(supply)).body.approval);
  const amount = Number(claim?.owed);
  const after = await balances();
  expect(after['4101']).toBeCloseTo((before['4101'] ?? 0) + amount, 2);
  expect(after['1003']).toBeCloseTo(before['1003'] ?? 0, 2);
  expect(after['1004']).toBeCloseTo((before['1004'] ?? 0) + amount, 2);
  // More than lies there is not supplied, whoever approves.
  const tooMuch = await ask({ ...supply, amount: '99999999.00', voucher: 'BK-2026-0002' });
  expect((await decide(tooMuch.body.approval)).body).toMatchObject({ code: 'fund-short' });
});

it('has the finance owe for each resident who is insured by category: who paid, until it is undone, and who has nothing to pay', async () => {
  expect(await claimsOf('390')).toEqual([]);
  // Of an allowance family: all is waived, and the government gives both parts, as soon as it is assessed.
  await counter.tap('danba-jiancuo');
  const parts = async () => (await claimsOf('390')).map((claim) => claim.parts);
  const allowance = { category: 'minimum-living-allowance', heads: 1, amount: '1100.00' };
  expect(await parts()).toMatchObject([[allowance]]);
  // Who owes is not insured yet.
  const session = (await counter.tap('ma-xiulan')).body;
  expect(await parts()).toMatchObject([[allowance]]);
  const medical = payable(session).filter(
    ({ id }) => session.dues.find((due) => due.id === id)?.scheme === '390',
  );
  expect(medical).toHaveLength(1);
  const paid = await counter.pay('ma-xiulan', session, medical);
  expect(await parts()).toMatchObject([[allowance, { category: 'ordinary', heads: 1, amount: '700.00' }]]);
  expect(await claims()).toMatchObject({ differing: [] });
  const subsidy = { scheme: '390', kind: 'subsidy', voucher: 'CZ-2026-0390', month: '2026-11' };
  expect((await ask({ ...subsidy, amount: '1800.01' })).body).toMatchObject({
    code: 'subsidy-above-owed',
    detail: '1800.00',
  });
  const asked = await ask({ ...subsidy, amount: '1100.00' });
  expect((await decide(asked.body.approval)).status).toBe(200);
  expect(await claimsOf('390')).toMatchObject([{ month: '2026-11', received: '1100.00', owed: '700.00' }]);
  // What was keyed wrong is undone: nobody is insured by it, and the finance owes nothing for it.
  const receipt = { receiptNumber: paid.body.receiptNumber ?? '', kind: 'reversal' };
  const undoing = await counter.ask<Asked>('POST', '/v1/undoings', { ...receipt, reason: '误收' });
  expect((await decide(undoing.body.approval, '0301')).status).toBe(200);
  const undone = await counter.ask(
    'POST',
    '/v1/undoings/done',
    { ...receipt, channel: 'cash' },
    { 'idempotency-key': randomUUID() },
  );
  expect(undone.body).toMatchObject({ state: 'succeeded' });
  expect(await claimsOf('390')).toMatchObject([{ owed: '0.00', parts: [allowance] }]);
  expect(await claims()).toMatchObject({ differing: [] });
});
