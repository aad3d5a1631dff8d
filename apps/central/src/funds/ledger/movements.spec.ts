/** Promises of the chain of the books: for every account opening, movements and closing agree; a day balances to zero; each transfer leads to its act, receipt and approval. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import { collectable, Counter, payable, type Reply } from '../../../../../test/support/counter.js';

type Schemas = components['schemas'];
const fenOf = (yuan: string): bigint => BigInt(yuan.replace('.', ''));

let counter: Counter;
let today: PlainDate;
let yesterday: PlainDate;
let reversed: string;
let reversal: string;

const key = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });
const get = <T>(path: string): Promise<Reply<T & { code?: string }>> =>
  counter.ask<T & { code?: string }>('GET', `/v1/books${path}`);
/** Every movement of an account in some days, page by page. */
const movementsOf = async (id: string, from: string, to: string, limit: number) => {
  const pages: Schemas['MovementsDto'][] = [];
  let after: string | null = null;
  do {
    const { status, body }: Reply<Schemas['MovementsDto']> = await get(
      `/accounts/${id}/movements?from=${from}&to=${to}&limit=${limit}${after === null ? '' : `&after=${after}`}`,
    );
    expect(status).toBe(200);
    pages.push(body);
    after = body.next;
  } while (after !== null);
  return pages;
};

beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0501', '祁玉梅', 'fund-accountant', 'password-of-test');
  const settle = async (card: string) => {
    const { body: session } = await counter.tap(card);
    return (await counter.pay(card, session, payable(session), 'cash')).body;
  };
  yesterday = counter.clock.today() as PlainDate;
  await counter.ask('POST', '/v1/tills/own/draws', { scheme: '170', amount: '20000.00' }, key());
  await settle('caireng-zhuoma');
  const { body: session } = await counter.tap('liu-chunhua');
  await counter.collect('liu-chunhua', session, collectable(session), 'cash');
  counter.clock.move(24 * 3600 * 1000);
  await counter.authenticate();
  await counter.signIn();
  today = counter.clock.today() as PlainDate;
  reversed = String((await settle('suonan-daiji')).receiptNumber);
  const { body: asked } = await counter.ask<{ approval: string }>('POST', '/v1/undoings', {
    receiptNumber: reversed,
    kind: 'reversal',
    reason: '金额录错',
  });
  const clerk = counter.staffToken;
  await counter.signIn('0301');
  await counter.ask('POST', `/v1/approvals/${asked.approval}/approval`, {});
  counter.staffToken = clerk;
  const undone = await counter.ask<{ receiptNumber: string; state: string }>(
    'POST',
    '/v1/undoings/done',
    { receiptNumber: reversed, kind: 'reversal', channel: 'cash' },
    key(),
  );
  if (undone.body.state !== 'succeeded') throw new Error(JSON.stringify(undone.body));
  reversal = undone.body.receiptNumber;
  await counter.signIn('0501', 'password-of-test');
}, 60_000);
afterAll(() => counter.close());

describe('the chain of the books', () => {
  it('for every account, opening and movements give the closing, which is what the ledger holds', async () => {
    const accounts = await counter.query<{ id: string; balance: string; side: string; version: string }>(
      `select a.id, a.balance_fen as balance, t.normal_side as side, a.version from ledger_account a join ledger_account_type t using (type)`,
    );
    expect(accounts.filter(({ version }) => version !== '0').length).toBeGreaterThan(6);
    for (const { id, balance, side, version } of accounts) {
      let [closing, moved] = [0n, 0];
      for (const [from, to] of [
        ['2025-12-01', addDays(yesterday, -1)],
        [yesterday, yesterday],
        [today, today],
      ] as const) {
        const pages = await movementsOf(id, from, to, 2);
        const [first] = pages;
        expect(fenOf(first?.opening ?? '')).toBe(closing);
        for (const one of pages.flatMap(({ movements }) => movements)) {
          const amount = fenOf(one.debit ?? one.credit ?? '');
          closing += (one.debit === null) === (side === 'credit') ? amount : -amount;
          expect(fenOf(one.balance)).toBe(closing);
          expect(one.effectiveOn >= from && one.effectiveOn <= to).toBe(true);
          moved += 1;
        }
        expect(fenOf(first?.closing ?? '')).toBe(closing);
        expect(pages.reduce((count, { movements }) => count + movements.length, 0)).toBe(first?.total);
      }
      expect([closing, moved]).toEqual([BigInt(balance), Number(version)]);
    }
  });

  it('a day balances to zero fund by fund, and begins where the day before ended', async () => {
    const [before, now] = await Promise.all(
      [yesterday, today].map((day) => get<Schemas['TrialBalanceDto']>(`/trial-balance?day=${day}`)),
    );
    const closings = new Map(
      before?.body.funds.flatMap(({ accounts }) => accounts.map(({ id, closing }) => [id, closing])),
    );
    for (const { body } of [before, now].filter((each) => each !== undefined)) {
      expect(body.balanced).toBe(true);
      for (const fund of body.funds) {
        expect(fund).toMatchObject({ difference: '0.00', balanced: true, debit: fund.credit });
        expect(fund.movedDebit).toBe(fund.movedCredit);
      }
    }
    expect(now?.body.funds.some(({ movedDebit }) => movedDebit !== '0.00')).toBe(true);
    for (const { id, opening } of now?.body.funds.flatMap(({ accounts }) => accounts) ?? [])
      expect(opening).toBe(closings.get(id) ?? '0.00');
  });

  it('a transfer leads to its act, receipt and approval, and from there to all its transfers, and back', async () => {
    const { body: found } = await get<Schemas['BookingDto']>(`/receipts/${reversal}`);
    expect(found.act).toMatchObject({
      receiptNumber: reversal,
      undoes: reversed,
      name: { zh: '冲正' },
      staffNumber: '0001',
    });
    expect(found.approvals).toMatchObject([{ state: 'approved', askedBy: '0001', decidedBy: '0301' }]);
    expect(found.transfers.length).toBeGreaterThan(0);
    for (const { id, debit, credit, amount } of found.transfers) {
      const { body } = await get<Schemas['BookingDto']>(`/transfers/${id}`);
      expect(body).toEqual(found);
      for (const [side, account] of [
        ['debit', debit],
        ['credit', credit],
      ] as const) {
        const [page] = await movementsOf(account.id, today, today, 1000);
        expect(page?.movements.find(({ transfer }) => transfer === id)).toMatchObject({
          [side]: amount,
          balance: account.balance,
          receiptNumber: reversal,
        });
      }
    }
    expect((await get<Schemas['BookingDto']>(`/receipts/${reversed}`)).body.act).toMatchObject({
      undoneBy: reversal,
    });
    expect((await get('/transfers/999999999')).body).toMatchObject({ code: 'not-found' });
    expect((await get('/receipts/1')).body).toMatchObject({ code: 'receipt-unknown' });
  });

  it('goes out as a file, whole and on record, with what it opened and closed with', async () => {
    const [{ id, version } = { id: '', version: '' }] = await counter.query<{ id: string; version: string }>(
      `select id, version from ledger_account where type = 'till-received' and scheme = '170' and version > 0`,
    );
    const answer = await counter.ask<string>(
      'GET',
      `/v1/books/accounts/${id}/movements/file?from=${yesterday}&to=${today}`,
    );
    expect(answer.status).toBe(200);
    const lines = String(answer.body).trimEnd().split('\r\n');
    expect(lines).toHaveLength(3 + Number(version));
    expect(lines[1]).toMatch(/期初 opening.*0\.00/);
    expect(lines.at(-1)).toContain('期末 closing');
    expect(
      await counter.query(
        `select count(*)::int as rows from audit_event where action = 'books.export-movements' and subject = $1 and staff_number = '0501'`,
        [id],
      ),
    ).toEqual([{ rows: 1 }]);
  });

  it('is for accountants and auditors alone, and refuses what is no day, no span and no account', async () => {
    const id = randomUUID();
    for (const query of [
      '?from=2026-13-01',
      '?from=2026-11-24&to=2026-11-23',
      '?from=2020-01-01',
      '?after=x',
    ])
      expect((await get(`/accounts/${id}/movements${query}`)).body).toMatchObject({
        code: 'malformed-request',
      });
    expect((await get(`/accounts/${id}/movements`)).body).toMatchObject({ code: 'not-found' });
    expect((await get('/accounts/1/movements')).body).toMatchObject({ code: 'not-found' });
    for (const [staff, status] of [
      ['0009', 200],
      ['0301', 403],
      ['0001', 403],
    ] as const) {
      await counter.signIn(staff);
      expect((await get('/trial-balance')).status).toBe(status);
      expect((await get(`/receipts/${reversal}`)).status).toBe(status);
    }
  });
});
