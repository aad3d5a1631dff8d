/** Promises of a change of projects' rates in the past: it reaches the projects of the month by a difference run that others approve, and nothing before that. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { AssessmentService } from './assessment.service.js';
import type { DifferenceRunInFullDto, DifferenceRunsDto } from './differences.dto.js';

const month = '2026-10';
let counter: Counter;

const ask = async <T>(who: string, method: 'GET' | 'POST', path: string, body?: object) => {
  await counter.signIn(who, 'delingha-2017');
  return counter.ask<T>(method, path, body);
};
const approve = async (approval: string | null, by: string): Promise<void> => {
  const { status, body } = await ask<{ code?: string }>(by, 'POST', `/v1/approvals/${approval}/approval`, {});
  expect([status, body.code]).toEqual([200, undefined]);
};

/** A project of 30 000 000.00 that began in the month: 36 000.00 by 1.2 ‰. */
const project = async (code: string): Promise<void> => {
  const registered = await ask('0001', 'POST', '/v1/units/Y0/projects', {
    code,
    name: `工程 ${code}`,
    cost: '30000000.00',
    startsOn: '2026-10-15',
    endsOn: '2027-12-31',
  });
  expect(registered.status).toBe(201);
};

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
  await counter.ask('POST', '/v1/units', { code: 'Y0', name: '某建筑公司', kind: 'enterprise' });
  for (const code of ['Y1', 'Y2', 'Y3']) await project(code);
  await counter.app
    .get(AssessmentService, { strict: false })
    .assess({ scheme: '410', period: month, reason: 'period', askedBy: '0201' });
  await counter.query(`update unit_bill set paid_fen = unit_fen where project_code in ('Y2', 'Y3')`);
}, 60_000);
afterAll(() => counter.close());

/** The rate per mille from the beginning of the month, as two others approved it. */
const layDown = async (perMille: string, supersedes?: string): Promise<void> => {
  counter.clock.move(1000);
  const asked = await ask<{ approval: string }>('0401', 'POST', '/v1/parameters/410.project-rates/versions', {
    effectiveFrom: '2026-10-01',
    value: `0.00,${perMille}`,
    source: '青人社厅发〔2026〕12号',
    status: 'local',
    reason: '追溯调整',
    ...(supersedes === undefined ? {} : { supersedes }),
  });
  expect(asked).toMatchObject({ status: 200 });
  await counter.effectOf(asked.body.approval);
  for (const approver of ['0201', '0202']) await approve(asked.body.approval, approver);
};

const list = async (): Promise<DifferenceRunsDto> =>
  (await ask<DifferenceRunsDto>('0501', 'GET', '/v1/difference-runs')).body;
const layOut = async (): Promise<number> => {
  counter.clock.move(1000);
  const { status, body } = await ask<{ number: number }>('0501', 'POST', '/v1/difference-runs', {
    schemes: ['410'],
    from: month,
    to: month,
    reason: '项目费率追溯调整',
  });
  expect(status).toBeLessThan(300);
  return body.number;
};
const inState = async (number: number, state: string): Promise<DifferenceRunInFullDto> => {
  const other = 'select from assessment_run where difference = $1 and state <> $2';
  while ((await counter.query(other, [number, state])).length > 0) await wait(20);
  return (await ask<DifferenceRunInFullDto>('0501', 'GET', `/v1/difference-runs/${number}`)).body;
};
const linesOf = (code: string): Promise<object[]> =>
  counter.query(
    'select number, cost_fen::text as cost, unit_fen::int as unit from project_line where project_code = $1 order by 1',
    [code],
  );
const billsOf = (code: string): Promise<object[]> =>
  counter.query(
    'select number, unit_fen::int as unit, paid_fen::int as paid from unit_bill where project_code = $1 order by 1',
    [code],
  );
const cost = '3000000000';
const first = { number: 1, cost, unit: 36_000_00 };

it('says which month has other rates, and lays each project out beside people, with nothing owed by it yet', async () => {
  expect((await list()).due).toEqual([]);
  await layDown('1.50');
  expect((await list()).due).toMatchObject([
    { scheme: '410', from: month, to: month, keys: ['410.project-rates'] },
  ]);
  const run = await inState(await layOut(), 'proposed');
  expect(run).toMatchObject({
    heads: 3,
    supplement: '27000.00',
    refund: '0.00',
    funds: [{ fund: '410', heads: 3, unit: '27000.00', person: '0.00' }],
  });
  const rows = (query: string) =>
    ask<{ rows: object[] }>('0501', 'GET', `/v1/difference-runs/${run.number}/rows?${query}`);
  expect((await rows(`search=${encodeURIComponent('工程 Y2')}`)).body.rows).toMatchObject([
    {
      personId: null,
      name: '工程 Y2',
      maskedNumber: 'Y2',
      unitCode: 'Y0',
      before: '36000.00',
      after: '45000.00',
      difference: '9000.00',
    },
  ]);
  expect((await rows('search=Y2')).body.rows).toHaveLength(1);
  expect(await linesOf('Y1')).toEqual([first]);
  // Nothing becomes a line that was not approved, nor a row of what is proposed.
  const [of] = await counter.query<{ run: number }>('select run from project_difference_row limit 1');
  await expect(
    counter.query(
      `insert into project_line (project_code, number, run, cost_fen, total_days, free_days, unit_fen) values ('Y1', 2, $1, $2, 443, 0, 900000)`,
      [of?.run, cost],
    ),
  ).rejects.toThrow('not approved');
  await expect(
    counter.query(`update assessment_run set state = 'approved' where number = $1`, [of?.run]),
  ).rejects.toThrow('by their approval');
});

it('enters what was approved, once: an open bill grows, a paid one gets another, and what changed meanwhile is left', async () => {
  const [{ number = 0, approval = null } = {}] = (await list()).runs;
  const dearer = await ask('0001', 'POST', '/v1/units/Y0/projects/Y3/change', { cost: '40000000.00' });
  expect(dearer.status).toBe(201);
  await approve(approval, '0202');
  const run = await inState(number, 'done');
  expect(run.periods).toMatchObject([{ period: month, heads: 3, booked: 2 }]);
  const second = { number: 2, cost, unit: 9_000_00 };
  expect(await linesOf('Y1')).toEqual([first, second]);
  expect(await billsOf('Y1')).toEqual([{ number: 1, unit: 45_000_00, paid: 0 }]);
  expect(await linesOf('Y2')).toEqual([first, second]);
  expect(await billsOf('Y2')).toEqual([
    { number: 1, unit: 36_000_00, paid: 36_000_00 },
    { number: 2, unit: 9_000_00, paid: 0 },
  ]);
  // Its new cost was reckoned by the new rate already: 1.5 ‰ of 40 000 000.00.
  expect(await linesOf('Y3')).toEqual([first, { number: 2, cost: '4000000000', unit: 24_000_00 }]);
  expect((await list()).due).toEqual([]);
  expect(await inState(await layOut(), 'done')).toMatchObject({ heads: 0, approval: null });
});

it('leaves what was paid too much to be given back when the rate falls', async () => {
  await layDown('1.00', '410.project-rates@2026-10-01');
  const proposed = await inState(await layOut(), 'proposed');
  expect(proposed).toMatchObject({ heads: 3, supplement: '0.00', refund: '50000.00' });
  await approve(proposed.approval, '0202');
  await inState(proposed.number, 'done');
  expect(await billsOf('Y1')).toEqual([{ number: 1, unit: 30_000_00, paid: 0 }]);
  const open = await ask<{ overpayments: { amount: string }[] }>(
    '0501',
    'GET',
    '/v1/overpayments?state=open&unit=Y0',
  );
  expect(open.body.overpayments.map(({ amount }) => amount)).toEqual(['6000.00']);
  expect((await list()).due).toEqual([]);
});
