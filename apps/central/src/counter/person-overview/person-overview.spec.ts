/** Promises of all about one person: what there is, what was known on a day before, and that each look is on record. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { holderOf } from '../../../../../test/support/card-window.js';
import { Counter, payable } from '../../../../../test/support/counter.js';

type Overview = components['schemas']['PersonOverviewDto'];

const card = 'suonan-daiji';
const purpose = '咨询参保情况';
let counter: Counter;
let personId = '';
let receipt = '';

const overview = (whose: object = { personId }) =>
  counter.ask<Overview & { readonly code?: string }>('POST', '/v1/person-overviews', { purpose, ...whose });
const on = async (day: string) => (await overview({ personId, on: day })).body;

beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap(card);
  const [first] = payable(session);
  if (first === undefined) throw new Error('nothing is due');
  receipt = (await counter.pay(card, session, [first])).body.receiptNumber ?? '';
  const [person] = await counter.query<{ id: string }>(
    'select person_id as id from operation where receipt_number = $1',
    [receipt],
  );
  personId = person?.id ?? '';
}, 60_000);
afterAll(() => counter.close());

/** Of the one benefit that they draw. */
const lifeOn = async (day: string) => {
  const [benefit] = (await on(day)).benefits;
  return {
    events: benefit?.events.map((event) => [event.what, event.on, event.cause?.zh ?? null]),
    spans: benefit?.spans.map(({ from, to, amount, state }) => [from, to, amount, state]),
    lastMonth: benefit?.lastMonth,
  };
};

describe('all about one person', () => {
  it('is found by card, by number and by id, as one answer', async () => {
    const { body: session } = await counter.tap(card);
    const byCard = await overview({ cardSessionId: session.id });
    const byNumber = await overview({
      socialSecurityNumber: holderOf(counter, card).socialSecurityNumber,
    });
    const { looks: _, ...whole } = byCard.body;
    expect(byCard.status).toBe(200);
    expect(byNumber.body).toMatchObject(whole);
    const { body } = await overview();
    expect(body).toMatchObject(whole);
    expect(body).toMatchObject({
      on: '2026-11-24',
      person: { id: personId, name: '索南代吉', sex: 'female', diedOn: null },
      participations: [{ scheme: '170', category: 'resident', until: null }, { scheme: '390' }],
      openTotal: expect.any(String),
      cards: [{ state: 'enabled', words: { zh: '正常' } }],
      benefits: [],
    });
    expect(body.person.maskedNumber).toMatch(/^63\*+\d[\dX]$/);
    expect(body.payments).toMatchObject([{ kind: 'payment', receiptNumber: receipt, undone: false }]);
    expect(body.dues.filter(({ state }) => state === 'paid')).toMatchObject([
      { receiptNumber: receipt, paidOn: '2026-11-24', inArrears: false },
    ]);
    expect(body.accounts).toMatchObject([{ scheme: '170' }]);
    expect(body.accounts[0]?.balance).toBe(body.accounts[0]?.entries[0]?.balanceAfter);
  });

  it('shows a day before as it was known then: what was entered, ended, voided, paid and lost later is not there yet', async () => {
    await counter.query(
      `update participation set entered_at = '2026-01-05T02:00:00Z', entered_by = '0001', ended_at = '2026-10-01T02:00:00Z', ended_by = '0001',
         until = '2026-09-30', end_reason = 'left' where person_id = $1 and scheme = '390'`,
      [personId],
    );
    await counter.query(
      `insert into participation (person_id, scheme, category, since, entered_at, entered_by, voided_at, voided_by, void_reason)
       values ($1, '110', 'flexible', '2026-02-01', '2026-02-02T02:00:00Z', '0001', '2026-03-02T02:00:00Z', '0001', '录入错误')`,
      [personId],
    );
    const [held] = await counter.query<{ id: string }>('select id from card where person_id = $1', [
      personId,
    ]);
    await counter.query(`update card set state = 'formally-lost' where id = $1`, [held?.id]);
    await counter.query(
      `insert into card_event (card_id, at, act, from_state, to_state) values ($1, '2026-11-20T02:00:00Z', 'report-loss', 'enabled', 'formally-lost')`,
      [held?.id],
    );
    await counter.query(`update due set assessed_at = '2026-06-01T00:00:00Z' where person_id = $1`, [
      personId,
    ]);
    const schemesOn = async (day: string) =>
      (await on(day)).participations.map(({ scheme, until }) => `${scheme} ${until ?? ''}`.trim());
    expect(await schemesOn('2026-01-04')).toEqual(['170']);
    expect(await schemesOn('2026-02-10')).toEqual(['110', '170', '390']);
    expect(await schemesOn('2026-03-02')).toEqual(['170', '390']);
    expect(await schemesOn('2026-09-30')).toEqual(['170', '390']);
    expect(await schemesOn('2026-10-01')).toEqual(['170', '390 2026-09-30']);
    expect((await on('2026-11-19')).cards).toMatchObject([{ state: 'enabled' }]);
    expect((await on('2026-11-20')).cards).toMatchObject([{ state: 'formally-lost' }]);
    const before = await on('2026-11-23');
    expect(before.payments).toEqual([]);
    expect(before.dues.every(({ state }) => state !== 'paid')).toBe(true);
    expect(before.accounts).toMatchObject([{ balance: '0.00', entries: [] }]);
    expect((await on('2026-11-24')).accounts).not.toMatchObject([{ balance: '0.00' }]);
    expect(await on('2026-05-31')).toMatchObject({ dues: [], openTotal: '0.00', arrearsTotal: '0.00' });
  });

  it('shows what was assessed by a day although its due has followed other lines since', async () => {
    const [line] = await counter.query<{ run: number; period: string; owed: string }>(
      `select l.run, l.period, (sum(l.person_fen) / 100.0)::numeric(12, 2)::text as owed
       from due d join assessment_line l on l.participation_id = d.participation_id and l.period = d.period
       where d.person_id = $1 and d.scheme = '390' group by l.run, l.period limit 1`,
      [personId],
    );
    await counter.query(
      `update assessment_run set planned_at = '2026-04-01T00:00:00Z', done_at = '2026-04-01T00:00:00Z' where number = $1`,
      [line?.run],
    );
    const dues = async (day: string) =>
      (await on(day)).dues.filter(({ scheme, period }) => scheme === '390' && period === line?.period);
    expect(await dues('2026-03-31')).toEqual([]);
    expect(await dues('2026-04-01')).toMatchObject([{ amount: line?.owed }]);
  });

  it('tells what stood in the register before, and shows it on days when it did', async () => {
    await counter.query(
      `insert into person_former (person_id, field, value, until) values ($1, 'name', '索南代姐', '2025-06-01T00:00:00Z')`,
      [personId],
    );
    expect((await on('2025-05-31')).person).toMatchObject({ name: '索南代姐', formers: [] });
    expect((await overview()).body.person).toMatchObject({
      name: '索南代吉',
      formers: [{ field: 'name', value: '索南代姐', until: '2025-06-01T00:00:00.000Z' }],
    });
  });

  it('says who looked and what for, and each look is one more', async () => {
    const { body: first } = await overview();
    const { body: second } = await overview();
    expect(second.looks[0]).toMatchObject({
      action: 'person-overviews.read',
      staffNumber: '0001',
      terminalName: '一号窗口',
      purpose,
      refused: null,
    });
    expect(second.looks.length).toBe(Math.min(30, first.looks.length + 1));
    expect((await on('2026-11-23')).looks).toEqual([]);
  });

  it('calls the account of the occupational annuity by its name', async () => {
    await counter.query(
      `insert into personal_account (id, person_id, scheme) values (uuidv7(), $1, '120-annuity')`,
      [personId],
    );
    expect((await overview()).body.accounts).toMatchObject([
      { scheme: '120-annuity', schemeName: { zh: '职业年金' }, balance: '0.00', entries: [] },
      { scheme: '170' },
    ]);
  });

  it('tells the life of what is drawn, and what its months came to, as it was known on the day', async () => {
    await counter.query(
      `begin; set local session_replication_role = replica;
       with a as (insert into benefit_application (person_id, payee_id, kind, scheme, asked, first_month, facts, amount_fen, parameters_known_at, reason,
           state, asked_by, asked_at, decided_at)
         values ('${personId}', '${personId}', 'injury-allowance', '410', '{}', '2026-05', '{}', 200000, now(), '工伤', 'approved', '0001',
           '2026-05-04 10:00+08', '2026-05-12 10:00+08') returning id),
       b as (insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts, application_id)
         select '${personId}', '${personId}', 'injury-allowance', '410', false, '2026-05', '2026-10', '{}', id from a returning id),
       c as (insert into benefit_change (claim_id, what, cause, from_month, evidence, entered_by, entered_at)
         select id, w, c, m, '材料', '0001', e from b, (values ('suspended', 'missing', '2026-08', '2026-08-02 10:00+08'::timestamptz),
           ('ended', 'condition-lost', '2026-11', '2026-11-20 10:00+08')) v (w, c, m, e)),
       o as (insert into operation (key, staff_number, person_id, kind, channel, body_digest, total_fen, state, receipt_number, business_date, started_at, finished_at)
         values (uuidv7(), '0001', '${personId}', 'collection', 'debit', '', 400000, 'succeeded', '63280220260610000001', '2026-06-10', '2026-06-10 10:00+08', '2026-06-10 10:00+08')
         returning key)
       insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, state, known_at, assessed_at, settled_by)
         select b.id, '${personId}', '410', m, 1, 'normal', f, 0, s, now(), t, case when s = 'paid' then o.key end from b, o,
           (values ('2026-05', 200000, 'paid', '2026-05-12 10:00+08'::timestamptz), ('2026-06', 200000, 'paid', '2026-06-01 10:00+08'),
             ('2026-07', 210000, 'open', '2026-07-01 10:00+08')) v (m, f, s, t); commit`,
    );
    const begun = [
      ['claimed', '2026-05-04', null],
      ['granted', '2026-05-12', null],
    ];
    expect(await lifeOn('2026-11-24')).toEqual({
      events: [...begun, ['suspended', '2026-08', '下落不明'], ['ended', '2026-11', '丧失领取条件']],
      spans: [
        ['2026-05', '2026-06', '2000.00', 'paid'],
        ['2026-07', '2026-07', '2100.00', 'open'],
        ['2026-08', '2026-10', '0.00', 'suspended'],
      ],
      lastMonth: '2026-10',
    });
    // The end was not known before it was entered, nor what was paid later.
    expect(await lifeOn('2026-09-01')).toMatchObject({
      events: [...begun, ['suspended', '2026-08', '下落不明']],
      lastMonth: null,
    });
    expect(await lifeOn('2026-06-09')).toEqual({
      events: begun,
      spans: [['2026-05', '2026-06', '2000.00', 'open']],
      lastMonth: null,
    });
  });

  it('refuses a day that has not come or is none, and two ways at once', async () => {
    for (const odd of [{ on: '2026-11-25' }, { on: '2026-02-30' }, { name: '索南代吉' }])
      expect(await overview({ personId, ...odd })).toMatchObject({
        status: 400,
        body: { code: 'malformed-request' },
      });
    const nobody = '01890000-0000-7000-8000-000000000000';
    expect(await overview({ personId: nobody })).toMatchObject({ body: { code: 'person-unknown' } });
  });

  it('is for those who look after people, and not for those who make cards', async () => {
    await counter.addStaff('0888', '制卡员', 'batch-operator', 'delingha-2017');
    await counter.signIn('0888');
    expect(await overview()).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    await counter.signIn('0009');
    expect(await overview()).toMatchObject({ status: 200, body: { person: { id: personId } } });
    await counter.signIn();
  });
});
