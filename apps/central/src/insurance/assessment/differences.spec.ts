/** Promises of difference runs: what a rule of the past changes is laid out, decided by others, and booked once, beside what stands. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { answerOf, commandPassword, endOf, startProgram } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { AssessmentService } from './assessment.service.js';
import { CheckService } from './check.service.js';
import { DifferenceRuns } from './differences.service.js';
import type { DifferenceRunInFullDto, DifferenceRunsDto } from './differences.dto.js';

let counter: Counter;
let serial = 0;

const months = ['2026-09', '2026-10'] as const;
const by = { staffNumber: '0001', source: 'page' } as const;
const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

const employee = async (unitCode: string): Promise<string> => {
  serial += 1;
  const first17 = `63280219910307${String(serial).padStart(3, '0')}`;
  return inTransaction(async (tx) => {
    const { id } = await get(PeopleService).register(
      tx,
      first17 + socialSecurityNumberCheck(first17),
      '张三',
    );
    await get(ParticipationsService).begin(
      tx,
      id,
      { scheme: '110', category: 'enterprise', unitCode, since: date('2026-09-01') },
      '0001',
    );
    return id;
  });
};

const declare = async (unitCode: string, month: string, people: readonly string[], wage: string) => {
  counter.clock.move(1000);
  const { findings } = await get(Declarations).declare(
    unitCode,
    month,
    people.map((person) => ({ person, wage })),
    by,
  );
  expect(findings).toEqual([]);
};

/** Whoever is signed in stays so: at one window one may not sign in any number of times. */
let signedIn = '';
const ask = async <T>(who: string, method: 'GET' | 'POST', path: string, body?: object) => {
  if (who !== signedIn) await counter.signIn(who, 'delingha-2017');
  signedIn = who;
  return counter.ask<T>(method, path, body);
};

const approve = async (approval: string | null, by = '0202'): Promise<void> => {
  const { status, body } = await ask<{ code?: string }>(by, 'POST', `/v1/approvals/${approval}/approval`, {});
  expect([status, body.code]).toEqual([200, undefined]);
};

/** The unit's part from a day on, as the bureau lays it down: one proposes, two others approve. */
const layDown = async (value: string, from: string, supersedes?: string): Promise<void> => {
  // What is entered later is known later.
  counter.clock.move(1000);
  const asked = await ask<{ approval: string }>('0401', 'POST', '/v1/parameters/110.unit-rate/versions', {
    effectiveFrom: from,
    value,
    source: '青人社厅发〔2026〕9号',
    status: 'local',
    reason: '追溯调整',
    ...(supersedes === undefined ? {} : { supersedes }),
  });
  expect(asked).toMatchObject({ status: 200 });
  await counter.effectOf(asked.body.approval);
  for (const approver of ['0201', '0202']) await approve(asked.body.approval, approver);
};

const linesOf = (person: string): Promise<object[]> =>
  counter.query(
    `select l.period, l.number, unit_fen::text as unit, person_fen::text as person from assessment_line l
     join participation p on p.id = l.participation_id where p.person_id = $1 order by l.period, l.number`,
    [person],
  );
const billsOf = (unitCode: string): Promise<object[]> =>
  counter.query(
    `select period, number, unit_fen::text as unit from unit_bill where unit_code = $1 order by period, number`,
    [unitCode],
  );
const list = async (): Promise<DifferenceRunsDto> =>
  (await ask<DifferenceRunsDto>('0501', 'GET', '/v1/difference-runs')).body;
const inState = async (number: number, state: string): Promise<DifferenceRunInFullDto> => {
  for (;;) {
    const runs = await counter.query<{ state: string }>(
      `select distinct state from assessment_run where difference = $1`,
      [number],
    );
    if (runs.every((run) => run.state === state)) break;
    if (runs.some((run) => run.state === 'done' || run.state === 'refused'))
      throw new Error(JSON.stringify(runs));
    await wait(20);
  }
  return (await ask<DifferenceRunInFullDto>('0501', 'GET', `/v1/difference-runs/${number}`)).body;
};
const layOut = (who: string, of: object = {}) =>
  ask<{ number: number; code: string }>(who, 'POST', '/v1/difference-runs', {
    schemes: ['110'],
    from: months[0],
    to: months[1],
    reason: '单位费率追溯调整',
    ...of,
  });

let [open, paid, moved]: string[] = [];
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
  await inTransaction(async (tx) => {
    for (const code of ['B1', 'B2', 'B3'])
      await get(UnitsService).add(tx, { code, name: `单位 ${code}`, kind: 'enterprise', industryClass: 2 });
  });
  [open, paid, moved] = [await employee('B1'), await employee('B2'), await employee('B3')];
  for (const [unit, person] of [
    ['B1', open],
    ['B2', paid],
    ['B3', moved],
  ] as const)
    await declare(unit, months[0], [person ?? ''], '6000.00');
  for (const period of months)
    await get(AssessmentService).assess({ scheme: '110', period, reason: 'period', askedBy: '0201' });
  await counter.query(`update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'B2'`);
}, 60_000);
afterAll(() => counter.close());

describe('a rule of the past', () => {
  let first = 0;
  it('shows which assessed months have other rules now, and nothing before', async () => {
    expect((await list()).due).toEqual([]);
    expect((await layOut('0201', { from: '2025-01', to: '2025-06' })).body.code).toBe('nothing-assessed');
    await layDown('170000', '2026-10-01');
    expect((await list()).due).toMatchObject([
      { scheme: '110', from: '2026-10', to: '2026-10', periods: 1, keys: ['110.unit-rate'] },
    ]);
  });

  it('is laid out with old, new and difference of each person and month, and nothing is owed by it yet', async () => {
    expect((await layOut('0001')).status).toBe(403);
    first = (await layOut('0201')).body.number;
    expect((await layOut('0501')).body.code).toBe('difference-under-way');
    const run = await inState(first, 'proposed');
    expect(run).toMatchObject({
      heads: 3,
      supplement: '180.00',
      refund: '0.00',
      askedBy: '0201',
      funds: [{ fund: '110', heads: 3, unit: '180.00', person: '0.00', government: '0.00' }],
    });
    expect(run.periods).toMatchObject([
      { period: '2026-09', heads: 0, booked: null },
      { period: '2026-10', heads: 3, unit: '180.00' },
    ]);
    const rows = await ask<{ rows: object[] }>('0501', 'GET', `/v1/difference-runs/${first}/rows?search=B2`);
    expect(rows.body.rows).toMatchObject([
      { period: '2026-10', unitCode: 'B2', before: '1440.00', after: '1500.00', difference: '60.00' },
    ]);
    expect(await linesOf(open ?? '')).toHaveLength(2);
    expect((await list()).due).toEqual([]);
  });

  it('stays refused with its reason, and may be laid out again', async () => {
    const { approval } = await inState(first, 'proposed');
    const own = await ask<{ code: string }>('0201', 'POST', `/v1/approvals/${approval}/approval`, {});
    expect(own.body.code).toBe('same-person');
    await ask('0202', 'POST', `/v1/approvals/${approval}/rejection`, { reason: '文号不对' });
    await inState(first, 'refused');
    expect((await list()).due).toMatchObject([{ scheme: '110', periods: 1 }]);
    expect((await list()).runs).toMatchObject([{ number: first, state: 'refused' }]);
  });

  it('is booked by approval as further lines, once, and bills follow: an open one grows, a paid one gets another', async () => {
    const { number } = (await layOut('0201')).body;
    const { approval } = await inState(number, 'proposed');
    // Somebody whose month was put right otherwise meanwhile is as that left it.
    await declare('B3', '2026-10', [moved ?? ''], '7000.00');
    while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
      await wait(20);
    await approve(approval);
    const run = await inState(number, 'done');
    expect(run.periods).toMatchObject([
      { period: '2026-09', booked: 0 },
      { period: '2026-10', heads: 3, booked: 2 },
    ]);
    const lines = [
      { period: '2026-09', number: 1, unit: '96000', person: '48000' },
      { period: '2026-10', number: 1, unit: '96000', person: '48000' },
      { period: '2026-10', number: 2, unit: '6000', person: '0' },
    ];
    expect(await linesOf(open ?? '')).toEqual(lines);
    expect(await linesOf(paid ?? '')).toEqual(lines);
    expect(await linesOf(moved ?? '')).toEqual([
      lines[0],
      lines[1],
      { period: '2026-10', number: 2, unit: '23000', person: '8000' },
    ]);
    expect(await billsOf('B1')).toEqual([
      { period: '2026-09', number: 1, unit: '96000' },
      { period: '2026-10', number: 1, unit: '102000' },
    ]);
    expect(await billsOf('B2')).toEqual([
      { period: '2026-09', number: 1, unit: '96000' },
      { period: '2026-10', number: 1, unit: '96000' },
      { period: '2026-10', number: 2, unit: '6000' },
    ]);
    expect(await get(CheckService).check('110', '2026-10')).toMatchObject({ lines: 3, different: 0 });
    expect((await list()).due).toEqual([]);
    // Nothing differs any more: there is nothing to decide.
    expect(await inState((await layOut('0201')).body.number, 'done')).toMatchObject({
      heads: 0,
      approval: null,
    });
  });

  it('leaves what was paid too much to be given back when less is owed', async () => {
    await counter.query(`update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'B2'`);
    await layDown('150000', '2026-09-01');
    const { number } = (await layOut('0201')).body;
    const { approval, refund } = await inState(number, 'proposed');
    expect(refund).toBe('180.00');
    await approve(approval);
    await inState(number, 'done');
    expect(
      await counter.query(
        `select period, part, amount_fen::text as amount, state from overpayment where unit_code = 'B2' order by 1`,
      ),
    ).toEqual([{ period: '2026-09', part: 'unit', amount: '6000', state: 'open' }]);
  });
});

describe('the database', () => {
  it('takes no line of a difference run that was not approved, and no row after it was proposed', async () => {
    const [refused] = await counter.query<{ run: number; participation: string }>(
      `select d.run, d.participation_id as participation from difference_row d join assessment_run r on r.number = d.run
       where r.state = 'refused' limit 1`,
    );
    const values = [refused?.participation, refused?.run];
    const attempts = [
      `insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen)
       values ($1, '2026-10', 9, $2, 1, 0, 0)`,
      `insert into difference_row (run, participation_id, number, old_unit_fen, old_person_fen, old_government_fen, unit_fen, person_fen,
         government_fen) select $2, id, 9, 0, 0, 0, 1, 0, 0 from participation where id <> $1 and id not in
         (select participation_id from difference_row where run = $2) limit 1`,
      `update assessment_run set state = 'approved' where number = $2 and $1::uuid is not null`,
    ];
    for (const attempt of attempts)
      await expect(counter.query(attempt, values)).rejects.toMatchObject({ code: 'SS005' });
  });
});

describe('a difference run that is killed in the middle', () => {
  it('is gone on with by whoever comes next, and adds nothing twice', async () => {
    await layDown('170000', '2026-09-02');
    await layDown('170000', '2026-09-01', '110.unit-rate@2026-09-01');
    const { number } = (await layOut('0201')).body;
    const { approval } = await inState(number, 'proposed');
    // The last step fails as often as a database that goes away lets it: nothing of it is there.
    await counter.query(`alter table unit_bill add constraint trial check (unit_fen <> 102000) not valid`);
    await approve(approval);
    const failed = (): Promise<object[]> =>
      counter.query(
        `select from work where kind = 'assessment.difference-booking' and subject = $1 and attempts > 0`,
        [String(number)],
      );
    while ((await failed()).length === 0) await wait(20);
    const between = await linesOf(open ?? '');
    await counter.query(`alter table unit_bill drop constraint trial`);
    await get(DifferenceRuns).finish(number, 'assessment.difference-booking');
    await inState(number, 'done');
    expect(await linesOf(open ?? '')).toEqual(between);
    expect(await get(CheckService).check('110', '2026-09')).toMatchObject({ different: 0 });
  });
});

const command = (who: string, ...words: readonly string[]) =>
  startProgram(counter, 'command-line', [...words, '--as', who, '--json']);
const checkOctober = () => endOf(command('k5', 'assess', 'check', '110', '2026-10'));

const bring = (text: string, dryRun: boolean) =>
  ask<{ changed: object[]; unfit: object[]; code: string }>('0401', 'POST', '/v1/parameters/files', {
    text,
    dryRun,
    reason: '更正',
  });

describe('the command line', () => {
  beforeAll(async () => {
    await counter.addStaff('k5', '会计', 'fund-accountant', commandPassword);
    await counter.addStaff('k4', '管理员', 'administrator', commandPassword);
  });

  it('proves lines, and ends with 1 when one is another than what it was made of', async () => {
    expect(await checkOctober()).toMatchObject({
      code: 0,
      answer: { schemes: [{ scheme: '110', different: 0 }] },
    });
    await counter.query('alter table assessment_line disable trigger assessment_line_written_once');
    const falsify = (by: number) =>
      counter.query(
        `update assessment_line l set person_fen = person_fen + $1 from participation p
         where p.id = l.participation_id and p.unit_code = 'B1' and l.period = '2026-10' and l.number = 1`,
        [by],
      );
    await falsify(100);
    expect(await checkOctober()).toMatchObject({ code: 1, answer: { schemes: [{ different: 1 }] } });
    await falsify(-100);
    await counter.query('alter table assessment_line enable trigger assessment_line_written_once');
  }, 60_000);

  it('works out differences, and shows and lists them', async () => {
    await layDown('180000', '2026-10-01', '110.unit-rate@2026-10-01');
    const words = ['--scheme', '110', '--from', '2026-09', '--to', '2026-10', '--reason', '文号更正'];
    const run = await answerOf(command('k5', 'assess', 'differences', 'propose', ...words));
    expect(run).toMatchObject({ state: 'proposed', heads: 3 });
    const number = String(run['number']);
    expect(await answerOf(command('k5', 'assess', 'differences', 'show', number))).toMatchObject({
      number: run['number'],
      funds: [{ fund: '110' }],
    });
    expect(await answerOf(command('k5', 'assess', 'differences', 'list'))).toMatchObject({
      due: [],
      runs: expect.arrayContaining([expect.objectContaining({ number: run['number'] })]),
    });
    expect((await endOf(command('k5', 'assess', 'differences', 'show', '999'))).answer).toMatchObject({
      code: 'difference-unknown',
    });
  }, 60_000);

  it('takes the whole set of parameters out and in: what differs is shown, and proposed as one', async () => {
    const path = join(counter.folder, 'parameters.csv');
    await answerOf(command('k4', 'parameters', 'export', path));
    const text = readFileSync(path, 'utf8');
    const looked = (...more: readonly string[]) =>
      endOf(command('k4', 'parameters', 'import', path, ...more));
    expect(await looked('--dry-run')).toMatchObject({
      code: 0,
      answer: { added: [], changed: [], asked: null },
    });
    const row = text.split('\n').find((line) => line.includes('110.flexible-rate'));
    expect(row).toContain('200000');
    writeFileSync(path, text.replace(row ?? '', (row ?? '').replace('200000', '210000')));
    expect((await looked('--dry-run')).answer).toMatchObject({
      changed: [{ key: '110.flexible-rate', value: '210000' }],
      asked: null,
    });
    // The same from the console: looked at, with what may not be laid down row by row.
    const seen = await bring(readFileSync(path, 'utf8'), true);
    expect(seen.body).toMatchObject({ changed: [{ key: '110.flexible-rate' }], unfit: [], asked: null });
    const wrong = readFileSync(path, 'utf8').replace(',210000,', ',二十万,');
    expect((await bring(wrong, true)).body.unfit).toMatchObject([{ code: 'parameter-malformed' }]);
    expect((await bring(wrong, false)).body.code).toBe('rows-refused');
    // Nobody is insured by it here: the present month is reckoned, and nothing changes.
    expect((await looked('--reason', '更正')).answer).toMatchObject({
      asked: { kind: 'parameter-past', state: 'waiting' },
      effect: {
        isWhole: true,
        periods: expect.arrayContaining([expect.objectContaining({ scheme: '110' })]),
      },
    });
    expect((await endOf(command('k4', 'parameters', 'check'))).answer).toMatchObject({ missing: [] });
    expect(
      (await endOf(command('k4', 'parameters', 'list', '--key', '110.flexible-rate'))).answer,
    ).toMatchObject({
      versions: [expect.objectContaining({ value: '200000' })],
    });
  }, 60_000);
});
