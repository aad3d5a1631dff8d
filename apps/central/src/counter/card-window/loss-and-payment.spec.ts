/** Promises of the order between a loss and a payment with the same card: whichever is first written counts, and neither hangs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardWindow, holderOf, type Identity } from '../../../../../test/support/card-window.js';
import { Counter, payable, type Session } from '../../../../../test/support/counter.js';
import { Hold } from '../../../../../test/support/hold.js';

const image = 'suonan-daiji';
const other = 'ma-xiulan';

let counter: Counter;
let desk: CardWindow;
let who: Identity;
let session: Session;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  who = holderOf(counter, image);
}, 60_000);
afterAll(() => counter.close());
beforeEach(async () => {
  session = (await counter.tap(image)).body;
});

const pay = () => counter.pay(image, session, payable(session).slice(0, 1));
const loss = () => desk.serve({ service: 'loss', ...who, cardId: session.card.id });
const lift = async () => {
  await desk.release('loss-lifting', who, session.card.id);
  return desk.serve({ service: 'loss-lifting', ...who, cardId: session.card.id });
};
/** A loss that is written and not committed. */
const openLoss = () =>
  Hold.take(counter.database, `update card set state = 'formally-lost' where id = $1`, [session.card.id]);
/** What every receipt needs: whoever has got everything else waits here. */
const holdReceipts = () => Hold.take(counter.database, 'lock table receipt_sequence in exclusive mode');

/** Resolves once so many wait for somebody in the database. */
const untilWaiting = async (count: number): Promise<void> => {
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
  while ((await counter.query(waiting)).length < count) await new Promise((next) => setTimeout(next, 10));
};

describe('a payment', () => {
  it('waits for a loss that is being written, and is refused once it is', async () => {
    const receipts = await holdReceipts();
    const reporting = loss();
    await untilWaiting(1);
    const paying = pay();
    await untilWaiting(2);
    await receipts.letGo();
    expect((await reporting).status).toBe(200);
    expect(await paying).toMatchObject({ status: 409, body: { code: 'card-lost' } });
    expect((await lift()).status).toBe(200);
  });

  it('passes as soon as a loss was not written after all', async () => {
    const writing = await openLoss();
    const paying = pay();
    await writing.awaited();
    await writing.letGo();
    expect(await paying).toMatchObject({ status: 200, body: { state: 'succeeded' } });
  });

  it('with another card does not wait for the loss', async () => {
    const writing = await openLoss();
    const { body: elsewhere } = await counter.tap(other);
    expect(await counter.pay(other, elsewhere, payable(elsewhere).slice(0, 1))).toMatchObject({
      status: 200,
      body: { state: 'succeeded' },
    });
    await writing.letGo();
  });

  it('that came first stands, and the loss follows it', async () => {
    const receipts = await holdReceipts();
    const paying = pay();
    await untilWaiting(1);
    const reporting = loss();
    await untilWaiting(2);
    await receipts.letGo();
    const [paid, lost] = await Promise.all([paying, reporting]);
    expect([paid.body.state, lost.body.state]).toEqual(['succeeded', 'succeeded']);
    const numbers = [paid.body.receiptNumber, lost.body.receiptNumber];
    expect(numbers.toSorted()).toEqual(numbers);
    expect((await counter.tap(image)).body).toMatchObject({ code: 'card-lost' });
  });
});
