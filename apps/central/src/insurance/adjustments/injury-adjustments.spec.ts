/** Promises of yearly adjustments of work injury insurance: so much by grade, so much for each of a family with a least, by a rule of its own, once, and told back to the award. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { month } from '#libs/kernel/plain-date.js';
import { adjustmentsAt } from '../../../../../test/support/adjustments.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';

let counter: Counter;
const { propose, simulated, approve, finish, read } = adjustmentsAt(() => counter);
const ids = new Map<string, string>();
const people = new Map<string, string>();
const idOf = (name: string): string => ids.get(name) ?? '';
let serial = 0;

const injured = (grade: number) => ({
  injuredOn: '2024-05-20',
  grade,
  wage: '6000.00',
  averageWage: '8643.00',
});
const benefit = async (
  name: string,
  kind: string,
  facts: object,
  last: string | null = null,
): Promise<void> => {
  serial += 1;
  const [row] = await counter.query<{ id: string; person: string }>(
    `with p as (insert into person (social_security_number, name, sex, birth_date) values ($1, $2, 'male', '1980-05-05') returning id)
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts)
     select id, id, $3, '410', false, '2026-03', $4, $5 from p returning id, person_id as person`,
    [`66${String(serial).padStart(16, '0')}`, name, kind, last, JSON.stringify(facts)],
  );
  ids.set(name, row?.id ?? '');
  people.set(name, row?.person ?? '');
};
const follow = (...names: readonly string[]): Promise<void> =>
  counter.app
    .get(Database, { strict: false })
    .transaction((tx) => counter.app.get(EntitlementsService, { strict: false }).follow(tx, names.map(idOf)));
/** Yuan a month, by month. */
const monthsOf = async (name: string): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (
      await counter.query<{ period: string; amount: string }>(
        `select period, sum(amount_fen)::text as amount from entitlement where claim_id = $1 and state <> 'void' group by period order by period`,
        [idOf(name)],
      )
    ).map(({ period, amount }) => [period, Number(amount) / 100]),
  );
const rule = {
  grades: [
    { grade: 1, amount: '253.00' },
    { grade: 2, amount: '242.00' },
    { grade: 4, amount: '220.00' },
  ],
  each: '100.00',
  eachLeast: '1264.00',
};
const asked = { schemes: ['410'], year: 2026, from: '2026-07', source: '青人社厅发〔2026〕9号', rule };

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  await benefit('一级', 'injury-allowance', injured(1));
  await benefit('三级', 'injury-allowance', injured(3));
  await benefit('四级', 'injury-allowance', injured(4));
  await benefit('已领养老金', 'injury-allowance', injured(1), '2026-06');
  await benefit('护理', 'injury-care', { ...injured(1), careLevel: 'full' });
  // A wife and two children, the elder of whom is of age in September.
  await benefit('亲属', 'injury-dependants', {
    injuredOn: '2024-05-20',
    diedOn: '2026-02-10',
    wage: '2000.00',
    spouse: true,
    childrenBornOn: '2008-08-15, 2015-01-01',
    orphans: false,
    elders: 0,
    loneElders: 0,
  });
  await follow(...ids.keys());
  await counter.query(
    `update entitlement set state = 'paid', settled_by = $2 where claim_id = any($1::uuid[]) and period < '2026-11'`,
    [[idOf('一级'), idOf('亲属')], randomUUID()],
  );
}, 120_000);
afterAll(() => counter.close());

const unfit = (detail: string) => ({ code: 'adjustment-unfit', detail });
it.each([
  ['together with pensions', { ...asked, schemes: ['110', '410'] }, unfit('schemes')],
  ['with a part of pensions', { ...asked, rule: { ...rule, fixed: '10.00' } }, unfit('fixed')],
  [
    'of grade 5, whom the employer pays',
    { ...asked, rule: { grades: [{ grade: 5, amount: '220.00' }] } },
    { code: 'malformed-request' },
  ],
  ['of pensions with a part of work injury', { rule: { each: '100.00' } }, unfit('each')],
  ['of nothing', { ...asked, rule: {} }, unfit('rule')],
])('a rule %s is refused', async (_, of, refusal) => {
  expect((await propose(of)).body).toMatchObject(refusal);
});

it('is laid out by grade and for each of a family, leaves out whoever went over to a pension and care, and changes nothing', async () => {
  const before = await Promise.all([...ids.keys()].map(monthsOf));
  const { number, simulation, state } = await simulated(asked);
  expect(state).toBe('simulated');
  expect(simulation).toMatchObject({ all: { heads: 3 }, unaffected: 1, unreckoned: 0 });
  expect(simulation?.groups.map(({ by }) => by)).toEqual(expect.not.arrayContaining(['age', 'years']));
  const rows = await counter.query<Record<string, string>>(
    `select p.name, r.base_fen::text as base, r.fixed_fen::text as fixed, r.least_fen::text as least, r.increase_fen::text as increase, r.months_back as back
     from benefit_rise r join adjustment a on a.id = r.adjustment_id join benefit_claim b on b.id = r.claim_id join person p on p.id = b.person_id
     where a.number = $1`,
    [number],
  );
  const of = new Map(rows.map((row) => [row['name'], row]));
  expect([...of.keys()].toSorted()).toEqual(['一级', '三级', '亲属', '四级'].toSorted());
  expect(of.get('一级')).toMatchObject({ base: '540000', fixed: '25300', increase: '25300', back: 5 });
  expect(of.get('三级')).toMatchObject({ increase: '0' });
  // 800 and twice 600: each is 1,264 after it.
  expect(of.get('亲属')).toMatchObject({
    base: '200000',
    fixed: '30000',
    least: '149200',
    increase: '179200',
  });
  expect(await Promise.all([...ids.keys()].map(monthsOf))).toEqual(before);
  await approve(number);
  await finish(number);
  expect((await read(number)).outcome).toMatchObject({ heads: 4, left: 0 });
}, 120_000);

it('was carried out once: each month since is more, a family by who is left, and reckoned again it is the same', async () => {
  expect(await monthsOf('一级')).toMatchObject({ '2026-06': 5400, '2026-07': 5653, '2026-11': 5653 });
  expect(await monthsOf('三级')).toMatchObject({ '2026-07': 4800 });
  const family = await monthsOf('亲属');
  expect(family).toMatchObject({ '2026-06': 2000, '2026-07': 3792, '2026-08': 3792 });
  const gone = await counter.query<{ period: string; amount: string }>(
    'select period, amount_fen::text as amount from benefit_recovery where claim_id = $1 order by period',
    [idOf('亲属')],
  );
  const [september] = gone;
  expect((family['2026-09'] ?? 0) - Number(september?.amount ?? 0) / 100).toBe(2528);
  expect(family['2026-11']).toBe(2528);
  const standing = await Promise.all([...ids.keys()].map(monthsOf));
  await follow(...ids.keys());
  expect(await Promise.all([...ids.keys()].map(monthsOf))).toEqual(standing);
  type Shown = {
    readonly amount: string;
    readonly awarded: string;
    readonly rises: readonly { readonly year: number; readonly increase: string }[];
    readonly explanation: {
      readonly steps: readonly { readonly expression: string; readonly result: string }[];
    };
  };
  const shown = async (name: string) =>
    (await counter.ask<{ benefits: Shown[] }>('GET', `/v1/people/${people.get(name)}/benefits`)).body
      .benefits[0];
  expect(await shown('一级')).toMatchObject({
    awarded: '5400.00',
    amount: '5653.00',
    rises: [{ year: 2026, increase: '253.00' }],
  });
  const told = await shown('亲属');
  expect(told?.amount).toBe('2528.00');
  expect(told?.explanation.steps.at(-2)).toMatchObject({
    expression: '2 × 100.00 ≥ 1264.00',
    result: '1128.00',
  });
});

it('reaches whoever is granted later for months before it', async () => {
  const [late] = await counter.query<{ id: string }>(
    `insert into person (social_security_number, name, sex, birth_date) values ('669999999999999999', '迟核定', 'male', '1981-01-01') returning id`,
  );
  await counter.app.get(Database, { strict: false }).transaction(async (tx) => {
    const granted = await counter.app.get(EntitlementsService, { strict: false }).grant(tx, {
      personId: late?.id ?? '',
      payeeId: late?.id ?? '',
      kind: 'injury-allowance',
      scheme: '410',
      isPension: false,
      firstMonth: month('2026-05'),
      lastMonth: null,
      facts: injured(2),
      applicationId: null,
    });
    ids.set('迟核定', granted ?? '');
  });
  expect(await monthsOf('迟核定')).toMatchObject({ '2026-06': 5100, '2026-07': 5342, '2026-11': 5342 });
});

it('is not needed for care, which is half the average wage of two years before', async () => {
  // 2026: of 2024, 8,816 a month, to the yuan.
  expect(await monthsOf('护理')).toMatchObject({ '2026-03': 4408, '2026-11': 4408 });
  await benefit('前年护理', 'injury-care', { ...injured(1), careLevel: 'full' });
  await counter.query('alter table benefit_claim disable trigger benefit_claim_redetermined');
  await counter.query(`update benefit_claim set first_month = '2025-01' where id = $1`, [idOf('前年护理')]);
  await counter.query('alter table benefit_claim enable trigger benefit_claim_redetermined');
  await follow('前年护理');
  expect(await monthsOf('前年护理')).toMatchObject({ '2025-01': 4322, '2025-12': 4322, '2026-01': 4408 });
});
