/** Promises of adjustments and benefits that are reckoned anew: what a rise adds goes by what the pension is reckoned from since, once, shown before, and told back as it was known. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { adjust } from '#libs/benefits/adjustment.js';
import { readPopulationRule, ruleAt, type WrittenPopulationRule } from '#libs/benefits/population-rule.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { adjustmentsAt, ruleOf2026 } from '../../../../../test/support/adjustments.js';
import { handInPapers } from '../../../../../test/support/claim-papers.js';
import { Counter } from '../../../../../test/support/counter.js';
import { insuredMonths } from '../../../../../test/support/insured-months.js';
import { Database } from '../../ground/database/database.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';

let counter: Counter;
let person: string;
let benefit: string;
const { applied, simulated, approve, finish, decide } = adjustmentsAt(() => counter);

type Preview = {
  readonly approval: string;
  readonly code?: string;
  readonly firstMonth: string;
  readonly formerAmount: string;
  readonly amount: string;
  readonly difference: string;
};
type Standing = {
  readonly id: string;
  readonly amount: string;
  readonly rises: readonly { readonly year: number; readonly increase: string }[];
};
const approveBy = async (approval: string, ...staff: readonly string[]): Promise<void> => {
  for (const one of staff) {
    const { status } = await decide(approval, one);
    if (status !== 200) throw new Error(`${one} could not approve: ${status}`);
  }
};
const preview = async (asked: object): Promise<Preview> =>
  (await counter.ask<Preview>('POST', `/v1/benefits/${benefit}/redetermination-previews`, { asked })).body;
const redetermine = async (asked: object): Promise<void> => {
  const { body } = await counter.ask<Preview>('POST', `/v1/benefits/${benefit}/redeterminations`, {
    asked,
    evidence: '档案复核意见',
  });
  await approveBy(body.approval, '0301', '0201');
};
const standing = async (): Promise<Standing> => {
  const { body } = await counter.ask<{ benefits: Standing[] }>('GET', `/v1/people/${person}/benefits`);
  const [only] = body.benefits;
  if (only === undefined) throw new Error('no benefit');
  return only;
};
/** What each month comes to: its lines, less what is to be recovered of it. */
const months = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (
      await counter.query<{ period: string; fen: string }>(
        `select period, (sum(amount_fen) - coalesce((select sum(amount_fen) from benefit_recovery v where v.claim_id = $1 and v.period = e.period), 0))::text as fen
         from entitlement e where claim_id = $1 and state <> 'void' group by period order by period`,
        [benefit],
      )
    ).map(({ period, fen }) => [period, (Number(fen) / 100).toFixed(2)]),
  );
const lines = () =>
  counter.app
    .get(Database, { strict: false })
    .read((tx) => counter.app.get(EntitlementsService, { strict: false }).list(tx, person));

/** A month with the year's rise, by the rule of one person; 60 years old, of the city. */
const raised = (pension: string, monthsPaid: number, written: object = ruleOf2026): string => {
  const read = readPopulationRule(written as WrittenPopulationRule);
  if ('unfit' in read) throw new Error(read.unfit);
  const rule = ruleAt(read.rule, null, { id: '', source: '', status: 'local' });
  const { increase } = adjust({ pension: yuan(pension), months: monthsPaid, age: 60 }, rule);
  return (Number(pension) + Number(formatYuan(increase))).toFixed(2);
};

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  person = await insuredMonths((sql, values) => counter.query(sql, values), '110', '2025-03', 24, {
    birth: '1965-03-10',
  });
  const documents = await handInPapers(counter, person, 'retirement-approval', 'personal-file');
  const claim = { kind: 'employee-pension', asked: { deemedMonths: 156 }, reason: '到龄退休', documents };
  const { body } = await counter.ask<Preview>('POST', `/v1/people/${person}/benefit-claims`, claim);
  await approveBy(body.approval, '0301', '0201');
  benefit = (await standing()).id;
  await counter.query(
    `update entitlement set state = 'paid' where claim_id = $1 and period in ('2025-08', '2025-09')`,
    [benefit],
  );
}, 120_000);
afterAll(() => counter.close());

it('rise by the months and the pension that they are reckoned from since', async () => {
  const granted = (await months())['2025-08'] ?? '';
  counter.clock.move(60_000);
  await applied({ year: 2025, from: '2025-09' });
  const before = await months();
  expect(before).toMatchObject({ '2025-08': granted, '2025-09': raised(granted, 180) });
  counter.clock.move(60_000);
  const shown = await preview({ deemedMonths: 216 });
  expect(shown.formerAmount).toBe(before['2026-11']);
  await redetermine({ deemedMonths: 216 });
  const after = await months();
  const anew = after['2025-08'] ?? '';
  expect(Number(anew)).toBeGreaterThan(Number(granted));
  for (const month of ['2025-09', '2026-01', '2026-11']) expect(after[month]).toBe(raised(anew, 240));
  expect(shown.amount).toBe(after['2026-11']);
  const difference = Object.keys(after).reduce(
    (so, month) => so + Number(after[month]) - Number(before[month]),
    0,
  );
  expect(Number(shown.difference)).toBeCloseTo(difference, 2);
  expect((await standing()).rises).toMatchObject([
    { year: 2025, increase: (Number(after['2026-11']) - Number(anew)).toFixed(2) },
  ]);
});

it('are explained by what was known at each line', async () => {
  const shown = await lines();
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.map(({ explanation }) => explanation.steps.at(-1)?.result)).toEqual(
    shown.map(({ amount }) => amount),
  );
});

it('count once, also where it was reckoned anew while a rise was laid out and not carried out', async () => {
  counter.clock.move(60_000);
  const rule = { fixed: '10.00', percent: '2.00' };
  const { number } = await simulated({ from: '2026-10', rule });
  counter.clock.move(60_000);
  await redetermine({ deemedMonths: 228 });
  const anew = (await months())['2026-09'] ?? '';
  counter.clock.move(60_000);
  await approve(number);
  await finish(number);
  const after = await months();
  expect(after['2026-09']).toBe(anew);
  expect(after['2026-10']).toBe(raised(anew, 252, rule));
  expect(after['2026-11']).toBe(after['2026-10']);
  expect((await standing()).rises.map(({ year }) => year)).toEqual([2025, 2026]);
  const shown = await lines();
  expect(shown.map(({ explanation }) => explanation.steps.at(-1)?.result)).toEqual(
    shown.map(({ amount }) => amount),
  );
});

it('are no more where the pension begins after them now', async () => {
  counter.clock.move(60_000);
  const correction = await counter.ask<Preview>('POST', `/v1/people/${person}/corrections`, {
    birthDate: '1965-12-10',
    source: '户籍证明',
    reason: '出生日期更正',
  });
  await approveBy(correction.body.approval, '0301');
  const { firstMonth } = await preview({ deemedMonths: 228 });
  expect(firstMonth > '2025-09' && firstMonth < '2026-10').toBe(true);
  await redetermine({ deemedMonths: 228 });
  const after = await months();
  expect(after).toMatchObject({ '2025-08': '0.00', '2025-09': '0.00' });
  expect((await standing()).rises.map(({ year }) => year)).toEqual([2026]);
});

it('are nothing that the database takes without a redetermination, nor changes afterwards', async () => {
  await expect(
    counter.query(
      `insert into redetermined_rise select r.redetermination_id, r.adjustment_id, gen_random_uuid(), r.scheme, 1, 0, 0, 0, 0, 0, 0,
         0, 0, 0, now() from redetermined_rise r limit 1`,
    ),
  ).rejects.toThrow('without its redetermination');
  await expect(counter.query('update redetermined_rise set base_fen = 1')).rejects.toThrow('written once');
});
