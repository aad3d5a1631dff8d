/** Promises of runs: each line once, corrections as differences, bills and dues that follow, and a list of what cannot be assessed. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { CardWindow } from '../../../../../test/support/card-window.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Secrets } from '../../ground/secrets.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { createApp } from '../../whole/create-app.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { AssessmentService } from './assessment.service.js';
import { CheckService } from './check.service.js';
import { GapsStore } from './gaps.store.js';
import { Reckoning } from './reckoning.service.js';

let counter: Counter;
let assessment: AssessmentService;
let serial = 0;

const period = '2026-10';
const by = { staffNumber: '0001', source: 'page' } as const;

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

/** Somebody new who works at a unit since September, in these schemes. */
const employee = async (unitCode: string, schemes: readonly string[] = ['110']): Promise<string> => {
  serial += 1;
  const first17 = `63280219910307${String(serial).padStart(3, '0')}`;
  return inTransaction(async (tx) => {
    const { id } = await get(PeopleService).register(
      tx,
      first17 + socialSecurityNumberCheck(first17),
      '张三',
    );
    for (const scheme of schemes)
      await get(ParticipationsService).begin(
        tx,
        id,
        { scheme, category: 'enterprise', unitCode, since: date('2026-09-01') },
        '0001',
      );
    return id;
  });
};

const declare = async (unitCode: string, person: string, wage: string): Promise<void> => {
  // Of two entries the later one counts.
  counter.clock.move(1000);
  const { findings } = await get(Declarations).declare(unitCode, period, [{ person, wage }], by);
  expect(findings).toEqual([]);
};

/** Waits until the job has done all runs that were laid out. */
const settled = async (): Promise<void> => {
  while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
    await wait(20);
};

type Line = { readonly number: number; readonly unit: string; readonly person: string };
const linesOf = (person: string): Promise<Line[]> =>
  counter.query(
    `select l.number, unit_fen::text as unit, person_fen::text as person from assessment_line l join participation p on p.id = l.participation_id
     where p.person_id = $1 and p.scheme = '110' and l.period = $2 order by l.number`,
    [person, period],
  );
const billsOf = (unitCode: string): Promise<object[]> =>
  counter.query(
    `select number, heads, unit_fen::text as unit, person_fen::text as person from unit_bill
     where unit_code = $1 and scheme = '110' and period = $2 order by number`,
    [unitCode, period],
  );
const paidTooMuch = (column: 'unit_code' | 'person_id', of: string): Promise<object[]> =>
  counter.query(
    `select part, amount_fen::text as amount, state from overpayment where ${column} = $1 order by part`,
    [of],
  );

/** A parameter of 2015 as the bureau lays it down: one proposes, another approves. */
const layDown = async (key: string, value: string): Promise<void> => {
  const desk = new CardWindow(counter);
  const version = {
    effectiveFrom: '2015-01-01',
    value,
    source: '青人社厅发〔2014〕1号',
    status: 'local',
    reason: '补录',
  };
  const asked = await desk.as('0401', () =>
    counter.ask<{ approval: string }>('POST', `/v1/parameters/${key}/versions`, version),
  );
  await counter.effectOf(asked.body.approval);
  // It is of a year that has passed: two approve it.
  for (const approver of ['0201', '0202']) {
    const decided = await desk.as(approver, () =>
      counter.ask('POST', `/v1/approvals/${asked.body.approval}/approval`, {}),
    );
    expect(decided.status).toBe(200);
  }
};

/** Bills of the period that are another sum than their lines, together with what was found to be paid too much. */
const billsBesideLines = (): Promise<object[]> =>
  counter.query(
    `select b.unit_code, b.scheme, b.owed, l.owed as lines from
       (select unit_code, scheme, sum(unit_fen + person_fen) - coalesce((select sum(amount_fen) from overpayment o
          where o.unit_code = u.unit_code and o.scheme = u.scheme and o.period = $1), 0) as owed
        from unit_bill u where period = $1 group by unit_code, scheme) b
     join (select p.unit_code, p.scheme, sum(unit_fen + person_fen) as owed from assessment_line l join participation p on p.id = l.participation_id
        where l.period = $1 group by p.unit_code, p.scheme) l using (unit_code, scheme)
     where b.owed <> l.owed`,
    [period],
  );

const check = (scheme = '110', of = period) => get(CheckService).check(scheme, of);

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  assessment = get(AssessmentService);
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
  await inTransaction(async (tx) => {
    for (const code of ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'])
      await get(UnitsService).add(tx, { code, name: `单位 ${code}`, kind: 'enterprise', industryClass: 2 });
  });
}, 60_000);
afterAll(() => counter.close());

describe('a run of a period', () => {
  it('is one, however often and by however many processes it is asked for at once', async () => {
    const people = await Promise.all(['A1', 'A1', 'A1'].map((unit) => employee(unit)));
    await get(Declarations).declare(
      'A1',
      period,
      people.map((person) => ({ person, wage: '6000.00' })),
      by,
    );
    const other = await createApp({
      config: counter.app.get<CentralConfig>(CONFIG, { strict: false }),
      secrets: counter.app.get(Secrets, { strict: false }),
      clock: counter.clock,
    });
    try {
      await other.init();
      const ask = { scheme: '110', period, reason: 'period', askedBy: '0001' } as const;
      const beside = other.get(AssessmentService, { strict: false });
      const runs = await Promise.all([
        assessment.assess(ask),
        beside.assess(ask),
        assessment.assess(ask),
        beside.assess(ask),
      ]);
      const again = await assessment.assess(ask);
      expect(new Set([...runs, again].map(({ number }) => number)).size).toBe(1);
    } finally {
      await other.close();
    }
    for (const person of people)
      expect(await linesOf(person)).toEqual([{ number: 1, unit: '96000', person: '48000' }]);
    expect(await billsOf('A1')).toEqual([{ number: 1, heads: 3, unit: '288000', person: '144000' }]);
  });

  it('is refused without a parameter, which is named with scheme and period', async () => {
    const run = assessment.assess({ scheme: '390', period: '2014', reason: 'period', askedBy: '0001' });
    const fault: unknown = await run.catch((reason: unknown) => reason);
    expect(fault).toBeInstanceOf(Refused);
    expect(fault).toMatchObject({
      code: 'parameter-missing',
      detail: expect.stringMatching(/^390\.personal-part, .* 390 2014$/),
    });
    expect(await counter.query(`select from assessment_run where period = '2014'`)).toEqual([]);
  });
});

describe('the bureau', () => {
  it('begins a month once, and sees what it made and what could not be assessed', async () => {
    const desk = new CardWindow(counter);
    await employee('A8', ['210']);
    const begin = (who: string, of: object = { scheme: '210', period }) =>
      desk.as(who, () => counter.ask<{ number: number; code: string }>('POST', '/v1/assessment-runs', of));
    const begun = await begin('0201');
    expect(begun.body).toMatchObject({ scheme: '210', period, askedBy: '0201' });
    await settled();
    expect((await begin('0201')).body.number).toBe(begun.body.number);
    expect((await begin('0201', { scheme: '210', period: '2026-12' })).body.code).toBe('period-unfit');
    expect((await begin('0001')).status).toBe(403);
    const runs = await desk.as('0201', () =>
      counter.ask<{ runs: object[] }>('GET', `/v1/assessment-runs?period=${period}`),
    );
    expect(runs.body.runs).toMatchObject([
      {
        scheme: '110',
        state: 'done',
        chunks: 1,
        chunksDone: 1,
        lines: 3,
        unit: '2880.00',
        person: '1440.00',
      },
      { scheme: '210', state: 'done', lines: 0, unit: '0.00' },
    ]);
    const gaps = await desk.as('0201', () => counter.ask<{ gaps: object[] }>('GET', '/v1/assessment-gaps'));
    expect(gaps.body.gaps).toContainEqual(
      expect.objectContaining({ scheme: '210', period, heads: 1, parameter: null, kind: 'due' }),
    );
  });
});

describe('a wage that is corrected later', () => {
  it('adds the difference, and an open bill follows', async () => {
    const person = await employee('A2');
    await settled();
    // Nothing was declared: nobody guesses a wage, it is on the list.
    expect(await linesOf(person)).toEqual([]);
    const gaps = () => inTransaction((tx) => get(GapsStore).of(tx, person));
    expect(await gaps()).toMatchObject([{ scheme: '110', period, reason: 'wage-missing' }]);
    await declare('A2', person, '6000.00');
    await settled();
    expect(await gaps()).toEqual([]);
    expect(await billsOf('A2')).toEqual([{ number: 1, heads: 1, unit: '96000', person: '48000' }]);
    await declare('A2', person, '6500.00');
    await settled();
    expect(await linesOf(person)).toEqual([
      { number: 1, unit: '96000', person: '48000' },
      { number: 2, unit: '8000', person: '4000' },
    ]);
    expect(await billsOf('A2')).toEqual([{ number: 1, heads: 1, unit: '104000', person: '52000' }]);
    await settled();
    expect(await linesOf(person)).toHaveLength(2);
  });

  it('is known to its run, also when the clock was put back since', async () => {
    const person = await employee('A5');
    await declare('A5', person, '6000.00');
    counter.clock.move(-60_000);
    const declaredIn = (wage: string) => get(Declarations).declare('A5', period, [{ person, wage }], by);
    await declaredIn('6500.00');
    await settled();
    expect(await billsOf('A5')).toEqual([{ number: 1, heads: 1, unit: '104000', person: '52000' }]);
    counter.clock.move(60_000);
  });

  it('leaves a paid bill alone: more is a second bill, less is to be given back', async () => {
    const person = await employee('A3');
    await declare('A3', person, '6000.00');
    await settled();
    const paid = `update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'A3'`;
    await counter.query(paid);
    await declare('A3', person, '6500.00');
    await settled();
    const [first, second] = [
      { number: 1, heads: 1, unit: '96000', person: '48000' },
      { number: 2, heads: 1, unit: '8000', person: '4000' },
    ];
    expect(await billsOf('A3')).toEqual([first, second]);
    expect(await paidTooMuch('unit_code', 'A3')).toEqual([]);
    await counter.query(paid);
    await declare('A3', person, '5900.00');
    await settled();
    await settled();
    expect(await billsOf('A3')).toEqual([first, second]);
    expect(await paidTooMuch('unit_code', 'A3')).toEqual([
      { part: 'person', amount: '4800', state: 'open' },
      { part: 'unit', amount: '9600', state: 'open' },
    ]);
  });
});

describe('somebody insured otherwise than was known', () => {
  it('owes nothing for months after the end, or at all when it was an error', async () => {
    const [left, stays] = [await employee('A6'), await employee('A6')];
    const participationOf = async (person: string) =>
      (await inTransaction((tx) => get(ParticipationsService).ofPerson(tx, person)))[0]?.id ?? '';
    await get(Declarations).declare(
      'A6',
      period,
      [left, stays].map((person) => ({ person, wage: '6000.00' })),
      by,
    );
    await settled();
    expect(await billsOf('A6')).toEqual([{ number: 1, heads: 2, unit: '192000', person: '96000' }]);
    const ended = await participationOf(left);
    await inTransaction((tx) =>
      get(ParticipationsService).end(tx, ended, { on: date('2026-09-20'), reason: 'left' }, '0001'),
    );
    await settled();
    expect(await linesOf(left)).toEqual([
      { number: 1, unit: '96000', person: '48000' },
      { number: 2, unit: '-96000', person: '-48000' },
    ]);
    expect(await linesOf(stays)).toHaveLength(1);
    expect(await billsOf('A6')).toEqual([{ number: 1, heads: 1, unit: '96000', person: '48000' }]);
    await counter.query(`update unit_bill set paid_fen = unit_fen + person_fen where unit_code = 'A6'`);
    const voided = await participationOf(stays);
    await inTransaction((tx) => get(ParticipationsService).void(tx, voided, '录入错误', '0001'));
    await settled();
    expect(await billsOf('A6')).toEqual([{ number: 1, heads: 1, unit: '96000', person: '48000' }]);
    expect(await paidTooMuch('unit_code', 'A6')).toEqual([
      { part: 'person', amount: '48000', state: 'open' },
      { part: 'unit', amount: '96000', state: 'open' },
    ]);
  });

  it('is not reckoned again by a run that knew less', async () => {
    const person = await employee('A7');
    await declare('A7', person, '6000.00');
    await settled();
    const older = { scheme: '110', period, reason: 'correction', personId: person, askedBy: null } as const;
    const run = await inTransaction((tx) => assessment.plan(tx, older));
    await declare('A7', person, '6500.00');
    await settled();
    // As if it had failed at first, and was tried again after the others.
    const again = await inTransaction((tx) =>
      get(Reckoning).reckon(tx, run, { personId: person }, counter.clock.now()),
    );
    expect(again).toEqual({ lines: 0, gaps: 0 });
    expect((await linesOf(person)).map(({ unit }) => unit)).toEqual(['96000', '8000']);
  });
});

describe('somebody at the window', () => {
  it('is told what cannot be assessed and pays the rest; it is assessed once the parameter is there', async () => {
    const tap = async () => (await counter.tap('han-deming')).body;
    await counter.query(
      `update participation set since = '2015-01-01' where scheme = '390'
         and person_id = (select id from person where name = '韩德明' order by id limit 1)`,
    );
    const before = await tap();
    expect(before.unassessed.map(({ zh }) => zh)).toEqual([
      expect.stringContaining('2015 暂不能核定：缺少政策参数 390.personal-part'),
    ]);
    expect(before.dues.map(({ scheme }) => scheme)).toEqual(expect.arrayContaining(['170', '390']));
    await layDown('390.personal-part', '120.00');
    await layDown('390.public-subsidy', '380.00');
    const after = await tap();
    expect(after.unassessed).toEqual([]);
    expect(after.dues.filter((due) => due.scheme === '390' && due.period === '2015')).toMatchObject([
      { amount: '120.00' },
    ]);
  });

  it('has an open due that follows a change of category, and what was paid stands', async () => {
    await counter.query('alter table person disable trigger person_corrected_by_approval');
    const category = (name: string, value: string) =>
      counter.query(`update person set category = $2 where name = $1`, [name, value]);
    const medical = async (card: string) =>
      (await counter.tap(card)).body.dues.filter(({ scheme }) => scheme === '390');
    expect(await medical('suonan-daiji')).toHaveLength(1);
    await category('索南代吉', 'severely-disabled');
    // All of it is paid by the government: nothing is left to pay.
    expect(await medical('suonan-daiji')).toEqual([]);
    await category('索南代吉', 'ordinary');
    const session = (await counter.tap('suonan-daiji')).body;
    expect((await counter.pay('suonan-daiji', session, payable(session))).body).toMatchObject({
      state: 'succeeded',
    });
    await category('索南代吉', 'severely-disabled');
    expect(await medical('suonan-daiji')).toEqual([]);
    const [{ id } = { id: '' }] = await counter.query<{ id: string }>(
      `select id from person where name = '索南代吉'`,
    );
    await assessment.assess({ scheme: '390', period: '2026', reason: 'correction', askedBy: '0001' });
    expect(await paidTooMuch('person_id', id)).toMatchObject([{ part: 'person', state: 'open' }]);
  });
});

describe('the check of lines', () => {
  it('finds nothing where all is right, and names the line that was falsified', async () => {
    expect(await billsBesideLines()).toEqual([]);
    expect(await check('390', '2026')).toMatchObject({ different: 0 });
    const right = await check();
    expect(right).toMatchObject({ different: 0, differences: [] });
    expect(right.lines).toBeGreaterThan(4);
    const person = await employee('A4');
    await declare('A4', person, '6000.00');
    await settled();
    const [line] = await counter.query<{ participation_id: string }>(
      `select participation_id from assessment_line l join participation p on p.id = l.participation_id where p.person_id = $1`,
      [person],
    );
    await counter.query('alter table assessment_line disable trigger assessment_line_written_once');
    await counter.query(
      'update assessment_line set person_fen = person_fen - 100 where participation_id = $1',
      [line?.participation_id],
    );
    await counter.query('alter table assessment_line enable trigger assessment_line_written_once');
    expect((await check()).differences).toEqual([
      { participationId: line?.participation_id, part: 'person', stored: '47900', recomputed: '48000' },
    ]);
    expect(await billsBesideLines()).toHaveLength(1);
  });
});
