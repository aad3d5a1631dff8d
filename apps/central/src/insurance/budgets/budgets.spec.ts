/** Promises of budgets: entered by one and approved by another, adjusted by further versions, and held against plans: nothing of a plan is done that would go over, and windows pay all the same. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { collectable, Counter } from '../../../../../test/support/counter.js';
import { answerTo, payRunsAt } from '../../../../../test/support/pay-runs.js';

type Fund = {
  readonly scheme: string;
  readonly approved: string | null;
  readonly spent: string;
  readonly planned: string;
  readonly left: string | null;
  readonly forecast: string | null;
  readonly versions: readonly { readonly version: number; readonly total: string }[];
};
type Refusal = { readonly code: string; readonly detail?: string };

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
// Each sign-in counts against what a window may ask in a minute.
beforeEach(() => counter.clock.move(61_000));
afterAll(() => counter.close());

const { as, listed, asking, decide, read, fileOf, answered } = payRunsAt(() => counter);
const fundOf = async (scheme = '170'): Promise<Fund> => {
  const { body } = await as('0501', () => counter.ask<{ funds: Fund[] }>('GET', '/v1/fund-budgets'));
  const found = body.funds.find((one) => one.scheme === scheme);
  if (found === undefined) throw new Error(`no fund ${scheme}`);
  return found;
};
const asked = (amount: string, more: object = {}) =>
  as('0501', () =>
    counter.ask<{ approval: string } & Refusal>('POST', '/v1/fund-budgets', {
      scheme: '170',
      year: 2026,
      lines: [{ account: 'benefits', amount }],
      source: '海西州人大批准的预算（测试）',
      ...more,
    }),
  );
const entered = async (amount: string): Promise<void> => {
  const { status, body } = await asked(amount);
  expect([status, body.code]).toEqual([200, undefined]);
  const decided = await decide(body.approval, '0201');
  expect([decided.status, decided.body.code]).toEqual([200, undefined]);
};
const plus = (amount: string, fen: number): string => (Number(amount) + fen / 100).toFixed(2);

it('shows what was spent where no budget was entered, and holds nothing against it', async () => {
  expect(await fundOf()).toMatchObject({ approved: null, left: null, versions: [] });
  const session = (await counter.tap('zhao-yulan')).body;
  const [first] = collectable(session);
  if (first === undefined) throw new Error('nothing to collect');
  const before = Number((await fundOf()).spent);
  expect((await counter.collect('zhao-yulan', session, [first])).status).toBe(200);
  expect((await fundOf()).spent).toBe((before + Number(first.amount)).toFixed(2));
});

it('counts once another approved it, as it was asked for', async () => {
  const { spent } = await fundOf();
  expect((await asked(plus(spent, -1))).body).toMatchObject({ code: 'budget-below-spent' });
  for (const odd of [{ year: 2025 }, { year: 2028 }, { scheme: '999' }, { lines: [] }])
    expect((await asked('1000.00', odd)).body.code).toBe('malformed-request');
  const { body } = await asked(plus(spent, 100));
  expect((await asked(plus(spent, 100))).body.code).toBe('approval-waiting');
  expect((await fundOf()).approved).toBeNull();
  expect((await decide(body.approval, '0501')).status).toBe(403);
  expect((await decide(body.approval, '0201')).status).toBe(200);
  expect(await fundOf()).toMatchObject({ approved: plus(spent, 100), left: '1.00', spent });
  // Nobody enters another by hand: the database asks for the approval.
  await expect(
    counter.query(
      `insert into fund_budget (scheme, year, version, lines, source, entered_by, entered_at, approval_id)
       select scheme, year, 2, '{"benefits": "9.00"}', source, entered_by, now(), uuidv7() from fund_budget`,
    ),
  ).rejects.toMatchObject({ code: 'SS001' });
  await expect(counter.query(`update fund_budget set version = 3`)).rejects.toMatchObject({ code: 'SS001' });
});

it('refuses a plan that would go over before anything is done, while a window pays, and takes it once the budget is adjusted', async () => {
  const run = await listed('2026-10');
  const { spent } = await fundOf();
  expect(await fundOf()).toMatchObject({ planned: run.total });
  const refused = await asking(run.number);
  expect(refused.status).toBe(409);
  expect(refused.body.code).toBe('budget-exhausted');
  expect(await read(run.number)).toMatchObject({ state: 'listed', budget: { left: '1.00' } });
  // What is due by law is paid at the window, over the budget.
  const session = (await counter.tap('zhao-yulan')).body;
  const [first] = collectable(session);
  if (first === undefined) throw new Error('nothing to collect');
  expect((await counter.collect('zhao-yulan', session, [first])).status).toBe(200);
  const over = await fundOf();
  expect(over.spent).toBe((Number(spent) + Number(first.amount)).toFixed(2));
  expect(Number(over.left)).toBeLessThan(0);

  await entered((Number(over.spent) + Number(run.total)).toFixed(2));
  const { body } = await asking(run.number);
  expect((await decide(body.approval, '0301')).status).toBe(200);
  // Whoever approves last finds the budget as it is then: the other pays at a window meanwhile.
  const other = (await counter.tap('duojie-cairang')).body;
  const theirs = collectable(other);
  expect(theirs.length).toBeGreaterThan(0);
  expect((await counter.collect('duojie-cairang', other, theirs.slice(0, 1))).status).toBe(200);
  const last = await decide(body.approval, '0201');
  const sent = await read(run.number);
  // Whoever collected is left out of the run, so that it comes to no more than was planned.
  expect([last.status, sent.state]).toEqual([200, 'approved']);
  expect(await fundOf()).toMatchObject({ planned: '0.00', versions: [{ version: 2 }, { version: 1 }] });
});

it('refuses at the last approval what went over since, and does nothing of it', async () => {
  const [october] = (
    await counter.ask<{ runs: { number: number; reference: string }[] }>('GET', '/v1/pay-runs')
  ).body.runs;
  if (october === undefined) throw new Error('no run of October');
  const answer = answerTo(await fileOf(october.number), october.reference, () => '1');
  expect((await answered(october.number, answer)).status).toBe(200);
  const run = await listed('2026-11');
  const { spent } = await fundOf();
  await entered((Number(spent) + Number(run.total)).toFixed(2));
  const { body } = await asking(run.number);
  expect((await decide(body.approval, '0301')).status).toBe(200);
  const before = await counter.query(
    `select state, count(*)::int from entitlement where scheme = '170' group by 1`,
  );
  // Adjusted downwards meanwhile, as far as it can be.
  await entered(spent);
  const late = await decide(body.approval, '0201');
  expect([late.status, late.body.code]).toEqual([409, 'budget-exhausted']);
  expect((await read(run.number)).state).toBe('asked');
  expect(
    await counter.query(`select state, count(*)::int from entitlement where scheme = '170' group by 1`),
  ).toEqual(before);
  await entered((Number(spent) + Number(run.total)).toFixed(2));
  expect((await decide(body.approval, '0201')).status).toBe(200);
});

it('refuses a supply by which more would lie ready than may be spent', async () => {
  const supply = (amount: string, voucher: string) =>
    as('0501', () =>
      counter.ask<Refusal>('POST', '/v1/fund-movements', { scheme: '170', kind: 'supply', amount, voucher }),
    );
  const { left } = await fundOf();
  expect(left).toBe('0.00');
  expect((await supply('0.01', 'BK-2026-1')).body.code).toBe('budget-exhausted');
  // Of a fund without a budget, as ever.
  expect(await fundOf('110')).toMatchObject({ approved: null });
  const of110 = await as('0501', () =>
    counter.ask<Refusal>('POST', '/v1/fund-movements', {
      scheme: '110',
      kind: 'supply',
      amount: '0.01',
      voucher: 'BK-2026-2',
    }),
  );
  expect([of110.status, of110.body.code]).toEqual([200, undefined]);
});
