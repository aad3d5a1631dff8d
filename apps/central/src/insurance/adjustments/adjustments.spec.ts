/** Promises of yearly adjustments: laid out over everybody by the one rule, decided by two others, carried out once, due for past months, and explained back to the award. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adjust } from '#libs/benefits/adjustment.js';
import { readPopulationRule, ruleAt } from '#libs/benefits/population-rule.js';
import type { Facts } from '#libs/benefits/kinds/kind.js';
import { month } from '#libs/kernel/plain-date.js';
import { fen } from '#libs/money/fen.js';
import {
  adjustmentsAt,
  enterPensioners,
  type Pensioner,
  ruleOf2026,
} from '../../../../../test/support/adjustments.js';
import { Counter } from '../../../../../test/support/counter.js';
import { payRunsAt } from '../../../../../test/support/pay-runs.js';
import { Database } from '../../ground/database/database.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';

const people: readonly Pensioner[] = [
  { name: '调待甲' },
  { name: '调待已终止', last: '2026-06' },
  { name: '调待终止当月', last: '2026-07' },
  { name: '调待起领当月', first: '2026-07' },
  { name: '调待其后起领', first: '2026-08' },
  { name: '调待暂停' },
  { name: '调待服刑' },
  { name: '调待差一天七十', birth: '1956-07-01' },
  { name: '调待满七十', birth: '1956-06-30' },
  { name: '调待十五年零一月', months: 181, township: '632802100' },
  { name: '调待十五年', months: 180, township: '632802200' },
  { name: '调待未生成' },
  { name: '调待其间终止' },
];

let counter: Counter;
let ids: ReadonlyMap<string, string>;
const idOf = (name: string): string => ids.get(name) ?? '';

const follow = (names: readonly string[]): Promise<void> =>
  counter.app
    .get(Database, { strict: false })
    .transaction((tx) => counter.app.get(EntitlementsService, { strict: false }).follow(tx, names.map(idOf)));
const change = (name: string, what: string, cause: string, from: string, arrears: boolean | null = null) =>
  counter.query(
    `insert into benefit_change (claim_id, what, cause, from_month, arrears, evidence, entered_by, entered_at) values ($1, $2, $3, $4, $5, '材料', '0001', now())`,
    [idOf(name), what, cause, from, arrears],
  );
type Line = {
  readonly period: string;
  readonly kind: string;
  readonly amount: string;
  readonly before: string;
};
const linesOf = (name: string) =>
  counter.query<Line>(
    `select period, kind, amount_fen::text as amount, before_fen::text as before from entitlement where claim_id = $1 and state <> 'void' order by period, number`,
    [idOf(name)],
  );
const cents = (text = '0'): number => Math.round(Number(text) * 100);
/** Months with what was added to them later. */
const more = (lines: readonly Line[]) =>
  lines.filter(({ before: paid }) => paid !== '0').map(({ period, amount }) => [period, amount]);
const allLines = async () =>
  (
    await counter.query<{ all: string }>(
      `select count(*) || ' ' || sum(amount_fen) as all from entitlement where state <> 'void'`,
    )
  )[0]?.all;

const { propose, finish, read, asking, decide, simulated, approve, drop, as } = adjustmentsAt(() => counter);

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  ids = await enterPensioners(counter, people);
  await change('调待暂停', 'suspended', 'not-proved', '2026-09');
  await change('调待服刑', 'suspended', 'imprisoned', '2026-05');
  await follow(people.map(({ name }) => name).filter((name) => name !== '调待未生成'));
  // Paid up to October, November still to be collected.
  await counter.query(
    `update entitlement set state = 'paid', settled_by = $2 where claim_id = any($1::uuid[]) and period < '2026-11'`,
    [[idOf('调待甲')], randomUUID()],
  );
  // Many more, of all ages, years, places and amounts.
  await counter.query(
    `begin; set local session_replication_role = replica;
     with added as (insert into person (social_security_number, name, sex, birth_date, township)
       select '65' || lpad(n::text, 16, '0'), '核' || n, 'female', date '1936-01-01' + n * 37, (array['632802100', '632802200', '632801001', null])[1 + n % 4]
       from generate_series(1, 400) n returning id, name),
     claims as (insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'employee-pension', '110', true, '2026-06', jsonb_build_object('months', 100 + 3 * substr(name, 2)::int % 431, 'deemedMonths', 0, 'index', '1', 'base', '8000.00',
           'account', '90000.00', 'ageMonths', 720) from added returning id, person_id)
     insert into entitlement (id, claim_id, person_id, scheme, period, amount_fen, account_part_fen, known_at, assessed_at)
       select gen_random_uuid(), id, person_id, '110', '2026-06', 50000 + row_number() over (order by id) * 1733, 0, now(), now() from claims;
     commit`,
  );
}, 120_000);
afterAll(() => counter.close());

describe('a rule', () => {
  it.each([
    ['no part', { rule: {} }, 'rule'],
    [
      'an age twice',
      {
        rule: {
          ages: [
            { from: 70, amount: '1.00' },
            { from: 70, amount: '2.00' },
          ],
        },
      },
      'ages',
    ],
    [
      'a place twice',
      {
        rule: {
          areas: [
            { township: '', amount: '1.00' },
            { township: '', amount: '2.00' },
          ],
        },
      },
      'areas',
    ],
    ['more than a third', { rule: { percent: '40' } }, 'percent'],
    ['a first month of another year', { from: '2025-07' }, 'from'],
  ])('with %s is refused', async (_, asked, detail) => {
    expect((await propose(asked)).body).toMatchObject({ code: 'adjustment-unfit', detail });
  });
});

it('is laid out over everybody by the rule that one person is reckoned by, and changes nothing', async () => {
  const before = await allLines();
  const found = await simulated();
  expect(found.state).toBe('simulated');
  expect(await allLines()).toBe(before);
  const rows = await counter.query<
    Readonly<
      Record<'name' | 'base' | 'increase' | 'fixed' | 'years' | 'percent' | 'area' | 'tilt', string>
    > & {
      readonly months: number;
      readonly age: number;
      readonly township: string | null;
      readonly back: number;
      readonly suspended: boolean;
    }
  >(
    `select p.name, r.base_fen::text as base, r.increase_fen::text as increase, r.fixed_fen::text as fixed, r.years_fen::text as years,
       r.percent_fen::text as percent, r.area_fen::text as area, r.age_fen::text as tilt, r.months, r.age, p.township, r.months_back as back, r.suspended
     from benefit_rise r join adjustment a on a.id = r.adjustment_id join benefit_claim b on b.id = r.claim_id join person p on p.id = b.person_id
     where a.number = $1`,
    [found.number],
  );
  const rule = readPopulationRule(ruleOf2026);
  if ('unfit' in rule) throw new Error(rule.unfit);
  const version = { id: 'test', source: 'test', status: 'local' } as const;
  for (const row of rows) {
    const rise = adjust(
      { pension: fen(BigInt(row.base)), months: row.months, age: row.age },
      ruleAt(rule.rule, row.township, version),
    );
    const { fixed, years, percent, area, age: tilt, increase } = rise;
    expect(row).toMatchObject(
      Object.fromEntries(
        Object.entries({ fixed, years, percent, area, tilt, increase }).map(([part, amount]) => [
          part,
          amount.toString(),
        ]),
      ),
    );
  }
  const of = new Map(rows.map((row) => [row.name, row]));
  expect(rows.filter(({ name }) => name.startsWith('核')).length).toBe(400);
  expect([...of.keys()].filter((name) => name.startsWith('调待')).toSorted()).toEqual(
    people
      .map(({ name }) => name)
      .filter((name) => !['调待已终止', '调待其后起领', '调待服刑'].includes(name))
      .toSorted(),
  );
  expect(of.get('调待差一天七十')).toMatchObject({ age: 69, tilt: '0' });
  expect(of.get('调待满七十')).toMatchObject({ age: 70, tilt: '1500' });
  expect(of.get('调待十五年零一月')).toMatchObject({ years: '1376', area: '800' });
  expect(of.get('调待十五年')).toMatchObject({ years: '1290', area: '1000' });
  expect(of.get('调待甲')).toMatchObject({ area: '600', back: 5 });
  expect(of.get('调待暂停')).toMatchObject({ back: 2, suspended: true });
  // Reckoned where no line tells it: the same pension.
  expect(of.get('调待未生成')).toMatchObject({ base: of.get('调待甲')?.base, back: 0 });
  const { simulation } = found;
  expect(simulation).toMatchObject({ unaffected: 0, unreckoned: 0, all: { heads: rows.length } });
  for (const by of ['fund', 'age', 'years', 'pension', 'rise'])
    expect(
      simulation?.groups.filter((group) => group.by === by).reduce((all, { heads }) => all + heads, 0),
    ).toBe(rows.length);
  const total = rows.reduce((all, { increase }) => all + Number(increase), 0);
  expect(simulation?.parts.reduce((all, { amount }) => all + cents(amount), 0)).toBe(total);
  expect(cents(simulation?.all.past)).toBe(
    rows.reduce((all, { increase, back }) => all + Number(increase) * back, 0),
  );
  const most = Math.max(...rows.map(({ increase }) => Number(increase)));
  expect(cents(simulation?.largest[0]?.increase)).toBe(most);
  expect(simulation?.sample?.parts.map(({ part }) => part)).toEqual([
    'fixed',
    'years',
    'percent',
    'area',
    'age',
  ]);
  expect((await propose()).body).toMatchObject({ code: 'adjustment-exists' });
  await drop(found.number);
  expect((await read(found.number)).state).toBe('refused');
  expect((await asking(found.number)).body.code).toBe('adjustment-state');
});

it('is decided by two others, carried out once with what past months are more by, and paid by the next run', async () => {
  const { number } = await simulated();
  const before = await allLines();
  const { body } = await asking(number);
  expect((await decide(body.approval, '0001')).status).toBe(403);
  await expect(
    counter.query(
      `update adjustment set state = 'applying', approval_id = $2, approved_at = now() where number = $1`,
      [number, body.approval],
    ),
  ).rejects.toMatchObject({ code: 'SS001' });
  expect((await decide(body.approval, '0301')).status).toBe(200);
  expect(await allLines()).toBe(before);
  await counter.query(`update benefit_claim set last_month = '2026-06' where id = $1`, [
    idOf('调待其间终止'),
  ]);
  expect((await decide(body.approval, '0201')).status).toBe(200);
  expect((await read(number)).state).toBe('applying');
  expect((await propose({ year: 2025, from: '2025-01' })).body.code).toBe('adjustment-applying');
  await finish(number);
  const done = await read(number);
  expect(done).toMatchObject({ state: 'applied', outcome: { left: 1, heads: (done.heads ?? 0) - 1 } });
  await expect(finish(number)).rejects.toMatchObject({ code: 'adjustment-state' });
  expect((await propose()).body.code).toBe('adjustment-exists');
  expect((await drop(number)).body).toMatchObject({ code: 'adjustment-state' });
  await expect(
    counter.query('update benefit_rise set applied_at = now() where applied_at is not null'),
  ).rejects.toMatchObject({ code: 'SS001' });

  const [rise] = await counter.query<{ amount: string }>(
    'select increase_fen::text as amount from benefit_rise where claim_id = $1 and applied_at is not null',
    [idOf('调待甲')],
  );
  expect(more(await linesOf('调待甲'))).toEqual(
    ['07', '08', '09', '10', '11'].map((month) => [`2026-${month}`, rise?.amount]),
  );
  expect(more(await linesOf('调待暂停')).map(([period]) => period)).toEqual(['2026-07', '2026-08']);
  expect(more(await linesOf('调待服刑'))).toEqual([]);
  expect(more(await linesOf('调待其间终止'))).toEqual([]);
  // Reckoned one by one, every month comes to what is there: nothing is added, voided or recovered.
  const standing = await allLines();
  await follow(
    people.map(({ name }) => name).filter((name) => !['调待未生成', '调待其间终止'].includes(name)),
  );
  expect(await allLines()).toBe(standing);
  expect(await counter.query('select from benefit_recovery')).toEqual([]);
  // Resumed with arrears: the months in between come with the rise; a pension without lines as well.
  await change('调待暂停', 'resumed', 'resumed', '2026-11', true);
  await follow(['调待暂停', '调待未生成']);
  const perMonth = async (name: string) => {
    const sums = new Map<string, number>();
    for (const { period, amount } of await linesOf(name))
      sums.set(period, (sums.get(period) ?? 0) + Number(amount));
    return Object.fromEntries(sums);
  };
  const whole = await perMonth('调待甲');
  expect(whole['2026-07']).toBe((whole['2026-06'] ?? 0) + Number(rise?.amount));
  expect(await perMonth('调待暂停')).toEqual(whole);
  expect(await perMonth('调待未生成')).toEqual(whole);

  const [{ person } = { person: '' }] = await counter.query<{ person: string }>(
    'select person_id as person from benefit_claim where id = $1',
    [idOf('调待甲')],
  );
  type Shown = {
    readonly awarded: string;
    readonly amount: string;
    readonly rises: readonly {
      readonly base: string;
      readonly after: string;
      readonly increase: string;
      readonly year: number;
    }[];
    readonly explanation: { readonly steps: readonly { readonly result: string; readonly basis: string }[] };
  };
  const shown = (await counter.ask<{ benefits: Shown[] }>('GET', `/v1/people/${person}/benefits`)).body
    .benefits[0];
  expect(shown?.rises).toMatchObject([{ year: 2026, base: shown?.awarded, after: shown?.amount }]);
  expect(shown?.explanation.steps.at(-1)).toMatchObject({
    result: shown?.amount,
    basis: '青人社厅发〔2026〕1号',
  });

  // Granted late, for months before the adjustment: it rises as everybody's did.
  const [{ id: late } = { id: '' }] = await counter.query<{ id: string }>(
    `insert into person (social_security_number, name, sex, birth_date) values ('670000000000000001', '调待迟核定', 'male', '1960-02-01') returning id`,
  );
  await counter.app.get(Database, { strict: false }).transaction(async (tx) => {
    const [facts] = (await tx.query('select facts from benefit_claim where id = $1', [idOf('调待甲')])) as {
      facts: Facts;
    }[];
    const granted = await counter.app.get(EntitlementsService, { strict: false }).grant(tx, {
      personId: late,
      payeeId: late,
      kind: 'employee-pension',
      scheme: '110',
      isPension: true,
      firstMonth: month('2026-04'),
      lastMonth: null,
      facts: facts?.facts ?? {},
      applicationId: null,
    });
    ids = new Map([...ids, ['调待迟核定', granted ?? '']]);
  });
  expect(await perMonth('调待迟核定')).toEqual(whole);

  const runs = payRunsAt(() => counter, '110');
  const run = await runs.listed('2026-11');
  const [listed] = await counter.query<{ amount: string }>(
    `select i.amount_fen::text as amount from pay_run_item i join pay_run r on r.id = i.run_id where r.number = $1 and i.person_id = $2`,
    [run.number, person],
  );
  // November, and what July to November are more by.
  expect(Number(listed?.amount)).toBe((whole['2026-06'] ?? 0) + 5 * Number(rise?.amount));
});

it('is outdated by another adjustment in between', async () => {
  const later = await simulated({ year: 2027, from: '2027-01' });
  const { body } = await asking(later.number);
  expect((await decide(body.approval, '0301')).status).toBe(200);
  const between = await simulated({ year: 2028, from: '2028-01' });
  expect(between.heads).toBe(later.heads);
  await approve(between.number);
  await finish(between.number);
  expect((await decide(body.approval, '0201')).body.code).toBe('approval-outdated');
  expect(await as('0501', () => counter.ask('POST', '/v1/adjustments', {}))).toMatchObject({ status: 403 });
});
