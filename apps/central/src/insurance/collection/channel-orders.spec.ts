/** Promises of what is collected elsewhere: what one channel has in hand no other takes, each answer counts once, and the books say the money once. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { orderReference, noticeReference } from '#libs/contributions/notice-number.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { Refused } from '../../ground/http/refused.js';
import { AssessmentService } from '../assessment/assessment.service.js';
import { ChannelOrders } from './channel-orders.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { Statements } from './statements.service.js';

let counter: Counter;
let orders: ChannelOrders;
let scheme: string;
let files = 0;
const funds = ['110', '310', '210', '410', '170'];
const through = '2026-10';
const today = '2026-11-24';

beforeAll(async () => {
  counter = await Counter.open();
  orders = counter.app.get(ChannelOrders, { strict: false });
}, 60_000);
afterAll(() => counter.close());
// Each test has a fund, so that no test's money is another's.
beforeEach(async () => {
  scheme = funds.shift() ?? '';
  await counter.app
    .get(FundBankAccounts, { strict: false })
    .add({ account: `6300${scheme}0001`, scheme, fundAccount: '1002', bankName: '建行' }, '0401');
});

const path = (): string => join(counter.folder, `elsewhere-${(files += 1)}.csv`);
const fileOf = (lines: readonly string[]): string => {
  const to = path();
  writeFileSync(to, `${lines.join('\r\n')}\r\n`);
  return to;
};

/** A unit with a bill of 100 yuan and, where it has one, an agreement. */
const owing = async (debited: boolean): Promise<{ code: string; id: string; notice: string }> => {
  const code = randomUUID().slice(0, 8);
  const id = randomUUID();
  await counter.query('insert into unit (code, name) values ($1, $2)', [code, `单位${code}`]);
  const [row] = await counter.query<{ notice: number }>(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
     values ($1, $2, $3, $4, 1, 6000, 4000, '2030-12-15', now()) returning notice_number as notice`,
    [id, code, scheme, through],
  );
  if (debited) await orders.agree(code, { number: `62${code}`, name: `单位${code}` }, '0501');
  return { code, id, notice: noticeReference(row?.notice ?? 0) };
};

const send = (channel: 'debit' | 'tax' = 'debit', to = path()) =>
  orders.send({ channel, scheme, through }, to, '0501');
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return '';
  } catch (fault) {
    if (fault instanceof Refused) return fault.code;
    throw fault;
  }
};

/** What the channel answers: each row `collected` or not; `change` spoils it. */
const answerTo = (
  sent: string,
  collected: (notice: string) => boolean,
  change: (lines: string[]) => string[] = (lines) => lines,
): string => {
  const [head = [], ...rows] = readFileSync(sent, 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const taken = rows.filter(([, , notice = '']) => collected(notice));
  const total = taken.reduce((sum, row) => sum + Number(row[7]), 0).toFixed(2);
  const lines = rows.map(([, serial, notice = '', , , , , amount]) =>
    collected(notice)
      ? `D,${serial},${notice},${amount},1,${today},`
      : `D,${serial},${notice},${amount},0,,余额不足`,
  );
  return fileOf(change([`H,${head[1]},${rows.length},${taken.length},${total}`, ...lines]));
};

const rowOf = (from: string, to: string) => (lines: string[]) =>
  lines.map((line) => (line.startsWith('D') ? line.replace(from, to) : line));

const statement = (serial: string, amount: string, memo: string, opening = '0.00'): string => {
  const closing = (Number(opening) + Number(amount)).toFixed(2);
  return fileOf([
    `H,6300${scheme}0001,${today},${today},${opening},${closing},1`,
    `D,${serial},${today},${amount},,${closing},,,${memo}`,
  ]);
};
const statements = () => counter.app.get(Statements, { strict: false });
const lineOf = async (serial: string): Promise<unknown> =>
  (
    await counter.query('select state, why from bank_statement_line where account = $1 and serial = $2', [
      `6300${scheme}0001`,
      serial,
    ])
  )[0];
const billOf = async (id: string): Promise<unknown> =>
  (
    await counter.query(
      `select paid_fen::int as paid, unit_fen::int + person_fen::int as owed, in_hand as hand from unit_bill where id = $1`,
      [id],
    )
  )[0];
const balances = async (): Promise<Record<string, string>> => {
  const books = await counter.app.get(BooksService, { strict: false }).read({ all: true });
  expect(books.findings).toEqual([]);
  const fund = books.funds.find((each) => each.scheme === scheme);
  return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
};

it('debits those with an agreement, in part, once, and lets nobody else take what is in hand', async () => {
  const [one, two, other] = [await owing(true), await owing(true), await owing(false)];
  const ended = await owing(true);
  await orders.agree(ended.code, null, '0501');
  expect(await refusalOf(send('tax'))).toBe('collector-other');
  const sent = path();
  const order = await send('debit', sent);
  expect(order).toMatchObject({ rows: 2, total: '200.00', answeredBy: null, before: false });
  // Asked again before there is an answer, it is the same file; of another month, nothing is left to send.
  const again = path();
  expect(await send('debit', again)).toMatchObject({ number: order.number, before: true });
  expect(readFileSync(again, 'utf8')).toBe(readFileSync(sent, 'utf8'));
  expect(await refusalOf(orders.send({ channel: 'debit', scheme, through: '2026-11' }, path(), '0501'))).toBe(
    'nothing-to-collect',
  );
  expect(await Promise.all([one, two, other, ended].map(({ id }) => billOf(id)))).toEqual([
    { paid: 0, owed: 10_000, hand: 'debit' },
    { paid: 0, owed: 10_000, hand: 'debit' },
    { paid: 0, owed: 10_000, hand: null },
    { paid: 0, owed: 10_000, hand: null },
  ]);

  // Money that comes otherwise waits; a run leaves the bill as it was sent; nothing of it is waived.
  await statements().import(statement('W1', '100.00', one.notice), '0501');
  expect(await lineOf('W1')).toEqual({ state: 'in-suspense', why: 'in-hand' });
  await counter.signIn('0501');
  const relief = await counter.ask('POST', `/v1/unit-bills/${one.notice}/relief`, {
    what: 'debt',
    amount: '1.00',
    reason: '破产',
  });
  await counter.signIn();
  expect(relief.body).toMatchObject({ code: 'bill-in-hand' });
  // Its people's lines come to more than was sent.
  const participation = randomUUID();
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, unit_code)
     select $1, id, $2, '2016-01-01', 'enterprise', $3 from person order by id limit 1`,
    [participation, scheme, one.code],
  );
  await counter.query(
    `with run as (insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
       values ($2, $3, 'declaration', $4, '2026-11-01', 1, 'done', '2026-11-01', '2026-11-01') returning number)
     insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen)
     select $1, $3, 1, number, 9000, 5000, 0 from run`,
    [participation, scheme, through, one.code],
  );
  await counter.app
    .get(AssessmentService, { strict: false })
    .assess({ scheme, period: through, reason: 'correction', unitCode: one.code, askedBy: null });
  expect(await billOf(one.id)).toEqual({ paid: 0, owed: 10_000, hand: 'debit' });

  const isOne = (notice: string) => notice === one.notice;
  const spoiled = (change: (lines: string[]) => string[]) =>
    refusalOf(orders.answer(answerTo(sent, isOne, change), '0501'));
  expect(await spoiled(rowOf('D,2,', 'D,7,'))).toBe('rows-refused');
  expect(await spoiled(rowOf(one.notice, other.notice))).toBe('rows-refused');
  expect(await spoiled((lines) => rowOf(',0,,', `,1,${today},`)(lines))).toBe('collection-differs');
  expect(
    await spoiled((lines) =>
      rowOf('100.00', '90.00')(lines).map((line) => line.replace(',1,100.00', ',1,90.00')),
    ),
  ).toBe('rows-refused');
  expect(await spoiled((lines) => lines.slice(0, -1))).toBe('collection-differs');
  expect(
    await spoiled(([head = '', ...rows]) =>
      [head.replace(',2,1,', ',1,1,'), ...rows.filter((row) => row.includes(',1,'))].slice(0, 2),
    ),
  ).toBe('collection-differs');
  expect(await spoiled((lines) => lines.map((line) => line.replace(today, '2026-11-23')))).toBe(
    'rows-refused',
  );
  expect(await spoiled(() => ['nothing'])).toBe('collection-unreadable');
  expect(await billOf(one.id)).toEqual({ paid: 0, owed: 10_000, hand: 'debit' });

  const answered = answerTo(sent, isOne);
  const both = await Promise.all([orders.answer(answered, '0501'), orders.answer(answered, '0501')]);
  expect(both.map(({ before }) => before).toSorted()).toEqual([false, true]);
  expect(both[0]).toMatchObject({ collectedRows: 1, collected: '100.00' });
  expect(await orders.answer(answered, '0501')).toMatchObject({ before: true });
  expect(
    await refusalOf(
      orders.answer(
        answerTo(sent, () => false),
        '0501',
      ),
    ),
  ).toBe('collection-answered');
  // The bill that was collected is paid; the one that was not is free again, with the reason on record.
  expect(await billOf(one.id)).toMatchObject({ paid: 10_000, hand: null });
  expect(await billOf(two.id)).toEqual({ paid: 0, owed: 10_000, hand: null });
  expect(await counter.query('select reason from channel_order_outcome where collected_on is null')).toEqual([
    { reason: '余额不足' },
  ]);
  // A run that found a bill in hand is made up for.
  expect(
    await counter.query(
      `select from assessment_run where scheme = $1 and unit_code = $2 and reason = 'correction'`,
      [scheme, one.code],
    ),
  ).toHaveLength(2);

  // The bank's statement tells of the money that was booked: once, and only this.
  expect(await balances()).toMatchObject({ '1002': '200.00', '2001': '100.00', '4001': '100.00' });
  await statements().import(statement('W2', '100.00', order.reference, '100.00'), '0501');
  expect(await lineOf('W2')).toEqual({ state: 'paid', why: null });
  await statements().import(statement('W3', '100.00', order.reference, '200.00'), '0501');
  expect(await lineOf('W3')).toMatchObject({ state: 'in-suspense' });
  expect(await balances()).toMatchObject({ '1002': '300.00', '2001': '200.00', '4001': '100.00' });
});

it('books the money of a debit once where the statement tells of it before the answer does', async () => {
  const { id } = await owing(true);
  const sent = path();
  const { reference } = await send('debit', sent);
  await statements().import(statement('E1', '100.00', `批扣 ${reference}`), '0501');
  expect(await lineOf('E1')).toEqual({ state: 'in-suspense', why: 'in-hand' });
  await orders.answer(
    answerTo(sent, () => true),
    '0501',
  );
  expect(await lineOf('E1')).toEqual({ state: 'assigned', why: null });
  expect(await billOf(id)).toMatchObject({ paid: 10_000, hand: null });
  const after = await balances();
  expect(after).toMatchObject({ '1002': '100.00', '4001': '100.00' });
  expect(after['2001'] ?? '0.00').toBe('0.00');
});

it('gives a bill to a transfer or to a debit that begin at once, never to both', async () => {
  const bills = [];
  for (let at = 0; at < 6; at += 1) bills.push(await owing(true));
  const lines = bills.map(({ notice }, at) => `D,C${at},${today},100.00,,${(at + 1) * 100}.00,,,${notice}`);
  const file = fileOf([`H,6300${scheme}0001,${today},${today},0.00,600.00,6`, ...lines]);
  const [refused] = await Promise.all([refusalOf(send()), statements().import(file, '0501')]);
  const ends = await counter.query<{ paid: number; hand: string | null }>(
    'select paid_fen::int as paid, in_hand as hand from unit_bill where scheme = $1',
    [scheme],
  );
  expect(ends.filter(({ paid, hand }) => (paid === 10_000) === (hand !== null))).toEqual([]);
  const inHand = ends.filter(({ hand }) => hand !== null).length;
  expect(refused).toBe(inHand === 0 ? 'nothing-to-collect' : '');
  expect(
    await counter.query(`select from bank_statement_line where account = $1 and why = 'in-hand'`, [
      `6300${scheme}0001`,
    ]),
  ).toHaveLength(inHand);
  await balances();
});

it("has the tax authority collect where it is its turn, by the same files, into the treasury's account", async () => {
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ($1 || '@2026-11-01', $1, '2026-11-01', 'word', 'tax', 'own', 'local')`,
    [`collection.channel.${scheme}`],
  );
  const [one, two] = [await owing(false), await owing(true)];
  expect(await refusalOf(send('debit'))).toBe('collector-other');
  const sent = path();
  expect(await send('tax', sent)).toMatchObject({ rows: 2, total: '200.00' });
  const answered = answerTo(sent, (notice) => notice === one.notice);
  expect(await orders.answer(answered, '0501')).toMatchObject({ collected: '100.00', before: false });
  expect(await orders.answer(answered, '0501')).toMatchObject({ before: true });
  expect(await billOf(one.id)).toMatchObject({ paid: 10_000, hand: null });
  expect(await billOf(two.id)).toMatchObject({ paid: 0, hand: null });
  expect(await balances()).toMatchObject({ '4001': '100.00', '1003': '100.00' });
  expect(await refusalOf(orders.answer(fileOf([`H,${orderReference(99_999)},0,0,0.00`]), '0501'))).toBe(
    'collection-differs',
  );
});

it('debits persons by their agreements, keeps their dues from windows meanwhile, and leaves a payment with a receipt and credits, once', async () => {
  const payer = 'suonan-daiji';
  const { body: session } = await counter.tap(payer);
  const person = (
    await counter.query<{ id: string }>('select person_id as id from card_session where id = $1', [
      session.id,
    ])
  )[0]?.id;
  const due = session.dues.find((one) => one.scheme === scheme && one.tiers.length > 0);
  const tier = due?.tiers[0];
  if (person === undefined || due === undefined || tier === undefined) throw new Error('no due to collect');
  const ask = (path: string, body: object): Promise<Reply<{ readonly code?: string }>> =>
    counter.ask('POST', path, body);
  const asked = { schemes: [scheme], tier: tier.amount, since: '2026-01-01' };
  expect((await ask(`/v1/people/${person}/debit-agreements`, asked)).status).toBe(204);
  expect((await ask(`/v1/people/${person}/debit-agreements`, asked)).body).toMatchObject({
    code: 'agreement-stands',
  });

  const sent = path();
  const first = await orders.send(
    { channel: 'debit', scheme, through, answerBy: '2026-11-30' as never },
    sent,
    '0501',
  );
  expect(first.rows).toBeGreaterThan(0);
  const row = readFileSync(sent, 'utf8').split('\r\n')[1]?.split(',') ?? [];
  const reference = row[2] ?? '';
  expect(reference).toMatch(/^GR/);
  const { body: meanwhile } = await counter.tap(payer);
  const held = meanwhile.dues.filter((one) => one.scheme === scheme && one.inHand !== null);
  expect(held).toHaveLength(first.rows);
  expect(held[0]).toMatchObject({
    state: 'in-payment',
    inHand: { channel: 'debit', since: today, until: '2026-11-30' },
  });
  const refused = await counter.pay(payer, meanwhile, [{ id: due.id, amount: tier.amount }], 'cash');
  expect(refused.body).toMatchObject({ code: 'due-in-hand' });

  // The bank did not collect: it is free again, with the reason and what can be done, and goes out once more.
  await orders.answer(
    answerTo(sent, () => false),
    '0501',
  );
  await counter.signIn('0501');
  expect((await counter.ask('GET', `/v1/channel-orders/${first.number}`)).body).toMatchObject({
    order: { reference: first.reference, collectedRows: 0, late: false },
    reasons: [{ reason: '余额不足', rows: first.rows, title: { zh: '余额不足' } }],
  });
  await counter.signIn();
  expect(
    (await counter.tap(payer)).body.dues.filter((one) => one.scheme === scheme && one.state === 'open'),
  ).toHaveLength(meanwhile.dues.filter((one) => one.scheme === scheme).length);
  const again = path();
  const { number, rows } = await send('debit', again);
  expect(rows).toBe(first.rows);
  expect(number).not.toBe(first.number);

  const accountOf = async (): Promise<unknown> =>
    (
      await counter.query(
        'select balance_fen::int as balance from personal_account where person_id = $1 and scheme = $2',
        [person, scheme],
      )
    )[0] ?? { balance: 0 };
  const before = (await accountOf()) as { readonly balance: number };
  const file = answerTo(again, () => true);
  const content = readFileSync(file).toString('base64');
  await counter.signIn('0501');
  const take = () => counter.ask('POST', `/v1/channel-orders/${number}/answer`, { content });
  expect((await ask(`/v1/channel-orders/${first.number}/answer`, { content })).body).toMatchObject({
    code: 'collection-differs',
  });
  const spoiled = Buffer.from(readFileSync(file, 'utf8').replaceAll('GR', 'GX')).toString('base64');
  expect((await ask(`/v1/channel-orders/${number}/answer`, { content: spoiled })).body).toMatchObject({
    collected: null,
    unfit: [{ line: 2, code: 'collection-row-changed' }],
  });
  const both = await Promise.all([take(), take()]);
  expect(both.map(({ body }) => body['before']).toSorted()).toEqual([false, true]);
  const listed = await counter.ask<{ items: { state: string; receipt: string; person: string }[] }>(
    'GET',
    `/v1/channel-orders/${number}/rows?state=collected`,
  );
  const { receipt } = listed.body.items.find((one) => one.person === person) ?? { receipt: '' };
  expect(receipt).toMatch(/^\d+$/);
  const after = (await accountOf()) as { readonly balance: number };
  expect(after.balance - before.balance).toBe(
    Math.round((Number(tier.amount) + Number(tier.governmentPart) + Number(tier.subsidy)) * 100) * rows,
  );
  expect(await balances()).toMatchObject({ '4001': (Number(tier.amount) * rows).toFixed(2) });

  await counter.signIn();
  const { body: overview } = await counter.ask<{
    dues: { id: string; state: string; receiptNumber: string }[];
  }>('POST', '/v1/person-overviews', { personId: person, purpose: '核对' });
  expect(JSON.stringify(overview)).toContain(receipt);
  const printed = await counter.ask('POST', `/v1/receipts/${receipt}/prints`, {});
  expect(printed.body).toMatchObject({ copy: 1, receipt: { channel: 'debit', total: tier.amount } });
  // It was paid: neither a window nor another order takes it again.
  const paid = await counter.tap(payer);
  expect(paid.body.dues.filter(({ id }) => id === due.id)).toEqual([]);
  expect(await refusalOf(send('debit'))).toBe('nothing-to-collect');
});
