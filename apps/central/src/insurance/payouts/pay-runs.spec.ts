/** Promises of runs that pay benefits: a due list held against the month before, three people, one row for bank and window, and nobody paid twice or forgotten. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { collectable, Counter } from '../../../../../test/support/counter.js';
import { Hold } from '../../../../../test/support/hold.js';
import { answerTo, payRunsAt } from '../../../../../test/support/pay-runs.js';
import { BooksService } from '../../funds/ledger/books.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

const {
  begin,
  read,
  listed,
  asking,
  decide,
  approved,
  fileOf,
  answered,
  drop,
  items: itemsOf,
} = payRunsAt(() => counter);
const oneFen = (amount: string): string => (Number(amount) + 0.01).toFixed(2);

const balances = async (): Promise<Record<string, string>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find(({ scheme }) => scheme === '170');
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};
const standing = () =>
  counter.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from entitlement where scheme = '170' group by state order by state`,
  );

it('pays a month to everybody with an account, keeps the windows from paying it too, and pays again only what the bank did not', async () => {
  const before = await balances();
  const run = await listed('2026-10');
  expect(run).toMatchObject({
    state: 'listed',
    compared: expect.arrayContaining([expect.objectContaining({ reason: 'new', heads: run.heads })]),
  });
  expect(run.heads).toBeGreaterThan(3);
  expect((await begin('2026-10')).body.code).toBe('pay-run-under-way');
  const { body } = await asking(run.number);
  expect((await decide(body.approval, '0301')).status).toBe(200);
  // One of them collects at a window before the last approval.
  const session = (await counter.tap('zhao-yulan')).body;
  const october = collectable(session).filter(({ id }) =>
    session.entitlements.some((line) => line.id === id && line.period === '2026-10'),
  );
  expect((await counter.collect('zhao-yulan', session, october)).status).toBe(200);
  expect((await decide(body.approval, '0201')).status).toBe(200);
  const taken = await read(run.number);
  expect(taken.state).toBe('approved');
  expect(taken.items).toEqual(expect.arrayContaining([expect.objectContaining({ state: 'left' })]));
  const sent = taken.items.find(({ state }) => state === 'sent');
  expect(sent?.heads).toBe(run.heads - 1);

  // With the bank: a window has them no more, and of the one left out it has all that is open.
  const items = await itemsOf(run.number);
  const withBank = await counter.query<{ state: string }>(
    `select distinct e.state from entitlement e join pay_run_line l on l.entitlement_id = e.id join pay_run_item i on i.id = l.item_id
     join pay_run r on r.id = i.run_id where r.number = $1 and i.state = 'sent'`,
    [run.number],
  );
  expect(withBank).toEqual([{ state: 'in-payment' }]);

  const file = await fileOf(run.number);
  const failed = items.find(({ state }) => state === 'sent')?.serial ?? 0;
  const wrong = await answered(
    run.number,
    answerTo(file, run.reference, () => '1', oneFen),
  );
  expect(wrong.body.unfit[0]).toMatchObject({ code: 'pay-row-changed' });
  const short = answerTo(file.split('\r\n').slice(0, -2).join('\r\n'), run.reference, () => '1');
  expect((await answered(run.number, short)).body.code).toBe('pay-result-differs');
  const text = answerTo(file, run.reference, (serial) => (serial === failed ? '0' : '1'));
  expect((await answered(run.number, text)).body).toEqual({ unfit: [], count: 0 });
  const once = await balances();
  expect((await answered(run.number, text)).body).toEqual({ unfit: [], count: 0 });
  expect(await balances()).toEqual(once);
  const done = await read(run.number);
  expect(done.state).toBe('answered');
  const failedAmount = items.find(({ serial }) => serial === failed)?.amount;
  expect(once['2001']).toBe(failedAmount);
  const paidOut = Number(sent?.amount) - Number(failedAmount) + Number(october[0]?.amount);
  expect(Number(before['1004']) - Number(once['1004'])).toBeCloseTo(paidOut, 2);
  expect((await begin('2026-10')).body.code).toBe('pay-run-done');

  // Let go, it pays nobody, and whom the bank did not pay waits for the next.
  await drop((await listed('2026-10', true)).number);
  const again = await listed('2026-10', true);
  expect(again).toMatchObject({ heads: 1, total: failedAmount });
  await approved(again.number);
  const second = answerTo(await fileOf(again.number), again.reference, () => '2');
  expect((await answered(again.number, second)).status).toBe(200);
  // In doubt is never paid again before the bank says.
  expect((await read(again.number)).state).toBe('approved');
  expect((await begin('2026-10', true)).body.code).toBe('pay-run-under-way');
  const sure = second.replace(/^H,(\w+),1,0,0\.00/u, `H,$1,1,1,${failedAmount}`).replace(/,2,YH/u, ',1,YH');
  expect((await answered(again.number, sure)).body).toEqual({ unfit: [], count: 0 });
  expect((await read(again.number)).state).toBe('answered');
  expect((await balances())['2001']).toBe('0.00');
  const [paid] = await counter.query<{ id: string; paid: number }>(
    `select e.claim_id as id, count(*)::int as paid from entitlement e join pay_run_item i on i.id = e.settled_by where i.state = 'paid'
     group by e.claim_id order by 1 limit 1`,
  );
  const [person] = await counter.query<{ id: string }>(
    'select person_id as id from benefit_claim where id = $1',
    [paid?.id],
  );
  const overview = await counter.ask<{ benefits: { paidMonths: number; openMonths: number }[] }>(
    'POST',
    '/v1/person-overviews',
    { personId: person?.id, purpose: '核对待遇' },
  );
  expect(overview.body.benefits).toMatchObject([{ paidMonths: paid?.paid }]);
  const states = await standing();
  expect(states.map(({ state }) => state)).toEqual(expect.not.arrayContaining(['in-payment']));
});

it('has no window wait for a run that takes its lines, and no other act at it', async () => {
  const session = (await counter.tap('zhao-yulan')).body;
  const [line] = collectable(session);
  if (line === undefined) throw new Error('nothing to collect');
  const run = await Hold.take(counter.database, 'select from entitlement where id = $1 for update', [
    line.id,
  ]);
  const key = randomUUID();
  const startedMs = performance.now();
  const refused = await counter.collect('zhao-yulan', session, [line], 'bank', key);
  expect([refused.status, refused.body]).toEqual([
    409,
    expect.objectContaining({ code: 'entitlement-in-payment', retry: 'same-key' }),
  ]);
  expect(performance.now() - startedMs).toBeLessThan(2500);
  await run.letGo();
  expect((await counter.collect('zhao-yulan', session, [line], 'bank', key)).status).toBe(200);
});

it('lists nobody for more than the lines it holds for them, whatever windows pay while it is made', async () => {
  const [owed] = await counter.query<{ id: string }>(
    `select e.id from entitlement e where e.scheme = '170' and e.state = 'open' and e.period < '2026-11' order by e.id limit 1`,
  );
  // A window that pays between two statements of the list: whatever is written of it, it writes before the next.
  await counter.query(
    `create function pay_meanwhile() returns trigger language plpgsql as
       $$ begin update entitlement set state = 'paid' where id = '${owed?.id}' and state = 'open'; return null; end $$;
     create trigger pay_meanwhile after insert on pay_run_item for each statement execute function pay_meanwhile()`,
  );
  const run = await listed('2026-11');
  await counter.query('drop trigger pay_meanwhile on pay_run_item; drop function pay_meanwhile');
  const odd = await counter.query(
    `select i.serial from pay_run_item i join pay_run r on r.id = i.run_id left join (select l.item_id, sum(e.amount_fen) as amount
         from pay_run_line l join entitlement e on e.id = l.entitlement_id group by l.item_id) l on l.item_id = i.id
     where r.number = $1 and l.amount is distinct from i.amount_fen`,
    [run.number],
  );
  expect(odd).toEqual([]);
  await counter.query(`update entitlement set state = 'open' where id = $1`, [owed?.id]);
  await drop(run.number);
});

it('explains every difference to the month before, and stops where nothing says why somebody is paid less', async () => {
  const run = await listed('2026-11');
  expect(run.compared.map(({ reason }) => reason)).toEqual(expect.not.arrayContaining(['unexplained']));
  await drop(run.number);
  const [somebody] = await counter.query<{ id: string }>(
    `select l.entitlement_id as id from pay_run_line l join pay_run_item i on i.id = l.item_id join pay_run r on r.id = i.run_id
     join entitlement e on e.id = l.entitlement_id where r.number = $1 and e.period = '2026-11'
       and i.person_id in (select person_id from pay_run_item where state = 'paid') limit 1`,
    [run.number],
  );
  // A fault that no act of ours makes.
  await counter.query(`update entitlement set state = 'void' where id = $1`, [somebody?.id]);
  const odd = await listed('2026-11');
  expect(odd.compared).toEqual(
    expect.arrayContaining([expect.objectContaining({ reason: 'unexplained', heads: 1 })]),
  );
  expect((await asking(odd.number)).body.code).toBe('pay-run-unexplained');

  // What is entered later about a month has it looked at once more, and no month before it.
  await drop(odd.number);
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ('170.long-payment@2026-11-01', '170.long-payment', '2026-11-01', 'fen', '9.99', '假定：测试', 'assumed')`,
  );
  const mended = await listed('2026-11');
  expect(mended.compared.map(({ reason }) => reason)).toEqual(expect.not.arrayContaining(['unexplained']));
});
