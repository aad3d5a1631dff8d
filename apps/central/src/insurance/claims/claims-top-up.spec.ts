/** Promises of whoever goes from the allowance of a work injury over to a pension: one stops as the other begins, and the fund adds what the pension is lower by. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adjustmentsAt } from '../../../../../test/support/adjustments.js';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { payRunsAt } from '../../../../../test/support/pay-runs.js';
import { RetirementsAhead } from '../retirements/retirements-ahead.service.js';

let counter: Counter;
let person: string;
const { applied, as } = adjustmentsAt(() => counter);

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  // Retires in 2026-07 with 180 months, 168 of them deemed; a wage of 6,000 before the injury.
  const birth = '1966-03-10';
  person = await insured('110', '2026-06', 12, { birth, balance: 5_500_000 });
  await insured('410', '2026-06', 24, { birth, known: person });
}, 90_000);
afterAll(() => counter.close());

type Rest = Parameters<typeof insuredMonths> extends [unknown, ...infer Rest] ? Rest : never;
const insured = (...of: Rest): Promise<string> =>
  insuredMonths((sql, values) => counter.query(sql, values), ...of);
type Answer = {
  readonly code?: string;
  readonly detail?: string;
  readonly approval: string;
  readonly firstMonth: string;
  readonly amount: string;
  readonly monthsPast: number;
  readonly amountPast: string;
  readonly amountNow: string;
  readonly effects: readonly { readonly value: { readonly zh: string } }[];
};
const preview = (kind: string, asked: object = {}, of = person) =>
  counter.ask<Answer>('POST', `/v1/people/${of}/benefit-claim-previews`, { kind, asked });
const granted = async (kind: string, asked: object, ...papers: readonly string[]): Promise<void> => {
  const documents = await handInPapers(counter, person, ...papers);
  const claim = { kind, asked, documents, reason: '申领' };
  const { status, body } = await counter.ask<Answer>('POST', `/v1/people/${person}/benefit-claims`, claim);
  expect({ status, body }).toMatchObject({ status: 201 });
  for (const staff of ['0301', '0201'])
    expect(
      await as(staff, () => counter.ask('POST', `/v1/approvals/${body.approval}/approval`, {})),
    ).toMatchObject({ status: 200 });
};
type Benefit = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly stateCause: { readonly zh: string } | null;
  readonly lastMonth: string | null;
  readonly amount: string;
  readonly openMonths: number;
  readonly recoverTotal: string;
  readonly explanation: { readonly steps: readonly { readonly label: { readonly zh: string } }[] };
};
const benefit = async (kind: string): Promise<Benefit> => {
  const { benefits } = (await counter.ask<{ benefits: Benefit[] }>('GET', `/v1/people/${person}/benefits`))
    .body;
  const found = benefits.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};
const injuryPapers = ['injury-determination', 'capacity-finding'];
const injury = { injuredOn: '2026-01-20', grade: 1 };
const cents = (yuan: string): number => Math.round(Number(yuan) * 100);
const ahead = async () => {
  await counter.app.get(RetirementsAhead, { strict: false }).bringUp(new AbortController().signal);
  const { retirements } = (
    await counter.ask<{
      retirements: { personId: string; scheme: string; post: string; ways: string[] }[];
    }>('GET', `/v1/retirements-ahead?limit=100&search=${encodeURIComponent('李领取')}`)
  ).body;
  return retirements.filter(({ personId }) => personId === person);
};

it('is nothing before a pension is drawn, and the list of those near the age says that it will be', async () => {
  await granted('injury-allowance', { ...injury, firstMonth: '2026-02' }, ...injuryPapers);
  expect(await benefit('injury-allowance')).toMatchObject({ amount: '5400.00', openMonths: 10 });
  expect((await preview('injury-top-up')).body.detail).toContain('尚未领取职工基本养老金');
  expect(await ahead()).toMatchObject([{ scheme: '110', ways: expect.arrayContaining(['top-up']) }]);
});

it('stops the allowance as the pension begins, shown before, and recovers what was paid of it since', async () => {
  // Paid up to September: two months of them are the pension's.
  await counter.query(
    `update entitlement set state = 'paid', settled_by = $2 where claim_id = $1 and period < '2026-10'`,
    [(await benefit('injury-allowance')).id, randomUUID()],
  );
  const told = { deemedMonths: 168 };
  const { body } = await preview('employee-pension', told);
  expect(body.firstMonth).toBe('2026-08');
  expect(body.effects.map(({ value }) => value.zh)).toEqual([
    '伤残津贴，自 2026-08 起，已发 ¥10,800.00 待追回',
  ]);
  await granted('employee-pension', told, 'retirement-approval', 'personal-file');
  expect(await benefit('injury-allowance')).toMatchObject({
    state: 'ended',
    stateCause: { zh: '开始领取养老金' },
    lastMonth: '2026-07',
    openMonths: 0,
    recoverTotal: '10800.00',
  });
  expect((await preview('injury-allowance', injury)).body.detail).toContain('伤残津贴停发');
});

it('finds whoever has not claimed it, and leaves them out once they have', async () => {
  expect((await ahead()).at(-1)).toMatchObject({ scheme: '410', post: 'retired', ways: ['top-up'] });
  const pension = await benefit('employee-pension');
  const { body } = await preview('injury-top-up');
  const difference = 540_000 - cents(pension.amount);
  expect(difference).toBeGreaterThan(0);
  expect(body).toMatchObject({ firstMonth: '2026-08', monthsPast: 4 });
  expect([cents(body.amount), cents(body.amountPast)]).toEqual([difference, 4 * difference]);
  await granted('injury-top-up', {}, ...injuryPapers);
  expect(await benefit('injury-top-up')).toMatchObject({ amount: body.amount, openMonths: 4 });
  expect((await preview('injury-top-up')).body.code).toBe('benefit-drawn');
  counter.clock.instant = new Date('2026-11-25T09:00:00+08:00');
  await counter.authenticate();
  await counter.signIn();
  expect(await ahead()).toEqual([]);
});

it('is less by each rise of the pension, down to nothing, and a run says so of whoever it paid', async () => {
  const before = await benefit('injury-top-up');
  await applied({ year: 2026, from: '2026-10', rule: { fixed: '100.00' } });
  const after = await benefit('injury-top-up');
  expect(cents(after.amount)).toBe(cents(before.amount) - 10_000);
  expect(after.explanation.steps.map(({ label }) => label.zh)).toEqual([
    '停发前伤残津贴',
    '基金补足差额',
    '2026 年养老金调整，抵减差额',
    '调整后差额',
  ]);
  const lines = await counter.query<{ period: string; amount: string }>(
    `select period, sum(amount_fen)::text as amount from entitlement where claim_id = $1 and state <> 'void' group by period order by period`,
    [before.id],
  );
  const whole = cents(before.amount);
  expect(lines.map(({ amount }) => Number(amount))).toEqual([whole, whole, whole - 10_000, whole - 10_000]);
  // Of somebody who claims only now, the months up to this one come with the rise.
  const late = await insured('110', '2026-06', 12, { birth: '1966-03-12', balance: 5_500_000 });
  const { body } = await preview('employee-pension', { deemedMonths: 168 }, late);
  expect(cents(body.amountNow)).toBe(cents(body.amount) + 10_000);
  expect(cents(body.amountPast)).toBe(4 * cents(body.amount) + 2 * 10_000);
  await counter.query(
    `update entitlement set state = 'paid', settled_by = $2 where claim_id = $1 and state = 'open'`,
    [before.id, randomUUID()],
  );
  await applied({ year: 2027, from: '2027-01', rule: { fixed: '9000.00' } });
  expect(cents((await benefit('injury-top-up')).amount)).toBe(whole - 10_000);
  counter.clock.instant = new Date('2027-01-25T09:00:00+08:00');
  await counter.authenticate();
  await counter.signIn();
  expect((await benefit('injury-top-up')).amount).toBe('0.00');
  const run = await payRunsAt(() => counter, '410').listed('2027-01');
  expect(run.compared.map(({ reason }) => reason)).not.toContain('unexplained');
}, 120_000);

it('is not due of a pension that is no lower, nor without an allowance', async () => {
  const birth = '1966-04-10';
  const other = await insured('110', '2026-06', 180, { birth, balance: 5_500_000 });
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
     values ($1, $1, 'employee-pension', '110', true, '2026-09',
       '{"months": 180, "deemedMonths": 0, "index": "1", "base": "9056.00", "account": "90000.00", "ageMonths": 724}')`,
    [other],
  );
  expect((await preview('injury-top-up', {}, other)).body.detail).toContain('没有工伤保险基金支付的伤残津贴');
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts)
     values ($1, $1, 'injury-allowance', '410', false, '2020-01', '2026-08',
       '{"injuredOn": "2019-12-01", "grade": 4, "wage": "1000.00", "averageWage": "1000.00"}')`,
    [other],
  );
  expect((await preview('injury-top-up', {}, other)).body.detail).toContain('不低于伤残津贴');
});
