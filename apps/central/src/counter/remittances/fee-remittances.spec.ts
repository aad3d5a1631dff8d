/** Promises of card fees that are paid to the treasury: at most what was banked, by two persons, booked once for each payment notice. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { CardWindow, newcomer } from '../../../../../test/support/card-window.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';

type Schemas = components['schemas'];
type Asked = Schemas['AskedFeeRemittanceDto'] & { readonly code: string };

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0502', '祁玉梅', 'fund-accountant', 'delingha-2017');
  desk = new CardWindow(counter);
  const who = newcomer();
  const number = await desk.apply(who);
  await desk.approve(number);
  const { cardId } = await desk.make(number);
  await desk.serve({ service: 'hand-over', ...who, cardId });
  await desk.serve({ service: 'loss', ...who, cardId });
  await desk.serve({ service: 'replacement', ...who, cardId, reason: 'lost', fee: '20.00' });
}, 60_000);
afterAll(() => counter.close());

const remit = (notice: string, amount: string, by = '0501'): Promise<Reply<Asked>> =>
  desk.as(by, () => counter.ask<Asked>('POST', '/v1/fee-remittances', { notice, amount }));
const decide = (approval: string, verdict: 'approval' | 'rejection', by = '0201') =>
  desk.as(by, () =>
    counter.ask(
      'POST',
      `/v1/approvals/${approval}/${verdict}`,
      verdict === 'rejection' ? { reason: '缴款书有误' } : {},
    ),
  );
const balances = async (): Promise<Record<string, string>> => {
  const { body } = await desk.as('0501', () => counter.ask<Schemas['BooksDto']>('GET', '/v1/books'));
  expect(body.findings).toEqual([]);
  const fees = body.funds.find(({ scheme }) => scheme === 'fee');
  return Object.fromEntries((fees?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};

it('books at most what was banked, as another person approves, once for each payment notice', async () => {
  // What still lies in a till is not paid to the treasury.
  expect((await remit('2026-0001', '20.00')).body).toMatchObject({ code: 'remittance-above-banked' });
  const banked = await counter.ask(
    'POST',
    '/v1/tills/own/deposits',
    { scheme: 'fee', amount: '20.00' },
    { 'idempotency-key': randomUUID() },
  );
  expect(banked.body).toMatchObject({ state: 'succeeded' });
  expect((await remit('2026-0001', '0.00')).status).toBe(400);
  expect((await remit('2026-0001', '20.01')).body).toMatchObject({ code: 'remittance-above-banked' });
  expect((await remit('2026-0001', '15.00', '0301')).status).toBe(403);

  const asked = await remit('2026-0001', '15.00');
  expect(asked.body).toMatchObject({ state: 'waiting', amount: '15.00' });
  expect((await remit('2026-0001', '15.00', '0502')).body.approval).toBe(asked.body.approval);
  expect((await remit('2026-0001', '10.00')).body).toMatchObject({ code: 'remittance-known' });
  const other = await remit('2026-0002', '15.00');
  expect(await balances()).toMatchObject({ '1002': '20.00', '2103': '20.00' });
  expect((await decide(asked.body.approval, 'approval', '0501')).status).toBe(403);
  expect((await decide(asked.body.approval, 'approval')).status).toBe(200);
  expect(await balances()).toMatchObject({ '1002': '5.00', '2103': '5.00' });

  // Sent again it is what it was; what is banked no longer bears the other, which stays undecided.
  expect((await remit('2026-0001', '15.00')).body).toMatchObject({ ...asked.body, state: 'approved' });
  expect((await decide(asked.body.approval, 'approval')).body).toMatchObject({ code: 'approval-decided' });
  expect((await decide(other.body.approval, 'approval')).body).toMatchObject({
    code: 'remittance-above-banked',
  });
  expect((await decide(other.body.approval, 'rejection')).status).toBe(200);
  expect((await remit('2026-0002', '5.00')).body).toMatchObject({ state: 'waiting' });
  expect(await balances()).toMatchObject({ '1002': '5.00', '2103': '5.00' });

  const trail = await counter.query<{ action: string; staff: string }>(
    `select action, staff_number as staff from audit_event where subject = '2026-0001' order by id`,
  );
  expect(trail).toEqual([
    { action: 'fee-remittance.asked', staff: '0501' },
    { action: 'fee-remittance.approved', staff: '0201' },
  ]);
});
