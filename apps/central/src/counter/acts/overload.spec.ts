/** Promises under stress: busy is said while too much is under way, nobody waits behind another's lock or lost database, and the bank's word is kept. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { Counter, payable, type Session } from '../../../../../test/support/counter.js';
import { BankClient } from '../../funds/bank/bank.client.js';
import { ActQueue, mostUnderWay } from './act-queue.js';
import type { TillAct } from './counter-act.js';

let counter: Counter;
let owner: Client;
beforeAll(async () => {
  counter = await Counter.open();
  owner = new Client({
    connectionString: counter.database.ownerUrl,
    options: `-c search_path=${counter.database.schema}`,
  });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await counter.close();
});

const tapped = async (card: string): Promise<Session> => (await counter.tap(card)).body;
const draw = (): TillAct =>
  ({
    kind: 'till-draw',
    key: randomUUID(),
    terminal: { id: counter.terminalId, name: '1' },
    staff: { number: '0001', name: '扎西', role: 'window-clerk' },
    bodyDigest: '0'.repeat(64),
    channel: 'cash',
    scheme: '170',
    amount: 1n as TillAct['amount'],
  }) as unknown as TillAct;

/** Does something while the owner holds rows that acts want; what it gives is awaited after they are let go. */
const whileHeld = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
  await owner.query('begin');
  await owner.query(sql);
  try {
    return await work();
  } finally {
    await owner.query('rollback');
  }
};
const numbersHeld = 'select * from receipt_sequence for update';
/** Waits until a connection of central's stands at a lock. */
const somebodyWaits = async (): Promise<void> => {
  for (;;) {
    const waits = await counter.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (waits.length > 0) return;
    await delay(10);
  }
};

it('says busy while too much is under way, and to nobody once it is done', async () => {
  // The day's first receipt makes the row that is held below.
  expect(
    (
      await counter.ask(
        'POST',
        '/v1/tills/own/draws',
        { scheme: '170', amount: '0.01' },
        { 'idempotency-key': randomUUID() },
      )
    ).status,
  ).toBe(200);
  const queue = counter.app.get(ActQueue, { strict: false });
  const { pressed, turnedAway } = await whileHeld(numbersHeld, async () => {
    const under = Array.from({ length: mostUnderWay }, () => queue.settle(draw()));
    await somebodyWaits();
    return { pressed: under, turnedAway: await queue.settle(draw()) };
  });
  expect(turnedAway).toEqual({ settled: false, code: 'busy' });
  const outcomes = await Promise.all(pressed);
  expect(outcomes.filter((outcome) => !outcome.settled && outcome.code === 'busy')).toEqual([]);
  expect(await queue.settle(draw())).not.toMatchObject({ code: 'busy' });
});

describe('a lock that somebody holds on to', () => {
  it('is busy for who stands at it, with the same key to come again, and holds up no other', async () => {
    const [sun, zhao] = [await tapped('sun-lijuan'), await tapped('zhao-yulan')];
    const [held] = payable(sun);
    const key = randomUUID();
    const began = Date.now();
    const [stands, goes] = await whileHeld(`select from due where id = '${held?.id}' for update`, () =>
      Promise.all([
        counter.pay('sun-lijuan', sun, held === undefined ? [] : [held], 'cash', key),
        counter.pay('zhao-yulan', zhao, payable(zhao)),
      ]),
    );
    expect(stands).toMatchObject({ status: 503, body: { code: 'busy', retry: 'same-key' } });
    expect(goes.status).toBe(200);
    expect(Date.now() - began).toBeLessThan(12_000);
    const again = await counter.pay('sun-lijuan', sun, held === undefined ? [] : [held], 'cash', key);
    expect(again.status).toBe(200);
  }, 30_000);

  it('turns nothing that the bank has booked into an error', async () => {
    const session = await tapped('wang-jianguo');
    const bank = counter.app.get(BankClient, { strict: false });
    const instruct = bank.instruct.bind(bank);
    const spied = jest.spyOn(bank, 'instruct').mockImplementation(async (instruction) => {
      const outcome = await instruct(instruction);
      await owner.query('begin');
      await owner.query(numbersHeld);
      return outcome;
    });
    const key = randomUUID();
    const answer = await counter.pay('wang-jianguo', session, payable(session), 'bank', key);
    spied.mockRestore();
    await owner.query('rollback');
    expect(answer).toMatchObject({ status: 202, body: { state: 'unknown' } });
  }, 30_000);
});

it('looks again at session and account, which may have changed since they were looked up', async () => {
  const session = await tapped('duojie-cairang');
  const [first] = payable(session, '200.00');
  const hold = `select from due where id = '${first?.id}' for update`;
  const pay = (channel: 'bank' | 'cash') =>
    counter.pay('duojie-cairang', session, first === undefined ? [] : [first], channel);
  const cardNumber = Buffer.from(counter.card('duojie-cairang').files.ef05['07'] ?? '', 'hex').toString(
    'latin1',
  );
  const dormant = await whileHeld(hold, async () => {
    const answer = pay('bank');
    await somebodyWaits();
    await counter.query(`update card set bank_account_state = 'inactive' where card_number = $1`, [
      cardNumber,
    ]);
    return { answer };
  });
  expect(await dormant.answer).toMatchObject({ body: { code: 'no-bank-account' } });
  const ended = await whileHeld(hold, async () => {
    const answer = pay('cash');
    await somebodyWaits();
    await counter.query(`update card_session set state = 'ended', ended_at = now() where id = $1`, [
      session.id,
    ]);
    return { answer };
  });
  expect(await ended.answer).toMatchObject({ body: { code: 'card-session-ended' } });
});

const name = () => new URL(counter.database.ownerUrl).pathname.slice(1);
const goAway = async (): Promise<void> => {
  await owner.query(`alter database ${name()} connection limit 0`);
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
};
const comeBack = () => owner.query(`alter database ${name()} connection limit -1`);
const press = (acts: number) => {
  const queue = counter.app.get(ActQueue, { strict: false });
  return Promise.allSettled(Array.from({ length: acts }, () => queue.settle(draw())));
};

describe('a database that is away', () => {
  it('keeps nobody waiting for others: a thousand acts hear of it together', async () => {
    await goAway();
    const began = Date.now();
    const outcomes = await press(1000);
    await comeBack();
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(Date.now() - began).toBeLessThan(15_000);
  }, 60_000);

  it('is waited for: what was pressed meanwhile is done once it is back', async () => {
    await goAway();
    const pressed = press(300);
    await delay(1000);
    // What comes while it is waited for, in one moment, waits too, and needs nobody after it to be looked at.
    const later = press(3);
    await comeBack();
    const outcomes = [...(await pressed), ...(await later)];
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  }, 60_000);
});
