/** Promises of the disability allowance: the whole formula near the age, the basic part before, for as long as was paid for, and never beside another pension or the benefit of the jobless. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

type Reckoned = {
  readonly code?: string;
  readonly detail?: string;
  readonly approval: string;
  readonly amount: string;
  readonly firstMonth: string;
  readonly lastMonth: string | null;
  readonly facts: Record<string, unknown>;
  readonly explanation: { readonly steps: readonly { readonly label: { readonly zh: string } }[] };
};
const insured = (birth: string, months = 12): Promise<string> =>
  insuredMonths((sql, values) => counter.query(sql, values), '110', '2026-10', months, {
    birth,
    balance: 5_500_000,
  });
const kind = 'disability-allowance';
const incapableOn = '2026-11-02';
const reckon = (person: string, asked: object) =>
  counter.ask<Reckoned>('POST', `/v1/people/${person}/benefit-claim-previews`, { kind, asked });
const stepsOf = ({ explanation }: Reckoned) => explanation.steps.map(({ label }) => label.zh);

it('is the whole formula for life within five years of the age, with the minimum paid', async () => {
  // Reaches the age in 2031-10.
  const person = await insured('1970-05-10');
  const { body } = await reckon(person, { incapableOn, deemedMonths: 168 });
  expect(body).toMatchObject({
    firstMonth: '2026-12',
    lastMonth: null,
    facts: { months: 180, wholeFrom: '2026-12', pensionFrom: '2031-11', ageMonths: 679 },
  });
  expect(stepsOf(body)).toEqual(['基础养老金', '个人账户养老金', '过渡性养老金', '月养老金']);
});

it('is the basic part more than five years before, until five are left', async () => {
  // 60 in 2035-05, 124 months after the reform began: 32 months later, in 2038-01.
  const person = await insured('1975-05-10');
  const { body } = await reckon(person, { incapableOn, deemedMonths: 168 });
  expect(body).toMatchObject({ lastMonth: null, facts: { wholeFrom: '2033-01', pensionFrom: '2038-02' } });
  expect(stepsOf(body)).toEqual(['基础养老金']);
});

it.each([
  [48, '2027-11'],
  [60, '2027-11'],
  [61, '2028-02'],
  [120, '2029-02'],
])('with %i months paid ends in %s', async (months, lastMonth) => {
  const person = await insured('1975-05-10');
  const { body } = await reckon(person, { incapableOn, deemedMonths: months - 12 });
  expect(body).toMatchObject({ lastMonth, facts: { months, wholeFrom: null, pensionFrom: null } });
});

it('is refused at the age, before the finding, without it, and to whoever never paid', async () => {
  const old = await insured('1966-03-10');
  expect((await reckon(old, { incapableOn })).body.detail).toContain('应申领基本养老金');
  const person = await insured('1975-05-10');
  expect((await reckon(person, { incapableOn: '2026-12-01' })).body.detail).toContain('今天之后');
  expect((await reckon(person, {})).body.detail).toContain('鉴定日期');
  const never = await insuredMonths((sql, values) => counter.query(sql, values), '210', '2026-10', 12, {
    birth: '1975-05-10',
  });
  expect((await reckon(never, { incapableOn })).body.detail).toContain('没有职工养老缴费');
});

it('stands alone: no pension beside it, and not while the benefit of the jobless goes on', async () => {
  const person = await insured('1970-05-10');
  const told = { kind, asked: { incapableOn, deemedMonths: 168 }, reason: '完全丧失劳动能力' };
  const path = `/v1/people/${person}/benefit-claims`;
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts)
     values ($1, $1, 'unemployment', '210', false, '2026-09', '2027-08', '{}')`,
    [person],
  );
  expect((await counter.ask<Reckoned>('POST', path, told)).body.code).toBe('benefit-drawn');
  await counter.query(`update benefit_claim set last_month = '2026-10' where person_id = $1`, [person]);
  const papers = ['capacity-finding', 'allowance-application', 'personal-file'];
  const documents = await handInPapers(counter, person, ...papers);
  const { body } = await counter.ask<Reckoned>('POST', path, { ...told, documents });
  for (const staff of ['0301', '0201']) {
    await counter.signIn(staff);
    expect((await counter.ask('POST', `/v1/approvals/${body.approval}/approval`, {})).status).toBe(200);
  }
  await counter.signIn();
  const pension = { kind: 'employee-pension', asked: {} };
  const beside = await counter.ask<Reckoned>('POST', `/v1/people/${person}/benefit-claim-previews`, pension);
  expect(beside.body.code).toBe('pension-drawn');
  const jobless = { kind: 'unemployment', asked: { registeredOn: '2026-11-03' } };
  const again = await counter.ask<Reckoned>('POST', `/v1/people/${person}/benefit-claim-previews`, jobless);
  expect(again.body.code).toBe('benefit-drawn');
});
