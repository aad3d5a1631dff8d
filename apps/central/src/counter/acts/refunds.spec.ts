/** Promises of refunds in cash and of an earlier year, and of what keeps an act from being undone: another's card, a credit that was used, an undoing before. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OwnShift } from '#libs/contract/shifts.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter, payable, type Reply, type Session } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { ParticipationsService } from '../../insurance/participations/participations.service.js';

type Done = { readonly state: string; readonly code: string; readonly receiptNumber: string };
const payer = 'suonan-daiji';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

const tapped = async (card: string): Promise<Session> => (await counter.tap(card)).body;

const paid = async (card: string, channel: 'cash' | 'bank' = 'cash'): Promise<string> => {
  const session = await tapped(card);
  const { body } = await counter.pay(card, session, payable(session), channel);
  expect(body).toMatchObject({ state: 'succeeded' });
  return String(body.receiptNumber);
};

const ask = (receiptNumber: string, kind: string): Promise<Reply<{ approval: string; code: string }>> =>
  counter.ask('POST', '/v1/undoings', { receiptNumber, kind, reason: '金额录错' });

const approved = async (receiptNumber: string, kind: string): Promise<void> => {
  const { body } = await ask(receiptNumber, kind);
  expect(body).toMatchObject({ state: 'waiting' });
  const clerk = counter.staffToken;
  await counter.signIn('0301');
  const decided = await counter.ask('POST', `/v1/approvals/${body.approval}/approval`, {});
  counter.staffToken = clerk;
  expect(decided.status).toBe(200);
};

/** Undoes an act; where a card is named, with it in the reader. */
const undo = async (receiptNumber: string, kind: string, channel: string, card?: string): Promise<Done> => {
  const key = randomUUID();
  const session = card === undefined ? null : await tapped(card);
  const body = { receiptNumber, kind, channel };
  const sent =
    card === undefined || session === null
      ? body
      : counter.signed(card, session, key, { ...body, cardSessionId: session.id });
  return (await counter.ask<Done>('POST', '/v1/undoings/done', sent, { 'idempotency-key': key })).body;
};

const balances = async (): Promise<unknown> =>
  counter.query(
    `select scheme, type, clerk, balance_fen from ledger_account where balance_fen <> 0 order by scheme, type, clerk`,
  );
const flowsOf = async (receipt: string): Promise<string[]> =>
  (
    await counter.query<{ kind: string }>(
      `select distinct t.kind from transfer t join receipt r using (operation_key) where r.number = $1`,
      [receipt],
    )
  ).map(({ kind }) => kind);
const findings = (): Promise<unknown[]> => counter.query('select f from books_findings_of_all() f');

describe('the month of a flexible worker', () => {
  it('brings eight of twenty parts to the account, of medical nothing, and gives as much back', async () => {
    const who = 'qi-shengli';
    const cardNumber = Buffer.from(counter.card(who).files.ef05['07'] ?? '', 'hex').toString('latin1');
    const [{ personId } = { personId: '' }] = await counter.query<{ personId: string }>(
      `select person_id as "personId" from card where card_number = $1`,
      [cardNumber],
    );
    await counter.app.get(Database, { strict: false }).transaction(async (tx) => {
      for (const scheme of ['110', '310'] as const)
        await counter.app.get(ParticipationsService, { strict: false }).begin(
          tx,
          personId,
          {
            scheme,
            category: 'flexible',
            tierPercent: 60,
            since: date('2026-10-01'),
          },
          '0001',
        );
    });
    const { dues } = await tapped(who);
    const [month] = dues.filter(({ scheme, period }) => scheme === '110' && period === '2026-10');
    const medical = dues.find(({ scheme, period }) => scheme === '310' && period === '2026-10');
    // 5290.00 is the base of 60 %: a fifth of it is owed.
    expect([month?.amount, medical?.amount]).toEqual(['1058.00', '423.20']);
    const session = await tapped(who);
    const { body } = await counter.pay(
      who,
      session,
      payable(session).filter(({ id }) => id === month?.id || id === medical?.id),
    );
    expect(body).toMatchObject({ state: 'succeeded', total: '1481.20' });
    const entries = () =>
      counter.query(
        `select a.scheme, e.kind, e.amount_fen::text as amount from personal_account_entry e join personal_account a on a.id = e.account_id
         where a.person_id = $1 and a.scheme in ('110', '310') order by e.version`,
        [personId],
      );
    expect(await entries()).toEqual([{ scheme: '110', kind: 'personal', amount: '42320' }]);
    await approved(String(body.receiptNumber), 'refund');
    expect(await undo(String(body.receiptNumber), 'refund', 'cash', who)).toMatchObject({
      state: 'succeeded',
    });
    expect(await entries()).toEqual([
      { scheme: '110', kind: 'personal', amount: '42320' },
      { scheme: '110', kind: 'personal', amount: '-42320' },
    ]);
  });
});

describe('a refund in cash', () => {
  it('takes the payer’s own card in the reader, goes out of the till, and stands in the shift by itself', async () => {
    await tapped(payer);
    const before = await balances();
    const receipt = await paid(payer);
    await approved(receipt, 'refund');
    expect(await undo(receipt, 'refund', 'bank')).toMatchObject({ code: 'undoing-not-approved' });
    expect(await undo(receipt, 'refund', 'cash')).toMatchObject({ code: 'no-card' });
    expect(await undo(receipt, 'refund', 'cash', 'liu-chunhua')).toMatchObject({ code: 'card-of-another' });
    expect(await balances()).not.toEqual(before);

    const done = await undo(receipt, 'refund', 'cash', payer);
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(await flowsOf(done.receiptNumber)).toEqual(['premium-refund-cash']);
    expect(await balances()).toEqual(before);
    expect(await findings()).toEqual([]);

    const { body: shift } = await counter.ask<OwnShift>('GET', '/v1/shifts/own');
    const cashOf = (kind: string) =>
      shift.sums
        .filter((one) => one.kind === kind && one.channel === 'cash')
        .map(({ scheme, acts, amount }) => `${scheme} ${acts} ${amount}`);
    expect(cashOf('refund')).not.toEqual([]);
    expect(cashOf('refund')).toEqual(cashOf('payment'));
    expect(shift.expected).toBe(shift.opening);
  });
});

describe('an act that was undone', () => {
  it('is undone by nobody a second time, whatever a program writes', async () => {
    const receipt = await paid(payer);
    const copy = (sets: object): Promise<unknown> =>
      counter.query(
        `insert into operation select (jsonb_populate_record(o, $2::jsonb)).* from operation o join receipt r on r.operation_key = o.key
         where r.number = $1`,
        [receipt, JSON.stringify(sets)],
      );
    const { key: first } = (
      await counter.query<{ key: string }>('select operation_key as key from receipt where number = $1', [
        receipt,
      ])
    )[0] ?? { key: '' };
    const undoing = { kind: 'reversal', undoes: first, debit_consent: null };
    await expect(copy({ ...undoing, key: randomUUID() })).rejects.toThrow(
      'an act is undone only as a second person has approved',
    );
    await approved(receipt, 'reversal');
    expect(await undo(receipt, 'reversal', 'cash')).toMatchObject({ state: 'succeeded' });
    await expect(copy({ ...undoing, key: randomUUID() })).rejects.toThrow('operation_undone_once');
  });
});

describe('a refund of an earlier year', () => {
  it('is an expense of this one, out of the expenditure account, and takes back what it credited', async () => {
    const receipt = await paid(payer, 'bank');
    counter.clock.move(50 * 24 * 3600_000);
    await counter.authenticate();
    await counter.signIn();
    await approved(receipt, 'refund');
    const done = await undo(receipt, 'refund', 'bank');
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(await flowsOf(done.receiptNumber)).toEqual(['premium-refund-earlier-year']);
    const accounts = await counter.query<{ account: string }>(
      `select distinct i.fund_account as account from bank_instruction i join receipt r using (operation_key) where r.number = $1`,
      [done.receiptNumber],
    );
    expect(accounts).toEqual([{ account: '1004' }]);
    expect(await findings()).toEqual([]);
  });
});

describe('what a payment has credited', () => {
  it('is not taken back once a benefit was reckoned with it: neither way is asked for', async () => {
    const receipt = await paid('caireng-zhuoma');
    for (const kind of ['reversal', 'refund'])
      expect((await ask(receipt, kind)).body).toMatchObject({ code: 'credit-used' });
  });

  it('is not taken back as approved before, once interest was reckoned with it', async () => {
    const receipt = await paid(payer);
    await approved(receipt, 'reversal');
    await counter.query(
      `with a as (select p.* from personal_account p join personal_account_entry e on e.account_id = p.id join receipt r using (operation_key)
          where r.number = $1 order by p.id limit 1),
        moved as (update personal_account p set balance_fen = p.balance_fen + 1, version = p.version + 1 from a where p.id = a.id)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select a.id, a.version + 1, 'interest', 1, a.balance_fen + 1, '2026', now() from a`,
      [receipt],
    );
    const before = await balances();
    expect(await undo(receipt, 'reversal', 'cash')).toMatchObject({ code: 'credit-used' });
    expect(await balances()).toEqual(before);
  });
});
