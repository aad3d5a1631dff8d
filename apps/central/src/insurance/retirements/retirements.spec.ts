/** Promises of the work list of those who reach the age: found before they come, with what is missing, and gone once they draw a pension. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { RetirementsAhead } from './retirements-ahead.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

type Row = {
  readonly personId: string;
  readonly scheme: string;
  readonly post: string;
  readonly month: string;
  readonly paid: number;
  readonly least: number;
  readonly missingThen: number;
  readonly unpaid: readonly string[];
  readonly ways: readonly string[];
};

type Rest = Parameters<typeof insuredMonths> extends [unknown, ...infer Rest] ? Rest : never;
const insured = (...of: Rest): Promise<string> =>
  insuredMonths((sql, values) => counter.query(sql, values), ...of);
const bringUp = () =>
  counter.app.get(RetirementsAhead, { strict: false }).bringUp(new AbortController().signal);
const listed = async (query = ''): Promise<readonly Row[]> =>
  (
    await counter.ask<{ retirements: Row[] }>(
      'GET',
      `/v1/retirements-ahead?limit=100&search=${encodeURIComponent('李领取')}${query}`,
    )
  ).body.retirements;

it('finds who is near the age, with months paid, missing and not paid, and whoever is not near it never', async () => {
  // Insured since 2025-07, paid up to 2026-06: 60 in 2026-09 by the ages of before, 2027-03 by the law.
  const man = await insured('110', '2026-06', 12, { birth: '1966-09-10' });
  const woman = await insured('110', '2026-10', 12, { birth: '1975-12-05', sex: 'female' });
  await insured('110', '2026-10', 3, { birth: '1990-01-01' });
  await bringUp();
  const rows = await listed();
  expect(rows.filter(({ personId }) => personId === man)).toMatchObject([
    {
      scheme: '110',
      post: 'male',
      month: '2027-03',
      paid: 12,
      least: 180,
      missingThen: 164,
      unpaid: ['2026-07/2026-10'],
      ways: ['pay-on', 'to-resident', 'end'],
    },
  ]);
  expect(rows.filter(({ personId }) => personId === woman)).toMatchObject([
    { post: 'female-worker', month: '2026-06', missingThen: 168, unpaid: [] },
  ]);
  expect(rows).toHaveLength(2);
  expect((await listed('&missing=yes')).map(({ personId }) => personId)).toEqual([woman, man]);
  expect((await listed('&months=1')).map(({ personId }) => personId)).toEqual([woman]);
  expect(await listed('&scheme=170')).toEqual([]);
}, 180_000);

it('forgets whoever draws a pension by now, and does the same again without a change', async () => {
  const before = await listed();
  await bringUp();
  expect(await listed()).toEqual(before);
  const [first] = before;
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
     values ($1, $1, 'employee-pension', '110', true, '2026-11', '{}')`,
    [first?.personId],
  );
  counter.clock.instant = new Date('2026-11-25T09:00:00+08:00');
  await counter.authenticate();
  await counter.signIn();
  await bringUp();
  expect((await listed()).map(({ personId }) => personId)).not.toContain(first?.personId);
}, 180_000);
