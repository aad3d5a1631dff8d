/** Promises about what the bank does not say: concluded by its statement, by two persons, once, as it was asked for, and never against the bank's word. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { components } from '#libs/contract/central-api.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { Database } from '../../ground/database/database.js';
import { ActQueue } from './act-queue.js';
import type { BankOutcomesDto, OutcomeAskedDto } from './bank-outcomes.dto.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

type Approval = components['schemas']['ApprovalInFullDto'];

let counter: Counter;
const tokens = new Map<string, string>();
const part = <T>(type: abstract new (...values: never[]) => T): T => counter.app.get(type, { strict: false });

/** The clock was moved: everybody signs in again. */
const signedIn = async (): Promise<void> => {
  counter.staffToken = '';
  await counter.authenticate();
  for (const number of ['0001', '0501', '0201', '0202', '0009']) {
    await counter.signIn(number, number === '0202' ? 'password-of-test' : undefined);
    tokens.set(number, counter.staffToken);
  }
};
const as = <T>(number: string, method: 'GET' | 'POST', url: string, body?: object): Promise<Reply<T>> =>
  counter.ask<T>(method, url, body, { 'x-staff-token': tokens.get(number) ?? '' });

beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0202', '韩梅', 'approver', 'password-of-test');
}, 60_000);
afterAll(() => counter.close());
beforeEach(signedIn);

/** A payment of so many fen that the bank does not take; long enough ago that nothing of it is still out. */
const notTaken = async (amountFen = 100): Promise<string> => {
  await counter.setBank('rejects');
  const [card, due, key] = ['duojie-cairang', randomUUID(), randomUUID()];
  counter.staffToken = tokens.get('0001') ?? '';
  const { body: session } = await counter.tap(card);
  await counter.query(
    `insert into due (id, person_id, scheme, period, amount_fen, assessment, assessed_at)
     select $1::uuid, person_id, '390', $1::uuid::text, $2, (select assessment from due where scheme = '390' limit 1), now()
     from card_session where id = $3`,
    [due, amountFen, session.id],
  );
  const amount = `${amountFen / 100}.00`;
  expect(await counter.pay(card, session, [{ id: due, amount }], 'bank', key)).toMatchObject({ status: 202 });
  await counter.setBank('normal');
  counter.clock.move(60_000);
  return key;
};

const stated = { outcome: 'succeeded', reference: 'B000000009999', date: '2026-11-24' };
const ask = (key: string, more: object = {}): Promise<Reply<OutcomeAskedDto>> =>
  as('0501', 'POST', `/v1/bank-outcomes/${key}`, { ...stated, ...more });
const approve = (number: string, id: string): Promise<Reply<Approval>> =>
  as(number, 'POST', `/v1/approvals/${id}/approval`, {});
const list = async (): Promise<BankOutcomesDto> =>
  (await as<BankOutcomesDto>('0501', 'GET', '/v1/bank-outcomes')).body;
const stateOf = async (key: string): Promise<string | undefined> =>
  (await counter.query<{ state: string }>('select state from operation where key = $1', [key]))[0]?.state;
const bookings = async (key: string): Promise<number> =>
  (await counter.query('select from transfer where operation_key = $1', [key])).length;

describe('an act that the bank does not take', () => {
  it.each([
    ['succeeded', 1],
    ['refused', 0],
  ] as const)('is concluded as %s once another person approves it', async (outcome, booked) => {
    const key = await notTaken();
    const before = await list();
    expect(before).toMatchObject({ count: 1, total: '1.00' });
    expect(before.acts).toMatchObject([
      { key, kind: 'payment', amount: '1.00', said: 'HTTP 400', asked: null },
    ]);
    expect(await as('0001', 'POST', `/v1/bank-outcomes/${key}`, stated)).toMatchObject({ status: 403 });
    const asked = await ask(key, { outcome });
    expect(asked).toMatchObject({ status: 201, body: { levels: 1 } });
    expect((await ask(key)).body).toMatchObject({ code: 'approval-waiting' });
    expect((await list()).acts).toMatchObject([
      { key, asked: { approval: asked.body.approval, askedBy: '0501' } },
    ]);
    expect((await approve('0501', asked.body.approval)).body).toMatchObject({ code: 'not-permitted' });
    expect([await stateOf(key), await bookings(key)]).toEqual(['unknown', 0]);
    expect((await approve('0201', asked.body.approval)).body).toMatchObject({ state: 'approved' });
    expect([await stateOf(key), await bookings(key)]).toEqual([outcome, booked]);
    expect((await approve('0202', asked.body.approval)).body).toMatchObject({ code: 'approval-decided' });
    expect(await bookings(key)).toBe(booked);
    expect(await list()).toMatchObject({ acts: [], count: 0, total: '0.00' });
    expect((await ask(key)).body).toMatchObject({ code: 'not-found' });
    expect(await part(BooksService).read()).toMatchObject({ balanced: true });
  });

  it('takes two approvers from 100,000 yuan on, each another person', async () => {
    const key = await notTaken(10_000_000);
    const { body } = await ask(key);
    expect(body.levels).toBe(2);
    expect((await approve('0201', body.approval)).body).toMatchObject({ state: 'waiting', level: 2 });
    expect((await approve('0201', body.approval)).body).toMatchObject({ code: 'same-person' });
    expect([await stateOf(key), await bookings(key)]).toEqual(['unknown', 0]);
    expect((await approve('0202', body.approval)).body).toMatchObject({ state: 'approved' });
    expect([await stateOf(key), await bookings(key)]).toEqual(['succeeded', 1]);
  });

  it('is not concluded by two approvals at once twice', async () => {
    const key = await notTaken();
    const { body } = await ask(key);
    const answers = await Promise.all(['0201', '0202'].map((number) => approve(number, body.approval)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect([await stateOf(key), await bookings(key)]).toEqual(['succeeded', 1]);
  });

  it('is decided as it was asked for, and not while it is sent again', async () => {
    const key = await notTaken();
    const { body } = await ask(key);
    const change = 'update bank_instruction set amount_fen = amount_fen + $2 where operation_key = $1';
    await counter.query(change, [key, 1]);
    expect((await approve('0201', body.approval)).body).toMatchObject({ code: 'approval-outdated' });
    await counter.query(change, [key, -1]);
    await part(Database).transaction((tx) =>
      part(UnknownOutcomesStore).takeBack(tx, key, counter.clock.now()),
    );
    expect((await approve('0201', body.approval)).body).toMatchObject({ code: 'approval-outdated' });
    expect([await stateOf(key), await bookings(key)]).toEqual(['unknown', 0]);
    await part(Database).transaction((tx) =>
      part(UnknownOutcomesStore).giveToPerson(tx, key, 'HTTP 400', counter.clock.now()),
    );
    // What was sent just before may bring an answer yet.
    expect((await approve('0201', body.approval)).body).toMatchObject({ code: 'still-running' });
    counter.clock.move(60_000);
    await signedIn();
    expect((await approve('0201', body.approval)).body).toMatchObject({ state: 'approved' });
  });

  it.each([
    ['2026-11-23', 'before the act'],
    ['2026-11-25', 'in the future'],
    ['2026-02-30', 'no day'],
  ])('is not concluded by a statement of %s, %s', async (date) => {
    const key = await notTaken();
    expect((await ask(key, { date })).body).toMatchObject({ code: 'malformed-request' });
    expect((await ask(key, { reference: 'two words' })).body).toMatchObject({ code: 'malformed-request' });
    const { body } = await ask(key, { outcome: 'refused' });
    await approve('0201', body.approval);
  });
});

/** Holds an act so that both wait for it, in this order. */
const inOrder = async (key: string, works: readonly (() => Promise<unknown>)[]): Promise<unknown[]> => {
  const holder = new Client({
    connectionString: counter.database.ownerUrl,
    options: `-c search_path=${counter.database.schema}`,
  });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from operation where key = $1 for update', [key]);
    const waiting: Promise<unknown>[] = [];
    for (const work of works) {
      waiting.push(work());
      await delay(500);
    }
    await holder.query('commit');
    return await Promise.all(waiting);
  } finally {
    await holder.end();
  }
};
const bankSays = (key: string) => () =>
  part(ActQueue).settle({
    kind: 'conclusion',
    key,
    outcome: { succeeded: false, reason: 'no such account' },
  });

describe("the bank's own word", () => {
  it('stands when it comes first: nothing else is decided', async () => {
    const key = await notTaken();
    const { body } = await ask(key);
    const [, decided] = await inOrder(key, [bankSays(key), () => approve('0201', body.approval)]);
    expect(decided).toMatchObject({ body: { code: 'approval-outdated' } });
    expect([await stateOf(key), await bookings(key)]).toEqual(['refused', 0]);
    expect((await as('0009', 'GET', `/v1/approvals/${body.approval}`)).body).toMatchObject({
      state: 'waiting',
      outdated: true,
    });
  });

  it('changes nothing when it comes after the decision', async () => {
    const key = await notTaken();
    const { body } = await ask(key);
    const [decided, said] = await inOrder(key, [() => approve('0201', body.approval), bankSays(key)]);
    expect(decided).toMatchObject({ body: { state: 'approved' } });
    expect(said).toMatchObject({ settled: true, replayed: true });
    expect([await stateOf(key), await bookings(key)]).toEqual(['succeeded', 1]);
    expect(await part(BooksService).read()).toMatchObject({ balanced: true });
  });
});
