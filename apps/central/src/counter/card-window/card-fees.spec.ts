/** Promises of the card fee: taken with what it is for, given back once, by a receipt each, and in no fund's books ever. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import {
  CardWindow,
  newcomer,
  type Identity,
  type ServiceBody,
} from '../../../../../test/support/card-window.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';

type Schemas = components['schemas'];

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());

/** Somebody whose card is lost: another one costs what the bureau laid down. */
const loser = async (): Promise<{
  readonly who: Identity;
  readonly cardId: string;
  readonly asked: ServiceBody;
}> => {
  const who = newcomer();
  const number = await desk.apply(who);
  await desk.approve(number);
  const { cardId } = await desk.make(number);
  await desk.serve({ service: 'hand-over', ...who, cardId });
  await desk.serve({ service: 'loss', ...who, cardId });
  return { who, cardId, asked: { service: 'replacement', ...who, cardId, reason: 'lost' } };
};

const till = async (): Promise<Pick<Schemas['TillDto'], 'received' | 'imprest' | 'fee'>> => {
  const { body } = await counter.ask<Schemas['TillDto']>('GET', '/v1/tills/own');
  return { received: body.received, imprest: body.imprest, fee: body.fee };
};
const move = (way: 'draws' | 'deposits' | 'returns', amount: string) =>
  counter.ask<{ readonly code?: string; readonly receiptNumber?: string }>(
    'POST',
    `/v1/tills/own/${way}`,
    { scheme: 'fee', amount },
    { 'idempotency-key': randomUUID() },
  );
const readBooks = (): Promise<Reply<Schemas['BooksDto']>> => counter.ask('GET', '/v1/books');
const books = async (): Promise<Schemas['BooksDto']> => {
  return (await desk.as('0501', readBooks)).body;
};
const own = async (): Promise<Schemas['OwnShiftDto']> =>
  (await counter.ask<Schemas['OwnShiftDto']>('GET', '/v1/shifts/own')).body;
const receiptOf = async (number: string | null | undefined): Promise<Schemas['ReceiptDto']> =>
  (await counter.ask<Schemas['ReceiptDto']>('GET', `/v1/receipts/${number ?? ''}/document`)).body;

describe('the fee of another card', () => {
  it('is taken with the application or not at all, once however often it is sent, by a receipt with its sum', async () => {
    const { who, asked } = await loser();
    const before = await till();
    expect((await desk.serve(asked)).body).toMatchObject({ code: 'fee-differs', detail: '20.00 元 / yuan' });
    expect((await desk.serve({ ...asked, fee: '19.00' })).body.code).toBe('fee-differs');
    expect((await desk.file(who)).body.applications).toHaveLength(1);
    const key = randomUUID();
    const all = await Promise.all([1, 2, 3].map(() => desk.serve({ ...asked, fee: '20.00' }, key)));
    expect(new Set(all.map(({ body }) => body.receiptNumber)).size).toBe(1);
    expect(all[0]?.body).toMatchObject({ state: 'succeeded', channel: 'cash', total: '20.00' });
    const fee = (Number(before.fee) + 20).toFixed(2);
    expect(await till()).toEqual({ ...before, fee });
    expect(await receiptOf(all[0]?.body.receiptNumber)).toMatchObject({
      title: { zh: '补领社会保障卡' },
      total: '20.00',
      totalCapitals: '贰拾元整',
      channel: 'cash',
    });
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ fee: '20.00', feeState: 'taken' });
  });

  it('is in books of its own, which balance, and in no fund', async () => {
    const { funds, balanced, findings } = await books();
    expect({ balanced, findings }).toEqual({ balanced: true, findings: [] });
    const [fees] = funds.filter(({ scheme }) => scheme === 'fee');
    expect(fees).toMatchObject({ balanced: true, debit: fees?.credit });
    expect(fees?.accounts.map(({ code }) => code.slice(0, 4)).toSorted()).toEqual(['1001', '2103']);
    const outside = await counter.query<{ count: string }>(
      `select count(*) from ledger_account where (scheme = 'fee') <> (type in ('fee-till', 'fee-account', 'due-to-treasury'))`,
    );
    expect(outside).toEqual([{ count: '0' }]);
    await expect(
      counter.query(
        `insert into ledger_account (id, scheme, type, may_be_negative) values (gen_random_uuid(), '170', 'due-to-treasury', false)`,
      ),
    ).rejects.toThrow('ledger_account_fee_apart');
    await expect(
      counter.query(
        `insert into ledger_account (id, scheme, type, may_be_negative) values (gen_random_uuid(), 'fee', 'income', false)`,
      ),
    ).rejects.toThrow('ledger_account_fee_apart');
  });

  it('is given back with the withdrawal, once', async () => {
    const { who, asked } = await loser();
    await desk.serve({ ...asked, fee: '20.00' });
    const before = await till();
    const [{ number } = { number: '' }] = (await desk.file(who)).body.applications;
    const withdrawal = { service: 'withdrawal', ...who, applicationNumber: number } as const;
    expect((await desk.serve(withdrawal)).body.code).toBe('fee-differs');
    const key = randomUUID();
    const { body } = await desk.serve({ ...withdrawal, fee: '20.00' }, key);
    expect(body).toMatchObject({ state: 'succeeded', channel: 'cash', total: '20.00' });
    expect((await desk.serve({ ...withdrawal, fee: '20.00' }, key)).body.receiptNumber).toBe(
      body.receiptNumber,
    );
    expect(await till()).toEqual({ ...before, fee: (Number(before.fee) - 20).toFixed(2) });
    expect(await receiptOf(body.receiptNumber)).toMatchObject({ title: { zh: '撤回申领' }, total: '20.00' });
    const again = { service: 'fee-return', ...who, applicationNumber: number, fee: '20.00' } as const;
    expect((await desk.serve(again)).body.code).toBe('fee-none-kept');
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ feeState: 'returned', services: [] });
  });

  it('is given back when the person comes after a rejection, once whichever window is asked', async () => {
    const { who, asked } = await loser();
    await desk.serve({ ...asked, fee: '20.00' });
    const [{ number } = { number: '' }] = (await desk.file(who)).body.applications;
    const giveBack = { service: 'fee-return', ...who, applicationNumber: number, fee: '20.00' } as const;
    expect((await desk.serve(giveBack)).body.code).toBe('fee-none-kept');
    await desk.as('0301', () =>
      counter.ask('POST', `/v1/card-applications/${number}/rejection`, { reason: '照片不合格' }),
    );
    const [rejected] = (await desk.file(who)).body.applications;
    expect(rejected?.services.map(({ service }) => service)).toEqual(['fee-return']);
    const outcomes = await Promise.all([desk.serve(giveBack), desk.serve(giveBack)]);
    expect(outcomes.map(({ body }) => body.code ?? body.state).toSorted()).toEqual([
      'fee-none-kept',
      'succeeded',
    ]);
    await expect(
      counter.query(`update card_fee set returned_by = taken_by where returned_by is not null`),
    ).rejects.toThrow('a fee is taken once and given back once');
    expect((await books()).findings).toEqual([]);
  });

  it('is banked apart from contributions, drawn again to give it back, and never given back out of other cash', async () => {
    const { who, asked } = await loser();
    await desk.serve({ ...asked, fee: '20.00' });
    const { fee } = await till();
    expect((await move('deposits', (Number(fee) + 0.01).toFixed(2))).body.code).toBe(
      'deposit-above-received',
    );
    expect((await move('deposits', fee)).body.receiptNumber).toBeDefined();
    expect(await till()).toMatchObject({ fee: '0.00' });
    await counter.ask(
      'POST',
      '/v1/tills/own/draws',
      { scheme: '170', amount: '100.00' },
      { 'idempotency-key': randomUUID() },
    );
    const [{ number } = { number: '' }] = (await desk.file(who)).body.applications;
    const withdrawal = { service: 'withdrawal', ...who, applicationNumber: number, fee: '20.00' } as const;
    expect((await desk.serve(withdrawal)).body.code).toBe('fee-till-short');
    expect((await move('returns', '20.00')).body.code).toBe('flow-unlawful');
    expect((await move('draws', '100000.00')).body.code).toBe('cash-above-limit');
    expect((await move('draws', '20.00')).body.receiptNumber).toBeDefined();
    expect((await desk.serve(withdrawal)).body).toMatchObject({ state: 'succeeded' });
    expect((await books()).findings).toEqual([]);
  });

  it('is owed for what was applied for before fees were taken, and taken as the card is handed over', async () => {
    const { who, asked } = await loser();
    const { body } = await desk.serve({ ...asked, fee: '20.00' });
    const number = await desk.numberOn(body.receiptNumber);
    await desk.approve(number);
    const { cardId } = await desk.make(number);
    const id = (
      await counter.query<{ id: string }>('select application_id as id from card where id = $1', [cardId])
    )[0]?.id;
    await counter.query('alter table card_fee disable trigger card_fee_never_removed');
    await counter.query('delete from card_fee where application_id = $1', [id]);
    await counter.query('alter table card_fee enable trigger card_fee_never_removed');
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ feeState: 'owed' });
    const handOver = { service: 'hand-over', ...who, cardId } as const;
    expect((await desk.serve(handOver)).body.code).toBe('fee-differs');
    expect((await desk.serve({ ...handOver, fee: '20.00' })).body).toMatchObject({ total: '20.00' });
    expect((await desk.file(who)).body.applications[0]).toMatchObject({ feeState: 'taken' });
  });

  it('stands in the shift by itself, is counted with the till, and waits when the shift is over', async () => {
    const before = await own();
    const sums = before.sums.filter(({ scheme, kind }) => scheme === 'fee' && kind.startsWith('card-fee'));
    expect(sums.map(({ kind }) => kind).toSorted()).toEqual(['card-fee', 'card-fee-returned']);
    expect(before.fee).toBe((await till()).fee);
    const count = { counted: before.expected, expected: before.expected };
    const ended = await counter.ask('POST', '/v1/shifts/counts', count, { 'idempotency-key': randomUUID() });
    expect(ended.status).toBe(200);
    const { asked } = await loser();
    expect((await desk.serve({ ...asked, fee: '20.00' })).body.code).toBe('shift-ended');
  });
});
