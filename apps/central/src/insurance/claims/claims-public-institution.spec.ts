/** Promises of the pension of public institutions: the new rule alone since 2024-10, held against the old one before, and the annuity beside it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { yuan } from '#libs/money/fen.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

type Reckoned = {
  readonly code?: string;
  readonly detail?: string;
  readonly amount: string;
  readonly firstMonth: string;
  readonly facts: Record<string, unknown>;
  readonly explanation: {
    readonly steps: readonly { readonly label: { readonly zh: string }; readonly result: string }[];
  };
};
/** Paid for two years; 95,000 yuan on the annuity's account. */
const insured = async (birth: string, last: string): Promise<string> => {
  const person = await insuredMonths((sql, values) => counter.query(sql, values), '120', last, 24, {
    birth,
    balance: 5_500_000,
  });
  await counter.query(
    `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values (gen_random_uuid(), $1, '120-annuity', 9500000, 1) returning id)
     insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
     select id, 1, 'personal', 9500000, 9500000, '2016', now() from a`,
    [person],
  );
  return person;
};
const reckon = (person: string, asked: object) =>
  counter.ask<Reckoned>('POST', `/v1/people/${person}/benefit-claim-previews`, {
    kind: 'public-institution-pension',
    asked,
  });
const resultOf = ({ explanation }: Reckoned, label: string): bigint =>
  yuan(explanation.steps.find(({ label: { zh } }) => zh === label)?.result ?? '');

it('is by the new rule alone since 2024-10, the annuity beside what the fund pays', async () => {
  const person = await insured('1966-03-10', '2026-06');
  const told = { deemedMonths: 156, transitionalPension: '612.40' };
  expect((await reckon(person, { deemedMonths: 156 })).body.detail).toContain('过渡性养老金');
  expect((await reckon(person, { ...told, formerPension: '5200.00' })).body.detail).toContain('只按新办法');
  const { body } = await reckon(person, told);
  expect(body).toMatchObject({
    firstMonth: '2026-08',
    facts: { months: 180, account: '55000.00', annuity: '95000.00', formerPension: null },
  });
  const parts = ['基础养老金', '个人账户养老金', '核定的过渡性养老金'].map((label) => resultOf(body, label));
  // 60 years and 4 months: 95000 ÷ 136.7.
  expect(resultOf(body, '职业年金月支付')).toBe(yuan('694.95'));
  expect(yuan(body.amount)).toBe(parts.reduce((all, part) => all + part, 0n));
});

it('is never below the old rule for who retired in the ten years, and brings a share of what the new one is more', async () => {
  // 60 in 2023-06: nine tenths of what is more.
  const person = await insured('1963-06-10', '2023-06');
  const told = { deemedMonths: 156, transitionalPension: '612.40' };
  expect((await reckon(person, told)).body.detail).toContain('老办法待遇');
  const { body: low } = await reckon(person, { ...told, formerPension: '100.00' });
  const annuity = resultOf(low, '职业年金月支付');
  const renewed =
    ['基础养老金', '个人账户养老金', '核定的过渡性养老金'].reduce(
      (all, label) => all + resultOf(low, label),
      0n,
    ) + annuity;
  const beyond = renewed - yuan('100.00');
  expect(yuan(low.amount)).toBe(yuan('100.00') + (beyond * 9n + 5n) / 10n - annuity);
  const { body: high } = await reckon(person, { ...told, formerPension: '9000.00' });
  expect(yuan(high.amount)).toBe(yuan('9000.00') - annuity);
});

it('is not due while months are missing', async () => {
  const person = await insured('1966-03-10', '2026-06');
  expect((await reckon(person, {})).body.detail).toContain('还差 156 个月');
});
