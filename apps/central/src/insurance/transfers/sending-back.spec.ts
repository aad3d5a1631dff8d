/** Promises of what came by mistake: sent back by another's approval with account and months, out of where it lies, and never once it was used. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { agency, insuranceMoves } from '../../../../../test/support/insurance-moves.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';

let counter: Counter;
const { as, ask, decide, insured, supplied, account, balances, arrives, until, accountOf, countedOf } =
  insuranceMoves(() => counter);

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.query(`insert into unit (code, name, kind) values ('T1', '转移单位', 'enterprise')`);
  await account('88001');
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await account(fundBankAccount(areaCode, '110', '1002'), '9000.00');
}, 60_000);
afterAll(() => counter.close());

/** A letter of 14 months with 9000 yuan that others approved: it waits for its money. */
const letterOf = async (person: string, letter: string) => {
  const taken = await ask(`/v1/people/${person}/transfer-letters`, {
    scheme: '110',
    agency: { code: agency.code, name: agency.name },
    letter,
    months: 14,
    account: '3000.00',
    pool: '6000.00',
    spans: [
      { first: '2016-11', last: '2016-12', base: '6000.00', account: '500.00' },
      { first: '2017-01', last: '2017-12', base: '44000.00', account: '2500.00' },
    ],
    reason: '转入',
  });
  expect((await decide(taken.body.approval)).status).toBe(200);
  return taken.body;
};
const money = (id: string, of: object) =>
  as('0501', () => counter.ask('POST', `/v1/insurance-transfers/${id}/money`, of));
const sendBack = (id: string, more: object = {}, staff = '0501') =>
  as(staff, () => ask(`/v1/insurance-transfers/${id}/sending-back`, { reason: '对方误转', ...more }));
const orderOf = async (reference: string) => {
  const [row] = await counter.query<{ outcome: string; of: string; account: string; amount: number }>(
    `select outcome, fund_account as "of", account, amount_fen::int as amount from outgoing_payment where subject = $1`,
    [reference],
  );
  return row;
};

const paid = async (reference: string): Promise<void> => {
  while ((await orderOf(reference))?.outcome === 'unknown') await wait(20);
  expect((await orderOf(reference))?.outcome).toBe('succeeded');
};

it('sends money that came by mistake back to whoever paid it, account and months with it, under the reference it came with; the letter may come again', async () => {
  const { person } = await insured('110', ['2018-01'], 300_000, 0);
  const moved = await letterOf(person, '宁社转2026-31');
  expect((await sendBack(moved.id)).body).toMatchObject({ code: 'transfer-not-returnable' });
  await arrives('110', '2026-11-20', '9000.00', `${moved.reference} 转移基金`);
  await until(moved.id, 'done');
  expect(await countedOf(person)).toMatchObject([{ months: 15, own: 1, movedIn: 14 }]);
  expect((await sendBack(moved.id, {}, '0001')).body).toMatchObject({ code: 'not-permitted' });
  const asked = await sendBack(moved.id);
  expect(asked.status).toBe(201);
  expect((await sendBack(moved.id)).body).toMatchObject({ code: 'approval-waiting' });
  // Nothing happens before another decides.
  expect(await accountOf(person, '110')).toBe('300000');
  expect((await decide(asked.body.approval)).status).toBe(200);
  await until(moved.id, 'sent-back');
  expect(await accountOf(person, '110')).toBe('0');
  expect(await countedOf(person)).toMatchObject([{ months: 1, own: 1, movedIn: 0 }]);
  await paid(moved.reference);
  expect(await balances('110')).toMatchObject({ '4301': '0.00', '1002': '0.00' });
  // Its account was named by no letter: it goes where it came from.
  expect(await orderOf(moved.reference)).toMatchObject({ of: '1002', account: '88001', amount: 900_000 });
  const [entry] = await counter.query(
    `select sum(e.amount_fen)::int as left, count(*)::int as entries, count(distinct e.credited_in)::int as months from personal_account_entry e
     join personal_account a on a.id = e.account_id where a.person_id = $1 and e.kind = 'transfer'`,
    [person],
  );
  // Taken back by the months it was credited by: no interest runs on either.
  expect(entry).toEqual({ left: 0, entries: 4, months: 1 });
  expect((await sendBack(moved.id)).body).toMatchObject({ code: 'transfer-not-returnable' });
  expect((await letterOf(person, '宁社转2026-31')).reference).not.toBe(moved.reference);
});

it('pays from the expenditure account what came to the fiscal special account, and books what came in an earlier year as an expense', async () => {
  await supplied('110', '20000.00');
  const { person } = await insured('110', ['2018-02'], 300_000, 0);
  const moved = await letterOf(person, '宁社转2026-32');
  await money(moved.id, { voucher: 'C-32', receivedOn: '2026-11-20', amount: '9000.00' });
  const before = await balances('110');
  expect(before['4301']).toBe('9000.00');
  const asked = await sendBack(moved.id, { account: '88001', accountName: agency.accountName });
  await decide(asked.body.approval);
  await until(moved.id, 'sent-back');
  await paid(moved.reference);
  expect(await orderOf(moved.reference)).toMatchObject({ of: '1004', account: '88001' });
  expect(await balances('110')).toMatchObject({ '4301': '0.00', '1004': '11000.00' });

  const other = await insured('110', ['2018-03'], 300_000, 0);
  const earlier = await letterOf(other.person, '宁社转2025-33');
  await money(earlier.id, { voucher: 'C-33', receivedOn: '2025-12-30', amount: '9000.00' });
  // Neither letter nor statement says where it came from.
  expect((await sendBack(earlier.id)).body).toMatchObject({ code: 'refund-account-missing' });
  const late = await sendBack(earlier.id, { account: '88001', accountName: agency.accountName });
  await decide(late.body.approval);
  await until(earlier.id, 'sent-back');
  await paid(earlier.reference);
  expect(await balances('110')).toMatchObject({ '4301': '9000.00', '1004': '2000.00' });
});

it('refuses what was used since: a benefit from the account, or a move onward; also where it was used while it waited for approval', async () => {
  const drawn = await insured('110', ['2018-04'], 300_000, 0);
  const first = await letterOf(drawn.person, '宁社转2026-34');
  await arrives('110', '2026-11-21', '9000.00', first.reference);
  await until(first.id, 'done');
  const waiting = await sendBack(first.id);
  await counter.query(
    `with a as (update personal_account set balance_fen = balance_fen - 100, version = version + 1 where person_id = $1 and scheme = '110' returning *)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
     select id, version, 'benefit', -100, balance_fen, '2026-11', now() + interval '1 year' from a`,
    [drawn.person],
  );
  expect((await decide(waiting.body.approval)).body).toMatchObject({ code: 'approval-outdated' });
  expect((await sendBack(first.id)).body).toMatchObject({ code: 'transfer-money-used' });

  const gone = await insured('110', ['2018-05'], 300_000, 0);
  const second = await letterOf(gone.person, '宁社转2026-35');
  await arrives('110', '2026-11-22', '9000.00', second.reference);
  await until(second.id, 'done');
  const onward = await ask(`/v1/people/${gone.person}/insurance-transfers`, {
    direction: 'out',
    from: '110',
    to: '110',
    on: '2026-10-31',
    agency,
    reason: '又调走',
  });
  expect((await sendBack(second.id)).body).toMatchObject({
    code: 'transfer-money-used',
    detail: onward.body.reference,
  });
  expect((await sendBack(randomUUID())).body).toMatchObject({ code: 'not-found' });
});
