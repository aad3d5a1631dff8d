/** Promises of the city's thirteen rises in a row: replayed over pensions one after another, and each pension told back through all of them to its first award. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adjustmentsAt, enterPensioners } from '../../../../../test/support/adjustments.js';
import { Counter } from '../../../../../test/support/counter.js';

const rises = JSON.parse(readFileSync(new URL('rises-2005-2017.json', import.meta.url), 'utf8')) as readonly {
  readonly year: number;
  readonly from: string;
}[];
const people = [
  { name: '十三连涨甲', birth: '1943-05-10', first: '2004-03', months: 372 },
  { name: '十三连涨乙', birth: '1948-11-30', first: '2008-12', months: 186 },
  { name: '十三连涨丙', birth: '1950-01-02', first: '2010-02', months: 240, last: '2015-06' },
  { name: '其后退休', birth: '1957-03-01', first: '2017-04', months: 300 },
];

let counter: Counter;
let ids: ReadonlyMap<string, string>;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  // The formula is of 2006; a pension of before is reckoned by what the bureau enters for its time.
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     select p.key || '@2000-01-01', p.key, '2000-01-01', p.kind, p.value, '试验', 'assumed' from policy_parameter p
     where p.id in ('110.payout-months@2006-01-01', '110.basic-rate@2006-01-01', '110.transitional-rate@2006-01-01')`,
  );
  ids = await enterPensioners(counter, people);
}, 60_000);
afterAll(() => counter.close());

const { applied } = adjustmentsAt(() => counter);

type Shown = {
  readonly awarded: string;
  readonly amount: string;
  readonly rises: readonly {
    readonly year: number;
    readonly from: string;
    readonly base: string;
    readonly increase: string;
    readonly after: string;
    readonly age: number;
    readonly parts: readonly { readonly part: string; readonly amount: string }[];
    readonly source: string;
  }[];
  readonly explanation: { readonly steps: readonly { readonly label: { readonly zh: string } }[] };
};
const shownOf = async (name: string): Promise<Shown | undefined> => {
  const [row] = await counter.query<{ person: string }>(
    'select person_id as person from benefit_claim where id = $1',
    [ids.get(name)],
  );
  return (await counter.ask<{ benefits: Shown[] }>('GET', `/v1/people/${row?.person ?? ''}/benefits`)).body
    .benefits[0];
};
const cents = (text = ''): number => Math.round(Number(text) * 100);
const yearsOf = (shown: Shown | undefined): readonly number[] => shown?.rises.map(({ year }) => year) ?? [];

it('are replayed one after another, each from what the one before came to', async () => {
  expect(rises.map(({ year }) => year)).toEqual(Array.from({ length: 13 }, (_, at) => 2005 + at));
  for (const rise of rises) expect(await applied(rise)).toMatchObject({ state: 'applied', year: rise.year });

  const first = await shownOf('十三连涨甲');
  expect(yearsOf(first)).toEqual(rises.map(({ year }) => year));
  let before = first?.awarded;
  for (const { base, increase, after, parts, source, year } of first?.rises ?? []) {
    expect({ year, base }).toEqual({ year, base: before });
    expect(cents(base) + cents(increase)).toBe(cents(after));
    expect(parts.reduce((all, { amount }) => all + cents(amount), 0)).toBe(cents(increase));
    expect(source).toContain(String(year));
    before = after;
  }
  expect(first?.amount).toBe(before);
  // 70 on the day before from 2014 on (born 1943-05-10), and each step tells its year.
  expect(first?.rises.filter(({ parts }) => parts.some(({ part }) => part === 'age'))[0]?.year).toBe(2014);
  expect(
    first?.explanation.steps.flatMap(({ label }) => /^(\d{4}) 年调整$/u.exec(label.zh)?.[1] ?? []),
  ).toEqual(rises.map(({ year }) => String(year)));

  // First paid in December 2008: none before 2009. Ended in June 2015: none after. Retired later: none.
  expect(yearsOf(await shownOf('十三连涨乙'))).toEqual(Array.from({ length: 9 }, (_, at) => 2009 + at));
  expect(yearsOf(await shownOf('十三连涨丙'))).toEqual([2011, 2012, 2013, 2014, 2015]);
  expect(yearsOf(await shownOf('其后退休'))).toEqual([]);
}, 120_000);
