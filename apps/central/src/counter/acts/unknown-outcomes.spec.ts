/** Promises about a bank that does not say, says nonsense or does not take an instruction: no money moves by guess, nothing is left without an end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter, type Session } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { CounterActsService } from './counter-acts.service.js';
import { UnknownOutcomesService } from './unknown-outcomes.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

const bankTimeoutMs = 6000;
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ BANK_TIMEOUT_MS: String(bankTimeoutMs) });
}, 60_000);
afterAll(() => counter.close());

const part = <T>(type: abstract new (...values: never[]) => T): T => counter.app.get(type, { strict: false });
const askBank = () => part(UnknownOutcomesService).askOnce();
const conclude = (key: string, outcome: Parameters<CounterActsService['concludeByStatement']>[2]) =>
  part(Database).transaction((tx) => part(CounterActsService).concludeByStatement(tx, key, outcome));
const stateOf = async (key: string): Promise<string | undefined> =>
  (await counter.query<{ state: string }>('select state from operation where key = $1', [key]))[0]?.state;
const instruction = async (key: string) => {
  const [row] = await counter.query<{ outcome: string; last_said: string | null; attempts: number }>(
    'select outcome, last_said, attempts from bank_instruction where operation_key = $1',
    [key],
  );
  return row;
};
const bookings = async (key: string): Promise<number> =>
  (await counter.query('select from transfer where operation_key = $1', [key])).length;

const tapped = async (card: string): Promise<Session> => {
  await signedIn();
  const { status, body } = await counter.tap(card);
  expect(status).toBe(201);
  return body;
};

/** The clock was moved by hours: tokens of before have ended. */
const signedIn = async (): Promise<void> => {
  counter.staffToken = '';
  await counter.authenticate();
  await counter.signIn();
};

/** A due of one yuan of the holder's. */
const newDue = async (cardId: string): Promise<string> => {
  const id = randomUUID();
  await counter.query(
    `insert into due (id, person_id, scheme, period, amount_fen, assessment, assessed_at)
     select $1::uuid, c.person_id, '390', $1::uuid::text, 100,
       (select assessment from due where scheme = '390' limit 1), now()
     from card c where c.card_number = $2`,
    [id, Buffer.from(counter.card(cardId).files.ef05['07'] ?? '', 'hex').toString('latin1')],
  );
  return id;
};
const dueState = async (id: string): Promise<string | undefined> =>
  (await counter.query<{ state: string }>('select state from due where id = $1', [id]))[0]?.state;

/** Presses a payment of a new due through the bank. */
const pressed = async (card = 'duojie-cairang') => {
  const [session, due, key] = [await tapped(card), await newDue(card), randomUUID()];
  return { key, due, answer: counter.pay(card, session, [{ id: due, amount: '1.00' }], 'bank', key) };
};

describe('an answer that is none', () => {
  it.each([
    ['nonsense', 'wang-jianguo', 'HTTP 200, no answer'],
    ['pending', 'zhao-yulan', 'HTTP 200, no answer'],
  ] as const)(
    '(%s) moves no money and frees no due; the bank is asked until it says',
    async (fault, card, said) => {
      await counter.setBank(fault);
      const { key, due, answer } = await pressed(card);
      expect(await answer).toMatchObject({ status: 202, body: { state: 'unknown' } });
      counter.clock.move(10_000);
      await askBank();
      expect([await stateOf(key), await bookings(key), await instruction(key)]).toEqual([
        'unknown',
        0,
        { outcome: 'unknown', last_said: said, attempts: 2 },
      ]);
      expect(await dueState(due)).toBe('in-payment');
      await counter.setBank('normal');
      counter.clock.move(10_000);
      await askBank();
      expect([await stateOf(key), await bookings(key)]).toEqual(['succeeded', 1]);
    },
  );
});

describe('an instruction that the bank does not take', () => {
  it.each([
    ['refused', { succeeded: false, reason: 'not on the statement of 2026-11-24' }, 0],
    ['succeeded', { succeeded: true, bankReference: 'B000000009999' }, 1],
  ] as const)(
    'waits for a person, is sent by nobody, and is concluded as %s by the statement',
    async (state, outcome, booked) => {
      await counter.setBank('rejects');
      const { key, answer } = await pressed();
      expect(await answer).toMatchObject({ status: 202, body: { state: 'unknown' } });
      expect(await instruction(key)).toMatchObject({ outcome: 'needs-person', last_said: 'HTTP 400' });
      await counter.setBank('normal');
      await expect(conclude(key, outcome)).rejects.toMatchObject({ code: 'still-running' });
      counter.clock.move(3 * 60 * 60_000);
      expect(await askBank()).toBe(0);
      expect(
        await part(Database).transaction((tx) => part(UnknownOutcomesStore).withPerson(tx, 10)),
      ).toMatchObject([{ operationKey: key, kind: 'payment', said: 'HTTP 400' }]);
      await conclude(key, outcome);
      expect([await stateOf(key), await bookings(key)]).toEqual([state, booked]);
      await expect(conclude(key, outcome)).rejects.toMatchObject({ code: 'not-found' });
      expect(await part(BooksService).read()).toMatchObject({ balanced: true });
    },
  );

  it('is sent again once a person says so', async () => {
    await counter.setBank('rejects');
    const { key, answer } = await pressed();
    await answer;
    await counter.setBank('normal');
    const back = await part(Database).transaction((tx) =>
      part(UnknownOutcomesStore).takeBack(tx, key, counter.clock.now()),
    );
    expect([back, await askBank(), await stateOf(key), await bookings(key)]).toEqual([
      true,
      1,
      'succeeded',
      1,
    ]);
  });
});

it('goes on trying a bank that lets nobody in, and asks for a person after an hour of it', async () => {
  await counter.setBank('locked-out');
  const { key, answer } = await pressed();
  await answer;
  counter.clock.move(30 * 60_000);
  await askBank();
  expect(await instruction(key)).toMatchObject({ outcome: 'unknown', last_said: 'HTTP 403' });
  counter.clock.move(31 * 60_000);
  await askBank();
  expect(await instruction(key)).toMatchObject({ outcome: 'needs-person', last_said: 'HTTP 403' });
  await counter.setBank('normal');
  counter.clock.move(60_000);
  await conclude(key, { succeeded: false, reason: 'not on the statement' });
});

it('does not ask beside the first call: nobody is sent a second instruction before it has ended', async () => {
  await counter.setBank('slow');
  const { key, answer } = await pressed();
  const deadline = Date.now() + 5000;
  while ((await instruction(key)) === undefined && Date.now() < deadline) await delay(5);
  counter.clock.move(bankTimeoutMs);
  expect([(await instruction(key))?.outcome, await askBank()]).toEqual(['unknown', 0]);
  expect(await answer).toMatchObject({ status: 202 });
  await counter.setBank('normal');
  counter.clock.move(60_000);
  await askBank();
  expect([await stateOf(key), await bookings(key)]).toEqual(['succeeded', 1]);
});

it('asks a bank that is away less and less often, a minute apart at most', async () => {
  await counter.setBank('down');
  const { key, answer } = await pressed();
  await answer;
  const asked: number[] = [];
  for (let second = 1; second <= 420; second++) {
    counter.clock.move(1000);
    if ((await askBank()) > 0) asked.push(second);
  }
  const gaps = asked.map((second, index) => second - (asked[index - 1] ?? 0));
  expect(gaps).toEqual(gaps.toSorted((left, right) => left - right));
  expect([gaps[0], gaps.at(-1)]).toEqual([2, 60]);
  // Days of it overflow nothing.
  await counter.query('update bank_instruction set attempts = 100000 where operation_key = $1', [key]);
  counter.clock.move(60_000);
  expect(await askBank()).toBe(1);
  await counter.setBank('normal');
  counter.clock.move(60_000);
  await askBank();
  expect(await stateOf(key)).toBe('succeeded');
});

it('resolves the others where one cannot be, and tells of it once all were asked', async () => {
  await counter.setBank('answer-lost');
  const [broken, sound] = [await pressed(), await pressed()];
  await Promise.all([broken.answer, sound.answer]);
  const [kept] = await counter.query<{ card_session_id: string }>(
    'select card_session_id from operation where key = $1',
    [broken.key],
  );
  await counter.query('update operation set card_session_id = null where key = $1', [broken.key]);
  await counter.setBank('normal');
  counter.clock.move(10_000);
  const fault: unknown = await askBank().catch((thrown: unknown) => thrown);
  expect(fault).toBeInstanceOf(AggregateError);
  expect((fault as AggregateError).errors).toHaveLength(1);
  expect([await stateOf(sound.key), await stateOf(broken.key)]).toEqual(['succeeded', 'unknown']);
  await counter.query('update operation set card_session_id = $2 where key = $1', [
    broken.key,
    kept?.card_session_id,
  ]);
  counter.clock.move(60_000);
  await askBank();
  expect(await stateOf(broken.key)).toBe('succeeded');
});
