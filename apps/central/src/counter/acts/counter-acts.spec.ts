/** Promises of paying and collecting: once, whole, in the right fund, and refused with the first reason that applies. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { collectable, Counter, payable, type Session } from '../../../../../test/support/counter.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { CounterActsStore } from './counter-acts.store.js';
import { UnknownOutcomesService } from './unknown-outcomes.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const tapped = async (card: string): Promise<Session> => {
  const { status, body } = await counter.tap(card);
  expect(status).toBe(201);
  return body;
};
const books = () => counter.app.get(BooksService, { strict: false }).read();
const balanceOf = async (scheme: string, code: string): Promise<string | undefined> =>
  (await books()).funds
    .find((fund) => fund.scheme === scheme)
    ?.accounts.find((account) => account.code === code)?.balance;
const askBank = () => counter.app.get(UnknownOutcomesService, { strict: false }).askOnce();

const counterCardNumber = (card: string): string =>
  Buffer.from(counter.card(card).files.ef05['07'] ?? '', 'hex').toString('latin1');
const till = () => counter.ask<{ received: string; imprest: string }>('GET', '/v1/tills/own');
const move = (kind: 'draws' | 'deposits', scheme: string, amount: string, key: string = randomUUID()) =>
  counter.ask('POST', `/v1/tills/own/${kind}`, { scheme, amount }, { 'idempotency-key': key });

describe('paying', () => {
  it('pays two schemes in cash at once, each into its own fund, and credits the personal account with its subsidy', async () => {
    const session = await tapped('suonan-daiji');
    expect(session.dues.map(({ scheme, period, amount }) => [scheme, period, amount])).toEqual([
      ['170', '2026', null],
      ['390', '2026', '400.00'],
    ]);
    const before = {
      pension: await balanceOf('170', '1001-0001'),
      medical: await balanceOf('390', '1001-0001'),
    };
    expect(before).toEqual({ pension: undefined, medical: undefined });

    const paid = await counter.pay('suonan-daiji', session, payable(session));
    expect(paid.status).toBe(200);
    expect(paid.body).toMatchObject({ state: 'succeeded', total: '900.00', channel: 'cash' });
    expect(await balanceOf('170', '1001-0001')).toBe('500.00');
    expect(await balanceOf('390', '1001-0001')).toBe('400.00');
    const entries = await counter.query<{ kind: string; amount_fen: string; balance_after_fen: string }>(
      `select e.kind, e.amount_fen, e.balance_after_fen from personal_account_entry e where e.operation_key = $1 order by e.version`,
      [paid.body.key],
    );
    expect(entries).toEqual([
      { kind: 'personal', amount_fen: '50000', balance_after_fen: '50000' },
      { kind: 'subsidy', amount_fen: '7000', balance_after_fen: '57000' },
    ]);
    expect(await books()).toMatchObject({ balanced: true, findings: [] });

    const again = await tapped('suonan-daiji');
    expect(again.dues).toEqual([]);
  });

  it('answers the same key and body with the same receipt, marked as a replay, and books nothing more', async () => {
    const session = await tapped('han-deming');
    const key = randomUUID();
    const first = await counter.pay('han-deming', session, payable(session), 'cash', key);
    const transfers = await counter.query('select id from transfer');
    // Each use of a key is on record with its act, and a replay leaves no record: so it uses none.
    const asked = jest.spyOn(counter.app.get(KeysService, { strict: false }), 'checkProof');
    const second = await counter.pay('han-deming', session, payable(session), 'cash', key);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await counter.query('select id from transfer')).toEqual(transfers);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it('refuses the same key with another body', async () => {
    const session = await tapped('ma-xiulan');
    const key = randomUUID();
    const [due] = payable(session).slice(-1);
    if (due === undefined) throw new Error('nothing due');
    expect((await counter.pay('ma-xiulan', session, [due], 'cash', key)).status).toBe(200);
    const other = await counter.pay('ma-xiulan', session, payable(session), 'cash', key);
    expect(other).toMatchObject({ status: 422, body: { code: 'key-reused' } });
  });

  it('refuses a key to another clerk of the window: the answer is not theirs', async () => {
    await counter.addStaff('0002', '王芳', 'window-clerk', 'password-of-test');
    const key = randomUUID();
    await counter.signIn('0002', 'password-of-test');
    expect((await move('draws', '170', '7.00', key)).status).toBe(200);
    expect((await move('draws', '170', '7.00', key)).headers['idempotency-replayed']).toBe('true');
    await counter.signIn();
    expect(await move('draws', '170', '7.00', key)).toMatchObject({
      status: 422,
      body: { code: 'key-reused' },
    });
  });

  it('tries a group again without keeping one waiting that wants the same due', async () => {
    const store = counter.app.get(CounterActsStore, { strict: false });
    const session = await tapped('danba-jiancuo');
    let second: ReturnType<Counter['pay']> | undefined;
    const write = jest.spyOn(store, 'write').mockImplementationOnce(async () => {
      second = counter.pay('danba-jiancuo', session, payable(session));
      await delay(500);
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    const first = await counter.pay('danba-jiancuo', session, payable(session));
    write.mockRestore();
    expect([first.status, (await second)?.status].toSorted()).toEqual([200, 409]);
    // Two that wait for each other are only parted by the database's lock timeout, after fifteen seconds.
  }, 10_000);

  it('pays one due once when fifty windows press at the same moment', async () => {
    const session = await tapped('li-guirong');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => counter.pay('li-guirong', session, payable(session))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      new Set(
        answers
          .filter(({ status }) => status !== 200)
          .map(({ body }) => (body as unknown as { code: string }).code),
      ),
    ).toEqual(new Set(['due-paid']));
    expect(await books()).toMatchObject({ balanced: true });
  });

  it('numbers receipts without gaps', async () => {
    const numbers = await counter.query<{ number: string }>('select number from receipt order by number');
    expect(numbers.map(({ number }) => Number(number.slice(-6)))).toEqual(
      numbers.map((_, index) => index + 1),
    );
  });
});

describe('refusing, with the first reason that applies', () => {
  it.each<[string, string, (session: Session) => { id: string; amount: string }[], string]>([
    [
      'a tier that does not exist',
      'wang-jianguo',
      (session) => payable(session, '550.00').slice(0, 1),
      'tier-unknown',
    ],
    [
      'an amount that is not the due',
      'wang-jianguo',
      (session) =>
        payable(session)
          .slice(1)
          .map(({ id }) => ({ id, amount: '1.00' })),
      'amount-differs',
    ],
    [
      'a due that does not exist',
      'wang-jianguo',
      () => [{ id: randomUUID(), amount: '400.00' }],
      'due-unknown',
    ],
    ['a due of somebody else', 'wang-jianguo', () => [{ id: strangersDue, amount: '400.00' }], 'due-unknown'],
    ['a due that is paid', 'ma-xiulan', () => [{ id: paidDue, amount: '400.00' }], 'due-paid'],
    [
      'the same due twice in one payment',
      'wang-jianguo',
      (session) => [...payable(session).slice(1), ...payable(session).slice(1)],
      'malformed-request',
    ],
    [
      'a card without a bank account through the bank',
      'qi-shengli',
      (session) => payable(session),
      'no-bank-account',
    ],
    [
      'an account not yet activated as payer',
      'liu-chunhua',
      (session) => payable(session),
      'no-bank-account',
    ],
  ])('%s', async (_, card, items, code) => {
    const session = await tapped(card);
    const answer = await counter.pay(
      card,
      session,
      items(session),
      code === 'no-bank-account' ? 'bank' : 'cash',
    );
    expect(answer.body).toMatchObject({ code });
    expect((answer.body as unknown as { nextStep: { zh: string } }).nextStep.zh).not.toBe('');
  });

  let strangersDue = '';
  let paidDue = '';
  beforeAll(async () => {
    strangersDue = (await tapped('duojie-cairang')).dues[1]?.id ?? '';
    paidDue =
      (
        await counter.query<{ id: string }>(
          `select d.id from due d join card c using (person_id) where d.state = 'paid' and d.scheme = '390' and c.card_number = $1`,
          [counterCardNumber('ma-xiulan')],
        )
      )[0]?.id ?? '';
  });
  it('a card swapped between read and commit: the other card cannot sign the write', async () => {
    const session = await tapped('wang-jianguo');
    const answer = await counter.pay('duojie-cairang', session, payable(session));
    expect(answer).toMatchObject({ status: 409, body: { code: 'card-swapped' } });
  });

  it('a signed body that was changed on the way', async () => {
    const session = await tapped('wang-jianguo');
    const key = randomUUID();
    const [first, second] = payable(session);
    if (first === undefined || second === undefined) throw new Error('two dues expected');
    const body = counter.signed('wang-jianguo', session, key, {
      cardSessionId: session.id,
      channel: 'cash',
      dues: [first],
    });
    const answer = await counter.ask(
      'POST',
      '/v1/payments',
      { ...body, dues: [second] },
      { 'idempotency-key': key },
    );
    expect(answer.body).toMatchObject({ code: 'card-swapped' });
  });

  it('a session that has ended, and one of another kind of day', async () => {
    const session = await tapped('wang-jianguo');
    await counter.ask('DELETE', `/v1/card-sessions/${session.id}`);
    expect((await counter.pay('wang-jianguo', session, payable(session))).body).toMatchObject({
      code: 'card-session-ended',
    });
  });

  it('a card reported lost while it is in the reader', async () => {
    const session = await tapped('wang-jianguo');
    await counter.query("update card set state = 'formally-lost' where card_number = $1", [
      counterCardNumber('wang-jianguo'),
    ]);
    expect((await counter.pay('wang-jianguo', session, payable(session))).body).toMatchObject({
      code: 'card-lost',
    });
    await counter.query("update card set state = 'enabled' where card_number = $1", [
      counterCardNumber('wang-jianguo'),
    ]);
  });

  it('keeps a lasting refusal as the answer to its key', async () => {
    const session = await tapped('wang-jianguo');
    const key = randomUUID();
    const items = payable(session, '550.00').slice(0, 1);
    const first = await counter.pay('wang-jianguo', session, items, 'cash', key);
    const second = await counter.pay('wang-jianguo', session, items, 'cash', key);
    expect(second.body).toMatchObject({
      code: 'tier-unknown',
      detail: (first.body as unknown as { detail: string }).detail,
    });
    expect(second.headers['idempotency-replayed']).toBe('true');
  });
});

describe('through the bank', () => {
  it('pays from the card account and collects to it, with a hold on the fund while the bank decides', async () => {
    const session = await tapped('duojie-cairang');
    const key = randomUUID();
    const silent = counter.signed('duojie-cairang', session, key, {
      cardSessionId: session.id,
      channel: 'bank',
      dues: payable(session, '200.00'),
    });
    const refused = await counter.ask('POST', '/v1/payments', silent, { 'idempotency-key': key });
    expect(refused.body).toMatchObject({ code: 'consent-missing' });
    const paid = await counter.pay('duojie-cairang', session, payable(session, '200.00'), 'bank');
    expect(paid).toMatchObject({ status: 200, body: { state: 'succeeded', total: '600.00' } });
    expect(await balanceOf('170', '1002')).toBe('200.00');

    const collected = await counter.collect('duojie-cairang', session, collectable(session));
    expect(collected).toMatchObject({ status: 200, body: { state: 'succeeded' } });
    // February to November at 250 + 9600 / 139.
    expect(collected.body.total).toBe('3190.60');
    expect(await counter.query('select id from ledger_account where held_fen <> 0')).toEqual([]);
    expect(await books()).toMatchObject({ balanced: true });
  });

  it('gives dues and holds free again when the bank refuses, and says why', async () => {
    const session = await tapped('sun-lijuan');
    const refused = await counter.pay('sun-lijuan', session, payable(session), 'bank');
    expect(refused.body).toMatchObject({ code: 'bank-refused' });
    expect((refused.body as unknown as { detail: string }).detail).toMatch(/余额/);
    const again = await tapped('sun-lijuan');
    expect(again.dues.map(({ state }) => state)).toEqual(['open', 'open']);
    expect((await counter.pay('sun-lijuan', again, payable(again))).status).toBe(200);
  });

  it.each(['answer-lost', 'down'] as const)(
    'shows an outcome as unknown when the bank is %s, lets nobody repeat it, and settles it once',
    async (fault) => {
      const card = fault === 'down' ? 'zhao-yulan' : 'wang-jianguo';
      const session = await tapped(card);
      await counter.setBank(fault);
      const key = randomUUID();
      const unknown = await counter.pay(card, session, payable(session), 'bank', key);
      expect(unknown).toMatchObject({ status: 202, body: { state: 'unknown' } });
      const repeated = await counter.pay(card, session, payable(session), 'bank');
      expect(repeated.body).toMatchObject({ code: 'due-in-payment', retry: 'same-key' });
      expect((await counter.ask('GET', `/v1/operations/${key}`)).body).toMatchObject({ state: 'unknown' });

      await counter.setBank('normal');
      counter.clock.move(5000);
      expect(await askBank()).toBe(1);
      expect((await counter.ask('GET', `/v1/operations/${key}`)).body).toMatchObject({
        state: 'succeeded',
        problem: null,
      });
      expect(await counter.query(`select id from transfer where operation_key = $1`, [key])).toHaveLength(
        session.dues.length,
      );
      expect(await askBank()).toBe(0);
      expect(await books()).toMatchObject({ balanced: true });
    },
  );

  it('lists what changed at a terminal, in the order it changed', async () => {
    type List = { operations: { key: string; state: string; changeNumber: number }[]; next: number };
    const first = await counter.ask<List>('GET', `/v1/terminals/${counter.terminalId}/operations?since=0`);
    expect(first.body.operations.length).toBeGreaterThan(5);
    const rest = await counter.ask<List>(
      'GET',
      `/v1/terminals/${counter.terminalId}/operations?since=${first.body.next}`,
    );
    expect(rest.body).toEqual({ operations: [], next: first.body.next });
    expect((await counter.ask('GET', `/v1/terminals/${randomUUID()}/operations`)).body).toMatchObject({
      code: 'not-permitted',
    });
  });
});

describe('the till', () => {
  it('pays no benefit out of contributions taken in: cash has to be drawn first', async () => {
    const session = await tapped('zhao-yulan');
    expect(Number((await till()).body.received)).toBeGreaterThan(0);
    const [month] = collectable(session);
    if (month === undefined) throw new Error('nothing to collect');
    expect((await counter.collect('zhao-yulan', session, [month], 'cash')).body).toMatchObject({
      code: 'till-short',
    });
    expect(await move('draws', '170', '1000.00')).toMatchObject({
      status: 200,
      body: { state: 'succeeded' },
    });
    expect((await counter.collect('zhao-yulan', session, [month], 'cash')).status).toBe(200);
    expect((await till()).body.imprest).toBe((1000 - Number(month.amount)).toFixed(2));
    expect(await books()).toMatchObject({ balanced: true });
  });

  it('banks what it took in, and no more than that', async () => {
    const { body } = await counter.ask<{ funds: { scheme: string; received: string }[] }>(
      'GET',
      '/v1/tills/own',
    );
    const [fund] = body.funds.filter(({ received }) => received !== '0.00');
    if (fund === undefined) throw new Error('the till is empty');
    expect((await move('deposits', fund.scheme, (Number(fund.received) + 1).toFixed(2))).body).toMatchObject({
      code: 'deposit-above-received',
    });
    expect((await move('deposits', fund.scheme, fund.received)).status).toBe(200);
    expect(await books()).toMatchObject({ balanced: true });
  });

  it('draws nothing for a scheme that is none', async () => {
    expect((await move('draws', '999', '1.00')).body).toMatchObject({ code: 'malformed-request' });
  });
});
