/** Promises of a pension that begins in the past: what was paid for its months counts for nothing, is shown before, and goes back to whoever paid, once. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { Database } from '../../ground/database/database.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { month } from '#libs/kernel/plain-date.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 90_000);
afterAll(() => counter.close());

// Retires in 2026-07: the pension begins in 2026-08.
const birth = '1966-03-10';
const asked = { deemedMonths: 168 };
type Answer = {
  readonly code?: string;
  readonly detail?: string;
  readonly approval: string;
  readonly firstMonth: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly effects: readonly { readonly value: { readonly zh: string } }[];
};
const insured = (
  scheme: string,
  last: string,
  count: number,
  more: { balance?: number; known?: string } = {},
) => insuredMonths((sql, values) => counter.query(sql, values), scheme, last, count, { birth, ...more });
/** What is on record was made in the month before. */
const madeBefore = () =>
  counter.query(`update assessment_run set parameters_known_at = '2026-10-31T12:00:00+08:00'`);
const preview = async (person: string, told: object = asked) =>
  (
    await counter.ask<Answer>('POST', `/v1/people/${person}/benefit-claim-previews`, {
      kind: 'employee-pension',
      asked: told,
    })
  ).body;
const claim = async (person: string): Promise<string> => {
  const documents = await handInPapers(counter, person, 'retirement-approval', 'personal-file');
  const body = { kind: 'employee-pension', asked, documents, reason: '到龄退休' };
  const answer = await counter.ask<Answer>('POST', `/v1/people/${person}/benefit-claims`, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.approval;
};
const decide = async (approval: string, staff: string) => {
  await counter.signIn(staff);
  const answer = await counter.ask<Answer>('POST', `/v1/approvals/${approval}/approval`, {});
  await counter.signIn();
  return answer;
};
const approve = async (approval: string): Promise<void> => {
  for (const staff of ['0301', '0201']) expect((await decide(approval, staff)).status).toBe(200);
  await settled();
};
/** Waits until the job has done all runs that were laid out. */
const settled = async (): Promise<void> => {
  while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
    await wait(20);
};
const tooMuch = (column: 'unit_code' | 'person_id', of: string, scheme: string) =>
  counter.query<{ period: string; part: string; amount: string; state: string }>(
    `select period, part, amount_fen::text as amount, state from overpayment where ${column} = $1 and scheme = $2 order by period, part desc`,
    [of, scheme],
  );
/** A flexible worker of a tier of 60 % with months from one on paid at a window: 1,000 yuan each, 400 of them for the account. */
const flexible = async (months: readonly string[]): Promise<string> => {
  const person = await insured('410', '2025-01', 1);
  const [participation, account] = [randomUUID(), randomUUID()];
  await counter.query(
    `insert into participation (id, person_id, scheme, since, category, tier_percent) values ($1, $2, '110', '2025-08-01', 'flexible', 60)`,
    [participation, person],
  );
  await counter.query(`insert into personal_account (id, person_id, scheme) values ($1, $2, '110')`, [
    account,
    person,
  ]);
  for (const [at, period] of months.entries()) {
    const [run] = await counter.query<{ number: number }>(
      `insert into assessment_run (scheme, period, reason, person_id, parameters_known_at, rules, state, planned_at, done_at)
       values ('110', $1, 'single', $2, now(), 1, 'done', now(), now()) returning number`,
      [period, person],
    );
    await counter.query(
      `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen, inputs) values ($1, $2, 1, $3, 500000, 0, 100000, 0, '{"t": 60}')`,
      [participation, period, run?.number],
    );
    const [key, due] = [randomUUID(), randomUUID()];
    await counter.query(
      `insert into operation (key, terminal_id, staff_number, kind, channel, body_digest, total_fen, state, receipt_number, business_date, started_at)
       values ($1::uuid, $2, '0001', 'payment', 'cash', 'd', 100000, 'succeeded', $1::text, $3, now())`,
      [key, randomUUID(), `${period}-15`],
    );
    await counter.query(
      `insert into due (id, person_id, participation_id, scheme, period, amount_fen, assessment, state, settled_by, assessed_at)
       values ($1, $2, $3, '110', $4, 100000, '{"tiers": [], "creditsPersonalAccount": true, "accountShare": {"of": "1000.00", "toAccount": "400.00"}}', 'paid', $5, now())`,
      [due, person, participation, period, key],
    );
    await counter.query(
      `insert into operation_line (operation_key, line, scheme, period, subject_id, amount_fen, subsidy_fen, account_part_fen)
       values ($1, 1, '110', $2, $3, 100000, 0, 40000)`,
      [key, period, due],
    );
    await counter.query(
      `with a as (update personal_account set balance_fen = $3, version = $2 where id = $1)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at) values ($1, $2, 'personal', 40000, $3, $4, now())`,
      [account, at + 1, 40_000 * (at + 1), period],
    );
  }
  return person;
};
const monthsOf2025on = [
  ...Array.from({ length: 5 }, (_, at) => `2025-${String(at + 8).padStart(2, '0')}`),
  ...Array.from({ length: 10 }, (_, at) => `2026-${String(at + 1).padStart(2, '0')}`),
];

it('leaves out of the pension what a unit paid for its months, and gives it back to the unit, part by part and once', async () => {
  const person = await insured('110', '2026-10', 15, { balance: 5_500_000 });
  await insured('310', '2026-09', 12, { known: person });
  const found = await preview(person);
  expect(found).toMatchObject({ firstMonth: '2026-08', facts: { months: 180, account: '55000.00' } });
  expect(found.effects.map(({ value }) => value.zh)).toEqual([
    '企业职工基本养老保险，2026-08 – 2026-10（3 个月），待遇单位：单位部分 ¥3.00，个人部分 ¥1.20',
    '职工基本医疗保险，2026-08 – 2026-09（2 个月），待遇单位：单位部分 ¥2.00，个人部分 ¥0.80',
  ]);
  await madeBefore();
  const approval = await claim(person);
  const read = await counter.ask<{ details: { value: { zh: string } }[] }>(
    'GET',
    `/v1/approvals/${approval}`,
  );
  expect(read.body.details.map(({ value }) => value.zh)).toEqual(
    expect.arrayContaining(found.effects.map(({ value }) => value.zh)),
  );
  await approve(approval);
  const three = ['2026-08', '2026-09', '2026-10'].flatMap((period) => [
    { period, part: 'unit', amount: '100', state: 'open' },
    { period, part: 'person', amount: '40', state: 'open' },
  ]);
  expect(await tooMuch('unit_code', 'B1', '110')).toEqual(three);
  expect(await tooMuch('unit_code', 'B1', '310')).toEqual(three.slice(0, 4));
  // The same told again finds nothing more.
  await counter.app
    .get(Database, { strict: false })
    .transaction((tx) =>
      counter.app
        .get(ParticipationsService, { strict: false })
        .personChanged(tx, person, month('2026-08'), '0001'),
    );
  await settled();
  expect(await tooMuch('unit_code', 'B1', '110')).toEqual(three);
}, 120_000);

it('gives back to a flexible worker what they paid at a window, with the part of the account', async () => {
  const person = await flexible(monthsOf2025on);
  const found = await preview(person);
  // Twelve months up to July of 400 each: what came of the three later ones goes.
  expect(found).toMatchObject({ facts: { months: 180, account: '4800.00' } });
  expect(found.effects.map(({ value }) => value.zh)).toEqual([
    '企业职工基本养老保险，2026-08 – 2026-10，本人缴纳 ¥3,000.00',
  ]);
  await madeBefore();
  const approval = await claim(person);
  await approve(approval);
  expect(await tooMuch('person_id', person, '110')).toEqual(
    ['2026-08', '2026-09', '2026-10'].map((period) => ({
      period,
      part: 'person',
      amount: '100000',
      state: 'open',
    })),
  );
}, 120_000);

it('says to pay on, and is outdated by a payment in between', async () => {
  const short = await flexible(monthsOf2025on.slice(0, 12));
  expect((await preview(short, { deemedMonths: 160 })).detail).toContain(
    '至 2026-07 缴费 172 个月，还差 8 个月',
  );
  const approval = await claim(short);
  await counter.query(
    `insert into due (id, person_id, scheme, period, amount_fen, assessment, state, settled_by, assessed_at)
     values ($1, $2, '110', '2026-09', 100000, '{"tiers": [], "creditsPersonalAccount": false}', 'paid', $1, now())`,
    [randomUUID(), short],
  );
  expect((await decide(approval, '0301')).body.code).toBe('approval-outdated');
}, 120_000);
