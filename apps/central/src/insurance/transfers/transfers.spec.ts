/** Promises of insurance that moves: out with 12 % of the bases and the account, in once its money has come, between two funds as two vouchers. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { agency, insuranceMoves } from '../../../../../test/support/insurance-moves.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';

let counter: Counter;
const { as, ask, issue, decide, insured, supplied, account, balances, arrives, until, accountOf, countedOf } =
  insuranceMoves(() => counter);

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
  await counter.query(`insert into unit (code, name, kind) values ('T1', '转移单位', 'enterprise')`);
}, 60_000);
afterAll(() => counter.close());

/** A letter of one row. */
const ofOneRow = (first: string, last: string, months: number) => ({
  months,
  spans: [{ first, last, base: '1.00', account: '3000.00' }],
});

it('moves somebody out with the account and 12 % of the bases, months and all, once others have decided; what the bank refuses is paid again, and what the other place sends back is here again', async () => {
  const { person, participation } = await insured('110', ['2017-01', '2017-02', '2017-03'], 300_000, 72_000);
  await counter.query(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at) values ($1, 'T1', '110', '2017-04', 1, 100, 40, '2030-01-15', now())`,
    [randomUUID()],
  );
  const [run] = await counter.query<{ number: number }>('select number from assessment_run limit 1');
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen) values ($1, '2017-04', 1, $2, 300000, 100, 40, 0)`,
    [participation, run?.number],
  );
  const path = `/v1/people/${person}/insurance-transfers`;
  const move = { direction: 'out', from: '110', to: '110' };
  const asked = { ...move, on: '2026-10-31', agency, reason: '调往西宁' };
  const owing = await ask(path, asked);
  expect(owing.body).toMatchObject({
    code: 'transfer-dues-open',
    detail: expect.stringContaining('2017-04 JF'),
  });
  await counter.query(`update unit_bill set paid_fen = 140 where unit_code = 'T1' and period = '2017-04'`);
  const preview = await ask<Record<string, unknown>>(
    `/v1/people/${person}/insurance-transfer-previews`,
    move,
  );
  expect(preview.body).toMatchObject({ months: 4, account: '720.00', pool: '1440.00', total: '2160.00' });
  const moving = await ask(path, asked);
  expect((await ask(path, asked)).body).toMatchObject({ code: 'transfer-under-way' });
  // The way to who decides it.
  const waiting = await counter.ask('GET', '/v1/insurance-transfers?state=asked');
  expect(waiting.body).toMatchObject({ transfers: [{ state: 'asked', approval: moving.body.approval }] });
  const paper = () => issue({ personId: person, transferId: moving.body.id });
  expect((await paper()).body).toMatchObject({ code: 'transfer-no-paper' });
  expect((await decide(moving.body.approval)).body).toMatchObject({ code: 'fund-short' });
  await supplied('110', '5000.00');
  expect((await decide(moving.body.approval)).status).toBe(200);
  // The other agency's account is none of the bank's yet.
  await until(moving.body.id, 'bank-refused');
  expect(await accountOf(person, '110')).toBe('0');
  expect(await balances('110')).toMatchObject({ '5201': '2160.00', '2001': '2160.00' });
  const [ended] = await counter.query(
    'select until::text, end_reason as reason from participation where id = $1',
    [participation],
  );
  expect(ended).toEqual({ until: '2026-10-31', reason: 'transferred' });
  expect(await countedOf(person)).toMatchObject([{ scheme: '110', months: 0, own: 0, movedOut: 4 }]);
  await account('88001');
  const [order] = await counter.query<{ id: string }>(
    `select id from outgoing_payment where outcome = 'refused'`,
  );
  const again = await as('0501', () =>
    ask(`/v1/outgoing-payments/${order?.id}/again`, {
      account: '88001',
      accountName: agency.name,
      reason: '重付',
    }),
  );
  await decide(again.body.approval);
  await decide(again.body.approval, '0202');
  await until(moving.body.id, 'done');
  expect(await balances('110')).toMatchObject({ '5201': '2160.00', '2001': '0.00', '1004': '2840.00' });
  const given = await paper();
  const held = await counter.ask(
    'GET',
    `/v1/documents/${given.body.number}?code=${given.body.verificationCode}`,
  );
  expect(held.body).toMatchObject({
    verified: true,
    kind: 'move',
    rows: [],
    move: {
      reference: moving.body.reference,
      agencyName: '西宁市社保局',
      insuredFrom: '2016-01-01',
      insuredUntil: '2026-10-31',
      months: 4,
      account: '720.00',
      pool: '1440.00',
      total: '2160.00',
      spans: [{ first: '2017-01', last: '2017-04', months: 4, base: '12000.00' }],
    },
  });
  expect(
    (await issue({ personId: person, kind: 'statement', transferId: moving.body.id })).body,
  ).toMatchObject({
    code: 'malformed-request',
  });
  await arrives('110', '2026-11-20', '2160.00', `${moving.body.reference} 退回`);
  await until(moving.body.id, 'returned');
  expect(await balances('110')).toMatchObject({ '5201': '0.00' });
  expect(await accountOf(person, '110')).toBe('72000');
  expect(await countedOf(person)).toMatchObject([{ scheme: '110', months: 4, own: 4, movedOut: 0 }]);
  // What came back is no move out any more.
  expect((await paper()).body).toMatchObject({ code: 'transfer-no-paper' });
});

it('takes a letter in once, refuses what cannot be, and counts account and months when exactly its money has come', async () => {
  const { person } = await insured('110', ['2018-01'], 300_000, 0);
  const letter = (change: object = {}) =>
    ask(`/v1/people/${person}/transfer-letters`, {
      scheme: '110',
      agency,
      letter: '宁社转2026-17',
      months: 14,
      account: '3000.00',
      pool: '6000.00',
      spans: [
        { first: '2016-11', last: '2016-12', base: '6000.00', account: '500.00' },
        { first: '2017-01', last: '2017-12', base: '44000.00', account: '2500.00' },
      ],
      reason: '转入',
      ...change,
    });
  const refused = async (change: object) => (await letter(change)).body.code;
  expect(await refused({ months: 15 })).toBe('transfer-letter-differs');
  expect(await refused({ account: '3000.01' })).toBe('transfer-letter-differs');
  expect(await refused(ofOneRow('1950-01', '1950-12', 12))).toBe('transfer-months-impossible');
  expect(await refused(ofOneRow('2017-12', '2018-01', 2))).toBe('transfer-overlaps');
  const taken = await letter();
  expect(taken.status).toBe(201);
  expect(await refused({})).toBe('transfer-letter-known');
  await decide(taken.body.approval);
  const noticesOf = async (): Promise<unknown> =>
    (await counter.ask<{ notices: unknown }>('GET', `/v1/people/${person}/insurance-transfers`)).body.notices;
  expect(await noticesOf()).toMatchObject([
    { kind: 'under-way', words: { zh: expect.stringContaining('待资金到账') }, explanation: null },
  ]);
  const before = await balances('110');
  await arrives('110', '2026-11-21', '8999.99', `${taken.body.reference} 转移基金`);
  const [waiting] = await counter.query<{ statement: number; line: number; why: string }>(
    `select s.number as statement, l.line, l.why from bank_statement_line l join bank_statement s on s.id = l.statement_id where l.state = 'in-suspense' and l.amount_fen = 899999`,
  );
  expect(waiting?.why).toBe('transfer-differs');
  const byHand = (of: object) =>
    as('0501', () => counter.ask('POST', `/v1/insurance-transfers/${taken.body.id}/money`, of));
  expect((await byHand({ statement: waiting?.statement, line: waiting?.line })).body).toMatchObject({
    code: 'transfer-money-differs',
  });
  await arrives('110', '2026-11-22', '9000.00', `${taken.body.reference} 转移基金`);
  await until(taken.body.id, 'done');
  expect(await accountOf(person, '110')).toBe('300000');
  expect(await countedOf(person)).toMatchObject([{ scheme: '110', months: 15, own: 1, movedIn: 14 }]);
  expect(await noticesOf()).toEqual([]);
  const after = await balances('110');
  expect(Number(after['4301']) - Number(before['4301'] ?? 0)).toBe(9000);
  expect((await byHand({ voucher: 'C1', receivedOn: '2026-11-22', amount: '9000.00' })).body).toMatchObject({
    code: 'transfer-not-waiting',
  });
  // It moves on with what was brought along: 12 % of both places' bases.
  const on = await ask<Record<string, unknown>>(`/v1/people/${person}/insurance-transfer-previews`, {
    direction: 'out',
    from: '110',
    to: '110',
  });
  expect(on.body).toMatchObject({ months: 15, account: '3000.00', pool: '6360.00' });
});

it('leaves the occupational annuity on its account when 120 moves out, and says so before it is asked and after', async () => {
  const { person } = await insured('120', ['2017-01'], 300_000, 24_000);
  await counter.query(
    `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values (uuidv7(), $1, '120-annuity', 36000, 1) returning id)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
     select id, 1, 'personal', 36000, 36000, '2017', now() from a`,
    [person],
  );
  await supplied('120', '5000.00');
  await account('88001');
  const move = { direction: 'out', from: '120', to: '120' };
  const stays = expect.objectContaining({
    label: expect.objectContaining({ zh: expect.stringContaining('职业年金不由本局随转') }),
    result: '360.00',
  });
  const preview = await ask<Record<string, unknown>>(
    `/v1/people/${person}/insurance-transfer-previews`,
    move,
  );
  expect(preview.body).toMatchObject({
    account: '240.00',
    pool: '360.00',
    total: '600.00',
    explanation: { steps: expect.arrayContaining([stays]) },
  });
  const moving = await ask(`/v1/people/${person}/insurance-transfers`, {
    ...move,
    on: '2026-10-31',
    agency,
    reason: '调往西宁',
  });
  await decide(moving.body.approval);
  await until(moving.body.id, 'done');
  expect([await accountOf(person, '120'), await accountOf(person, '120-annuity')]).toEqual(['0', '36000']);
});

it('moves between two funds here as two vouchers with one reference, and books the money once though bank and statement both tell of it', async () => {
  const { person } = await insured('110', ['2019-01', '2019-02'], 300_000, 48_000);
  await supplied('110', '5000.00');
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await account(fundBankAccount(areaCode, '120', '1002'));
  const path = `/v1/people/${person}/insurance-transfers`;
  const moving = await ask(path, {
    direction: 'between',
    from: '110',
    to: '120',
    on: '2026-10-31',
    reason: '考入事业单位',
  });
  await decide(moving.body.approval);
  await until(moving.body.id, 'done');
  expect(await balances('120')).toMatchObject({ '4301': '1200.00', '1002': '1200.00' });
  expect([await accountOf(person, '110'), await accountOf(person, '120')]).toEqual(['0', '48000']);
  await arrives('120', '2026-11-23', '1200.00', moving.body.reference);
  expect(await balances('120')).toMatchObject({ '4301': '1200.00', '1002': '1200.00' });
  expect(await countedOf(person)).toMatchObject([
    { scheme: '110', months: 0, movedOut: 2 },
    { scheme: '120', months: 2, movedIn: 2 },
  ]);
  // Residents' and employees' medical insurance: nothing moves along.
  const medical = await ask(path, {
    direction: 'between',
    from: '390',
    to: '310',
    on: '2026-10-31',
    reason: '就业',
  });
  expect(medical.body).toMatchObject({ code: 'transfer-not-possible' });
});

it('moves the account of an employee of few months to the residents at the statutory age, and gives back what was paid twice', async () => {
  const { person } = await insured('110', ['2020-01', '2020-02', '2020-03'], 300_000, 72_000);
  await counter.query(
    `insert into due (id, person_id, scheme, period, amount_fen, state, assessment, assessed_at) values ($1, $2, '170', '2020', 12000, 'paid', '{"tiers":[],"creditsPersonalAccount":true}', now())`,
    [randomUUID(), person],
  );
  await counter.query(
    `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values ($1, $2, '170', 12000, 1) returning id)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
     select id, 1, 'personal', 12000, 12000, '2020', now() from a`,
    [randomUUID(), person],
  );
  await supplied('110', '1000.00');
  await supplied('170', '1000.00');
  const { areaCode } = counter.app.get<CentralConfig>(CONFIG, { strict: false });
  await account(fundBankAccount(areaCode, '170', '1002'));
  const previews = `/v1/people/${person}/insurance-transfer-previews`;
  const back = await ask<Record<string, unknown>>(previews, { direction: 'between', from: '170', to: '110' });
  expect(back.body).toMatchObject({ code: 'transfer-not-possible' });
  const found = await ask<Record<string, unknown>>(previews, {
    direction: 'between',
    from: '110',
    to: '170',
  });
  expect(found.body).toMatchObject({ months: 3, account: '720.00', pool: '0.00', backToPerson: '30.00' });
  const [card] = await counter.query<{ id: string; account: string }>(
    `select id, bank_account as account from card where bank_account_state = 'active' limit 1`,
  );
  const moving = await ask(`/v1/people/${person}/insurance-transfers`, {
    direction: 'between',
    from: '110',
    to: '170',
    on: '2026-10-31',
    reason: '到龄不足十五年',
  });
  expect((await decide(moving.body.approval)).body).toMatchObject({ code: 'refund-account-missing' });
  await counter.query('update card set person_id = $2 where id = $1', [card?.id, person]);
  await decide(moving.body.approval);
  await until(moving.body.id, 'done');
  expect([await accountOf(person, '110'), await accountOf(person, '170')]).toEqual(['0', '81000']);
  const [refund] = await counter.query(
    `select account, amount_fen::int as amount from outgoing_payment where what = 'overlap-refund'`,
  );
  expect(refund).toEqual({ account: card?.account, amount: 3000 });
  // A younger one cannot yet.
  const young = await insured('110', ['2021-01'], 300_000, 100, '1990-01-01');
  const early = await ask<Record<string, unknown>>(`/v1/people/${young.person}/insurance-transfer-previews`, {
    direction: 'between',
    from: '110',
    to: '170',
  });
  expect(early.body).toMatchObject({
    code: 'transfer-not-possible',
    detail: expect.stringContaining('2053-'),
  });
});

it('says of somebody taken into another scheme what becomes of the one they left, and of somebody from elsewhere whose letter is wanted', async () => {
  const { person, participation } = await insured('110', ['2022-01'], 300_000, 100, '1990-01-01');
  const notices = async () =>
    (
      await counter.ask<{ notices: { kind: string; words: { zh: string } }[] }>(
        'GET',
        `/v1/people/${person}/insurance-transfers`,
      )
    ).body.notices;
  expect(await notices()).toEqual([]);
  await counter.query(
    `update participation set until = '2026-10-31', end_reason = 'left', ended_at = now(), ended_by = '0001' where id = $1`,
    [participation],
  );
  const take = (scheme: string, category: string, unit: string | null) =>
    counter.query(
      `insert into participation (person_id, scheme, category, unit_code, since) values ($1, $2, $3, $4, '2026-11-01')`,
      [person, scheme, category, unit],
    );
  await take('170', 'resident', null);
  expect(await notices()).toMatchObject([
    {
      kind: 'other-scheme',
      words: { zh: expect.stringMatching(/已缴 1 个月.*2053-\d\d 起达到法定退休年龄/) },
    },
  ]);
  await counter.query(`update participation set voided_at = now() where person_id = $1 and scheme = '170'`, [
    person,
  ]);
  await take('120', 'civil-servant', 'T1');
  expect(await notices()).toMatchObject([
    { kind: 'other-scheme', words: { zh: expect.stringContaining('可提请转入机关事业单位') } },
  ]);
  await counter.query(
    `begin; set local session_replication_role = replica;
     update person set social_security_number = overlay(social_security_number placing '110101' from 1), township = null where id = '${person}'; commit`,
  );
  expect((await notices()).map(({ kind }) => kind)).toContain('elsewhere');
});
