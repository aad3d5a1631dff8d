/** Promises of the cash in a clerk's hands: limits that a second person lifts, a way back, a shift that ends counted or handed over, and three ways to reckon that agree. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { components } from '#libs/contract/central-api.js';
import { collectable, Counter, payable } from '../../../../../test/support/counter.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { BooksService } from '../../funds/ledger/books.service.js';

type Own = components['schemas']['OwnShiftDto'];
type Shifts = components['schemas']['ShiftsDto'];

const password = 'password-of-test';
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0002', '王芳', 'window-clerk', password);
}, 60_000);
afterAll(() => counter.close());

type Way = 'draws' | 'deposits' | 'returns';
const move = (way: Way, amount: string, key: string = randomUUID(), scheme = '170') =>
  counter.ask('POST', `/v1/tills/own/${way}`, { scheme, amount }, { 'idempotency-key': key });
const own = async (): Promise<Own> => (await counter.ask<Own>('GET', '/v1/shifts/own')).body;
const count = (counted: string, expected: string, reason?: string, key: string = randomUUID()) =>
  counter.ask(
    'POST',
    '/v1/shifts/counts',
    { counted, expected, ...(reason === undefined ? {} : { reason }) },
    { 'idempotency-key': key },
  );
const handOver = (to: string, amount: string, key: string = randomUUID()) =>
  counter.ask('POST', '/v1/shifts/hand-overs', { to, amount }, { 'idempotency-key': key });
/** As another member of staff, and back. */
const as = async <T>(number: string, work: () => Promise<T>): Promise<T> => {
  const token = counter.staffToken;
  await counter.signIn(number);
  const result = await work();
  counter.staffToken = token;
  return result;
};
/** Decides what waits of a kind, and tells what it said. */
const decide = (kind: string, verdict: 'approval' | 'rejection'): Promise<string> =>
  as('0301', async () => {
    const { body } = await counter.ask<components['schemas']['ApprovalsDto']>(
      'GET',
      `/v1/approvals?kind=${kind}`,
    );
    expect(body.waiting).toHaveLength(1);
    const [waiting] = body.waiting;
    const answer = await counter.ask(
      'POST',
      `/v1/approvals/${waiting?.id}/${verdict}`,
      verdict === 'rejection' ? { reason: '金额有误' } : {},
    );
    expect(answer.status).toBe(200);
    return JSON.stringify(waiting);
  });
const shiftsOfToday = (): Promise<Shifts> =>
  as('0301', async () => (await counter.ask<Shifts>('GET', '/v1/shifts')).body);

describe('a limit for cash', () => {
  it('a draw above it waits for a second person, and the same act goes on by itself once it is released', async () => {
    const key = randomUUID();
    expect(await move('draws', '1000000.00', key)).toMatchObject({
      status: 409,
      body: { code: 'cash-above-limit', retry: 'same-key' },
    });
    // Tried again, as a window does, it waits once.
    expect((await move('draws', '1000000.00', key)).body).toMatchObject({ code: 'cash-above-limit' });
    expect(await own()).toMatchObject({ expected: '0.00', shifts: [] });
    expect(await decide('cash-above-limit', 'rejection')).toContain('1000000.00');
    expect((await move('draws', '1000000.00', key)).body).toMatchObject({ code: 'cash-release-refused' });

    const released = randomUUID();
    expect((await move('draws', '60000.00', released)).body).toMatchObject({ code: 'cash-above-limit' });
    await decide('cash-above-limit', 'approval');
    // Exactly this act: not another amount under its key, and not the same amount under another key.
    expect((await move('draws', '60000.01', released)).body).toMatchObject({ code: 'cash-above-limit' });
    await decide('cash-above-limit', 'rejection');
    const other = randomUUID();
    expect((await move('draws', '60000.00', other)).body).toMatchObject({ code: 'cash-above-limit' });
    await decide('cash-above-limit', 'approval');
    expect((await move('draws', '60000.00', other)).body).toMatchObject({ state: 'succeeded' });
  });

  it('a window that gives such an act up takes back what was asked of the second person, also when its clerk has gone', async () => {
    const key = randomUUID();
    expect((await move('draws', '70000.00', key)).body).toMatchObject({ code: 'cash-above-limit' });
    const giveUp = (headers: Record<string, string> = {}) =>
      counter.ask<{ code?: string } | null>('DELETE', `/v1/act-releases/${key}`, undefined, {
        'x-staff-token': '',
        ...headers,
      });
    const terminals = counter.app.get(TerminalsService, { strict: false });
    const other = await counter.anotherTerminal(await terminals.prepare('W02', '二号窗口'));
    expect((await giveUp(other)).body).toMatchObject({ code: 'not-found' });
    expect((await giveUp()).status).toBe(204);
    expect(await counter.query('select state from approval where subject = $1', [key])).toEqual([
      { state: 'withdrawn' },
    ]);
    expect((await giveUp()).body).toMatchObject({ code: 'not-found' });
  });

  it('drawn cash in one till has a limit of its own, whatever the number of draws', async () => {
    expect((await move('draws', '40000.00')).body).toMatchObject({ state: 'succeeded' });
    expect((await move('draws', '0.01')).body).toMatchObject({ code: 'cash-above-limit' });
    await decide('cash-above-limit', 'rejection');
  });
});

describe('giving back', () => {
  it('returns drawn cash to the account it came from, with a slip', async () => {
    const back = await move('returns', '99000.00');
    expect(back.body).toMatchObject({ state: 'succeeded', kind: 'till-return' });
    const receipt = await counter.ask('GET', `/v1/receipts/${String(back.body['receiptNumber'])}/document`);
    expect(receipt.body).toMatchObject({ kind: 'till-return', total: '99000.00' });
    expect(await own()).toMatchObject({ imprest: '1000.00', received: '0.00' });
  });

  it('what is not there is refused in its own words, with the sum that is', async () => {
    expect((await move('returns', '1000.01')).body).toMatchObject({
      code: 'return-above-imprest',
      detail: '现有 ¥1,000.00 / there is ¥1,000.00',
    });
    expect((await move('deposits', '1.00')).body).toMatchObject({
      code: 'deposit-above-received',
      detail: '现有 ¥0.00 / there is ¥0.00',
    });
  });
});

describe('a shift', () => {
  it('ends counted: a difference needs a reason, a large one another person, and nothing of money is done after', async () => {
    const before = await own();
    expect(before).toMatchObject({ expected: '1000.00', opening: '0.00', acts: 3, receipts: 3 });
    expect((await count('990.00', '999.00')).body).toMatchObject({ code: 'till-moved' });
    expect((await count('999.00', '1000.00')).body).toMatchObject({ code: 'shift-reason-missing' });
    const key = randomUUID();
    const counted = () => count('900.00', '1000.00', '少收一张', key);
    expect((await counted()).body).toMatchObject({ code: 'shift-difference-waits' });
    expect(await decide('shift-difference', 'approval')).toContain('100.00');
    const slip = (await counted()).body;
    expect(slip).toMatchObject({ state: 'succeeded', kind: 'shift-count' });
    expect((await counted()).headers['idempotency-replayed']).toBe('true');

    const { body: receipt } = await counter.ask<components['schemas']['ReceiptDto']>(
      'GET',
      `/v1/receipts/${String(slip['receiptNumber'])}/document`,
    );
    expect(receipt.rows?.map(({ label, value }) => `${label.zh} ${value}`)).toEqual(
      expect.arrayContaining(['账面现金 ￥1,000.00', '实点现金 ￥900.00', '短款 ￥100.00', '原因 少收一张']),
    );
    const [shift] = (await shiftsOfToday()).shifts;
    expect(shift).toMatchObject({
      state: 'counted',
      difference: '-100.00',
      slipNumber: slip['receiptNumber'],
      acts: 3,
    });

    expect((await move('draws', '1.00')).body).toMatchObject({ code: 'shift-ended' });
    const { body: session } = await counter.tap('han-deming');
    expect((await counter.pay('han-deming', session, payable(session))).body).toMatchObject({
      code: 'shift-ended',
    });
    expect((await count('1000.00', '1000.00')).body).toMatchObject({ code: 'shift-none' });
    expect(await own()).toMatchObject({ ended: true, shifts: [] });
    const begun = await Promise.all([1, 2, 3].map(() => counter.ask('POST', '/v1/shifts')));
    expect(begun.map(({ status }) => status).toSorted()).toEqual([204, 409, 409]);
    expect((await counter.ask('POST', '/v1/shifts')).body).toMatchObject({ code: 'shift-open' });
    expect((await counter.pay('han-deming', session, payable(session))).body).toMatchObject({
      state: 'succeeded',
    });
    expect(await own()).toMatchObject({ opening: '1000.00', ended: false, acts: 1 });
  });

  it('goes to another clerk, who confirms with their own password, fund by fund and part by part', async () => {
    const { expected, received, imprest } = await own();
    expect((await handOver('0002', expected)).body).toMatchObject({ code: 'taker-missing' });
    const confirm = (staffNumber: string, word: string, amount = expected) =>
      counter.ask('POST', '/v1/shifts/takers', { staffNumber, password: word, amount });
    expect((await confirm('0002', 'wrong')).body).toMatchObject({ code: 'sign-in-refused' });
    expect((await confirm('0001', 'delingha-2017')).body).toMatchObject({ code: 'taker-unfit' });
    expect((await confirm('0301', 'delingha-2017')).body).toMatchObject({ code: 'taker-unfit' });
    expect((await confirm('0002', password, '1.00')).body).toMatchObject({ code: 'till-moved' });
    expect((await confirm('0002', password)).body).toEqual({ staffNumber: '0002', name: '王芳' });
    const key = randomUUID();
    const done = await handOver('0002', expected, key);
    expect(done.body).toMatchObject({ state: 'succeeded', kind: 'shift-hand-over', total: expected });
    expect((await handOver('0002', expected, key)).headers['idempotency-replayed']).toBe('true');
    expect((await move('draws', '1.00')).body).toMatchObject({ code: 'shift-ended' });
    expect(await own()).toMatchObject({ expected: '0.00' });

    await counter.signIn('0002', password);
    expect(await own()).toMatchObject({ opening: '0.00', taken: expected, expected, received, imprest });
    expect(await counter.app.get(BooksService, { strict: false }).read()).toMatchObject({
      balanced: true,
      findings: [],
    });
    await counter.signIn();
  });

  it('that nobody ended is seen by its clerk and by whoever looks after the windows, and ends with the next count', async () => {
    await counter.signIn('0002', password);
    const { expected } = await own();
    counter.clock.move(24 * 3600_000);
    await counter.authenticate();
    await counter.signIn('0002', password);
    expect((await own()).shifts).toHaveLength(1);
    expect((await shiftsOfToday()).leftOpen).toMatchObject([{ staffNumber: '0002', state: 'open' }]);
    expect((await move('draws', '5.00')).body).toMatchObject({ state: 'succeeded' });
    expect((await own()).shifts).toHaveLength(2);
    const all = (BigInt(expected.replace('.', '')) + 500n).toString().replace(/(\d\d)$/, '.$1');
    expect((await count(all, all)).body).toMatchObject({ state: 'succeeded' });
    expect((await shiftsOfToday()).leftOpen).toEqual([]);
  });
});

it('a day comes to the same in all, whichever of its pages is read, and to the found shifts where it is searched', async () => {
  const [all, page, found] = await as('0301', async () => {
    const ask = async (query: string) => (await counter.ask<Shifts>('GET', `/v1/shifts?${query}`)).body;
    const day = new Date(Date.parse(counter.clock.today()) - 24 * 3600_000).toISOString().slice(0, 10);
    return [
      await ask(`day=${day}`),
      await ask(`day=${day}&limit=1&sort=clerk`),
      await ask(`day=${day}&search=${encodeURIComponent('王芳')}`),
    ];
  });
  expect(all?.shifts.length).toBeGreaterThan(1);
  expect(page).toMatchObject({ sums: all?.sums, differing: 1, total: all?.shifts.length });
  expect(page?.shifts).toHaveLength(1);
  expect(found?.shifts.map(({ staffNumber }) => staffNumber)).toEqual(['0002']);
  expect(found?.differing).toBe(0);
  expect(found?.sums).not.toEqual(all?.sums);
});

/** Whether acts of a kind put cash into the till. */
const sign = (kind: string): bigint => (kind === 'payment' || kind === 'till-draw' ? 1n : -1n);
const fenOf = (yuan: string): bigint => BigInt(yuan.replace('.', ''));

it('till accounts, receipts and totals of the shift agree, whatever is done, tried again and refused', async () => {
  await counter.addStaff('0003', '赵强', 'window-clerk', password);
  await counter.signIn('0003', password);
  const people = ['suonan-daiji', 'danba-jiancuo', 'liu-chunhua', 'ma-xiulan'];
  type Step = { readonly what: Way | 'pay' | 'collect'; readonly of: number; readonly fen: number };
  const steps = fc.array(
    fc.record<Step>({
      what: fc.constantFrom<Step['what']>('draws', 'deposits', 'returns', 'pay', 'collect'),
      of: fc.nat({ max: people.length - 1 }),
      fen: fc.integer({ min: 1, max: 90_000 }),
    }),
    { minLength: 5, maxLength: 9 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      for (const { what, of, fen } of all) {
        const key = randomUUID();
        const person = people[of] ?? '';
        const { body: session } = await counter.tap(person);
        const twice =
          what === 'pay'
            ? () => counter.pay(person, session, payable(session).slice(0, 1), 'cash', key)
            : what === 'collect'
              ? () => counter.collect(person, session, collectable(session).slice(0, 1), 'cash', key)
              : () => move(what, (fen / 100).toFixed(2), key);
        const [first, second] = [await twice(), await twice()];
        expect(second.body['receiptNumber']).toBe(first.body['receiptNumber']);
      }
      const sheet = await own();
      const [ledger] = await counter.query<{ fen: string }>(
        `select coalesce(sum(balance_fen), 0)::text as fen from ledger_account where clerk = '0003'`,
      );
      const receipts = await counter.query<{ kind: string; fen: string }>(
        `select r.document->>'kind' as kind, sum(replace(r.document->>'total', '.', '')::bigint)::text as fen
         from receipt r where r.document->'operator'->>'number' = '0003' group by 1`,
      );
      const byReceipts = receipts.reduce((sum, { kind, fen }) => sum + sign(kind) * BigInt(fen), 0n);
      const bySums = sheet.sums.reduce((sum, { kind, amount }) => sum + sign(kind) * fenOf(amount), 0n);
      expect(BigInt(ledger?.fen ?? '')).toBe(byReceipts);
      expect(fenOf(sheet.expected)).toBe(byReceipts);
      expect(fenOf(sheet.opening) + bySums).toBe(byReceipts);
      expect(sheet.opening).toBe('0.00');
    }),
    { numRuns: 5 },
  );
  // Nothing was agreed upon by doing nothing.
  expect(new Set((await own()).sums.map(({ kind }) => kind)).size).toBeGreaterThan(2);
}, 60_000);
