/** Promises of acts that begin on one day and end on the next, at the end of a year. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectable, Counter, payable, type Session } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';

// 31 December 2026, 23:59:30 in Delingha.
const beforeMidnight = new Date('2026-12-31T15:59:30Z');
const aMinuteMs = 60_000;

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const atMidnight = async (card: string): Promise<Session> => {
  counter.clock.instant = beforeMidnight;
  await counter.authenticate();
  await counter.signIn();
  const { status, body } = await counter.tap(card);
  expect(status).toBe(201);
  return body;
};

const dayOf = async (key: string): Promise<unknown> => {
  const [operation] = await counter.query<{ day: string; receipt: string }>(
    `select business_date::text as day, receipt_number as receipt from operation where key = $1`,
    [key],
  );
  const effective = await counter.query<{ day: string }>(
    `select distinct effective_on::text as day from transfer where operation_key = $1`,
    [key],
  );
  return { operation: operation?.day, receipt: operation?.receipt.slice(6, 14), books: effective };
};

describe('a payment looked at in one year and pressed in the next', () => {
  it('pays the due that was shown, in the books of the day it was pressed', async () => {
    const session = await atMidnight('suonan-daiji');
    expect(session.dues.map(({ period }) => period)).toEqual(['2026', '2026']);
    counter.clock.move(aMinuteMs);
    const paid = await counter.pay('suonan-daiji', session, payable(session));
    expect(paid).toMatchObject({ status: 200, body: { state: 'succeeded', total: '900.00' } });
    expect(await dayOf(paid.body.key)).toEqual({
      operation: '2027-01-01',
      receipt: '20270101',
      books: [{ day: '2027-01-01' }],
    });
  });

  it('shows the dues of the new year at the next tap', async () => {
    const { body } = await counter.tap('suonan-daiji');
    expect(body.dues.map(({ period }) => period)).toEqual(['2027', '2027']);
  });
});

describe('a collection looked at in one year and pressed in the next', () => {
  it('pays out the months that were shown, in the books of the day it was pressed', async () => {
    const session = await atMidnight('duojie-cairang');
    const months = session.entitlements.map(({ period }) => period);
    expect(months.length).toBeGreaterThan(0);
    expect(months).not.toContain('2027-01');
    counter.clock.move(aMinuteMs);
    const collected = await counter.collect('duojie-cairang', session, collectable(session));
    expect(collected).toMatchObject({ status: 200, body: { state: 'succeeded' } });
    expect(await dayOf(collected.body.key)).toMatchObject({ operation: '2027-01-01', receipt: '20270101' });
  });

  it('leaves books that balance', async () => {
    expect(await counter.app.get(BooksService, { strict: false }).read()).toMatchObject({
      balanced: true,
      findings: [],
    });
  });
});
