/** Promises that due list, books and bank agree on a run at every moment, that the proof names each difference by its item, and that the command says so. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandPassword, endOf, startProgram } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { answerTo, payRunsAt, type Proof } from '../../../../../test/support/pay-runs.js';

const accountant = '0905';
let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff(accountant, '基金会计', 'fund-accountant', commandPassword);
}, 240_000);
afterAll(() => counter.close());

const { listed, approved, items, fileOf, answered, returned, proof } = payRunsAt(() => counter);

const check = (...args: readonly string[]) =>
  endOf(startProgram(counter, 'command-line', ['payouts', 'check', ...args, '--as', accountant, '--json']));
const agreed = async (number: number): Promise<Proof['runs'][number]> => {
  const { agrees, runs } = await proof(number);
  expect({ agrees, differences: runs[0]?.differences }).toEqual({ agrees: true, differences: [] });
  if (runs[0] === undefined) throw new Error('no run');
  return runs[0];
};
/** Does what no program can, and takes it back. */
const tampered = async (number: number, sql: string): Promise<readonly [string, number | null][]> => {
  const before = await proof(number);
  expect(before.agrees).toBe(true);
  const [undo = '', change = ''] = sql.split(' -- ').toReversed();
  await counter.query(`begin; set local session_replication_role = replica; ${change}; commit`);
  const { agrees, runs } = await proof(number);
  await counter.query(`begin; set local session_replication_role = replica; ${undo}; commit`);
  expect(agrees).toBe(false);
  return (runs[0]?.differences ?? []).map(({ what, serial }) => [what, serial]);
};

let run: number;

it('agrees while the bank has not answered, after it answered in part, after the rest, and after something came back', async () => {
  const list = await listed('2026-10');
  run = list.number;
  expect((await proof(run)).runs).toBeUndefined();
  await approved(run);
  const withBank = await agreed(run);
  expect(withBank.list).toEqual({ out: list.total, back: '0.00', stays: list.total });
  expect(withBank.books).toEqual(withBank.list);
  expect(withBank).toMatchObject({ unanswered: list.total, bank: { out: '0.00' } });

  const file = await fileOf(run);
  const [first, second, third] = await items(run);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three are paid');
  const inPart = (serial: number): '0' | '1' | '2' =>
    serial === first.serial ? '0' : serial === second.serial ? '2' : '1';
  expect((await answered(run, answerTo(file, list.reference, inPart))).body).toEqual({ unfit: [], count: 0 });
  expect(await agreed(run)).toMatchObject({
    list: { back: first.amount },
    books: { back: first.amount },
    bank: { out: list.total, back: first.amount },
    unanswered: '0.00',
  });
  const rest = [
    `H,${list.reference},1,1,${second.amount}`,
    file.split('\r\n').find((line) => line.startsWith(`D,${second.serial},`)) ?? '',
  ];
  const [, , account = ''] = (rest[1] ?? '').split(',');
  rest[1] = `D,${second.serial},${account},${second.amount},1,YH2,`;
  expect((await answered(run, `${rest.join('\r\n')}\r\n`)).body).toEqual({ unfit: [], count: 0 });
  await agreed(run);
  expect((await returned(run, third.serial, '退汇：账户已销户')).status).toBe(204);
  const back = (Number(first.amount) + Number(third.amount)).toFixed(2);
  expect(await agreed(run)).toMatchObject({ list: { back }, books: { back }, bank: { back } });

  const again = await listed('2026-10', true);
  expect(again.heads).toBe(2);
  await approved(again.number);
  await agreed(run);
  await agreed(again.number);
  const paidAgain = answerTo(await fileOf(again.number), again.reference, () => '1');
  expect((await answered(again.number, paidAgain)).body).toEqual({ unfit: [], count: 0 });
  await agreed(run);
  await agreed(again.number);
  expect(await check()).toMatchObject({ code: 0, answer: { agrees: true, strays: [] } });
  expect(await check('7')).toMatchObject({ code: 1, answer: { code: 'not-found' } });
}, 240_000);

it('names what differs by its item: another amount, a state, a month paid elsewhere or twice, somebody forgotten, and money of no run', async () => {
  const item = (await items(run)).find(({ state }) => state === 'paid');
  const came = (await items(run)).find(({ state }) => state === 'returned');
  if (item === undefined || came === undefined) throw new Error('some are paid, and one came back');
  const at = `run_id = (select id from pay_run where number = ${run}) and serial = ${item.serial}`;
  const ofItem = `(select entitlement_id from pay_run_line where item_id = (select id from pay_run_item where ${at}) limit 1)`;
  expect(
    await tampered(
      run,
      `update pay_run_item set amount_fen = amount_fen + 1 where ${at} -- update pay_run_item set amount_fen = amount_fen - 1 where ${at}`,
    ),
  ).toEqual(
    expect.arrayContaining([
      ['books-out', null],
      ['list-amount', item.serial],
      ['bank-amount', item.serial],
    ]),
  );
  expect(
    await tampered(
      run,
      `update pay_run_item set state = 'failed' where ${at} -- update pay_run_item set state = 'paid' where ${at}`,
    ),
  ).toEqual(
    expect.arrayContaining([
      ['books-back', null],
      ['bank-differs', item.serial],
      ['line-elsewhere', item.serial],
    ]),
  );
  // Collected at a window as well: the line would be in the window's hand.
  const held = `update entitlement set settled_by = (select item_id from pay_run_line where entitlement_id = entitlement.id limit 1) where id = ${ofItem}`;
  expect(
    await tampered(
      run,
      `update entitlement set settled_by = (select key from operation limit 1) where id = ${ofItem} -- ${held}`,
    ),
  ).toEqual([['line-elsewhere', item.serial]]);
  const other = `(select id from pay_run_item where run_id = (select id from pay_run where number = ${run}) and state = 'paid' and serial <> ${item.serial} limit 1)`;
  expect(
    await tampered(
      run,
      `insert into pay_run_line values (${other}, ${ofItem}) -- delete from pay_run_line where item_id = ${other} and entitlement_id = ${ofItem}`,
    ),
  ).toEqual(expect.arrayContaining([['line-twice', item.serial]]));
  const cameAt = `(select id from pay_run_item where run_id = (select id from pay_run where number = ${run}) and serial = ${came.serial})`;
  expect(
    await tampered(
      run,
      `update pay_run_transfer set item_id = null where item_id = ${cameAt} -- update pay_run_transfer set item_id = ${cameAt}
         where transfer_id = (select max(transfer_id) from pay_run_transfer where run_id = (select id from pay_run where number = ${run}))`,
    ),
  ).toEqual([['back-unbooked', came.serial]]);

  const [line] = await counter.query<{ id: string; personId: string }>(
    `select e.id, e.person_id as "personId" from entitlement e where e.id = ${ofItem}`,
  );
  await counter.query(
    `begin; set local session_replication_role = replica;
     insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at, assessed_at, state)
       select claim_id, person_id, scheme, period, 90, kind, 100, 0, 0, known_at, assessed_at - interval '1 day', 'open' from entitlement where id = '${line?.id}';
     insert into transfer (scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version, debit_balance_after_fen,
       credit_version, credit_balance_after_fen, effective_on, booked_at)
       select scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, 700, 900000, 0, 900000, 0, effective_on, booked_at
       from transfer where kind = 'benefit' limit 1; commit`,
  );
  const { code, answer } = await check();
  const forgotten = { what: 'forgotten', personId: line?.personId, other: '1.00' };
  expect({ code, answer }).toMatchObject({
    code: 1,
    answer: {
      agrees: false,
      runs: [{ differences: [forgotten] }, { differences: [] }],
      strays: [{ scheme: '170', amount: '7.00' }],
    },
  });
}, 240_000);
