/** Promises of what changes about a unit: kept from when on, and what is owed follows what it was on the first day of each month. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Declarations } from '../declarations/declarations.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { AssessmentService } from './assessment.service.js';
import { CheckService } from './check.service.js';

let counter: Counter;

const period = '2026-10';

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const get = <T>(type: new (...args: never[]) => T): T => counter.app.get<T>(type, { strict: false });

/** Somebody who is insured against injury at a unit of class 2 since September, for a wage since October. */
const employee = async (): Promise<string> => {
  const first17 = '63280219910307001';
  const id = await inTransaction(async (tx) => {
    await get(UnitsService).add(tx, { code: 'A9', name: '单位 A9', kind: 'enterprise', industryClass: 2 });
    const number = first17 + socialSecurityNumberCheck(first17);
    const person = await get(PeopleService).register(tx, number, '张三');
    const entering = {
      scheme: '410',
      category: 'enterprise',
      unitCode: 'A9',
      since: date('2026-09-01'),
    } as const;
    await get(ParticipationsService).begin(tx, person.id, entering, '0001');
    return person.id;
  });
  const { findings } = await get(Declarations).declare('A9', period, [{ person: id, wage: '6000.00' }], {
    staffNumber: '0001',
    source: 'page',
  });
  expect(findings).toEqual([]);
  return id;
};

/** Waits until the job has done all runs that were laid out. */
const settled = async (): Promise<void> => {
  while ((await counter.query(`select from assessment_run where state = 'planned'`)).length > 0)
    await wait(20);
};

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

describe('a unit rated otherwise than was known', () => {
  it('owes by what it was on the first day of each month, and what is entered for the past is put right', async () => {
    const person = await employee();
    const injury = { scheme: '410', reason: 'period', askedBy: '0001' } as const;
    const lines = () =>
      counter.query(
        `select l.period, array_agg(unit_fen::text order by l.number) as unit from assessment_line l join participation p on p.id = l.participation_id
         where p.person_id = $1 group by l.period order by l.period`,
        [person],
      );
    const change = (industryClass: number, from: string) =>
      inTransaction((tx) =>
        get(UnitsService).change(tx, 'A9', { industryClass }, { effectiveFrom: date(from), by: '0001' }),
      );
    // Of class 2 for the whole past; of class 8 since the middle of October, so that October keeps its rate.
    expect(await change(8, '2026-10-15')).toMatchObject({ industryClass: 8 });
    await get(AssessmentService).assess({ ...injury, period });
    await get(AssessmentService).assess({ ...injury, period: '2026-11' });
    expect(await lines()).toEqual([
      { period, unit: ['2400'] },
      { period: '2026-11', unit: ['11400'] },
    ]);
    // It was of class 1 in October already: what is later stands, the unit is what it was.
    expect(await change(1, '2026-10-01')).toMatchObject({ industryClass: 8 });
    await settled();
    const putRight = [
      { period, unit: ['2400', '-1200'] },
      { period: '2026-11', unit: ['11400'] },
    ];
    expect(await lines()).toEqual(putRight);
    // The same once more is nothing new, and nothing is reckoned again for it.
    const runs = await counter.query('select from assessment_run');
    await change(1, '2026-10-01');
    expect(await counter.query('select from assessment_run')).toHaveLength(runs.length);
    // The floating step of a month that has been assessed puts it right as well.
    await inTransaction((tx) =>
      get(UnitsService).setFloatingStep(tx, 'A9', { effectiveFrom: date('2026-11-01'), step: '0.5' }, '0001'),
    );
    await settled();
    expect(await lines()).toEqual([putRight[0], { period: '2026-11', unit: ['11400', '-5700'] }]);
    expect(await get(CheckService).check('410', period)).toMatchObject({ lines: 1, different: 0 });
    const facts = await inTransaction((tx) => get(UnitsService).facts(tx, 'A9'));
    expect(facts.map(({ field, value, effectiveFrom }) => [field, value, effectiveFrom])).toEqual([
      ['industryClass', '8', '2026-10-15'],
      ['industryClass', '1', '2026-10-01'],
      ['industryClass', '2', null],
    ]);
  });
});

describe('what changes about a unit, at the console', () => {
  it('is kept from when on, with who entered it, and what is entered for the past leaves what came later', async () => {
    type InFull = {
      code?: string;
      unit: object;
      history: {
        field: string;
        value: string | null;
        effectiveFrom: string | null;
        enteredBy: string | null;
      }[];
    };
    const change = (body: object) =>
      counter.ask<InFull['unit'] & { code?: string }>('POST', '/v1/units/H1/change', body);
    const read = async () => (await counter.ask<InFull>('GET', '/v1/units/H1')).body;
    await counter.ask('POST', '/v1/units', { code: 'H1', name: '德令哈甲公司', kind: 'enterprise' });
    expect((await read()).history).toEqual([]);
    expect((await change({ name: '某', effectiveFrom: '2099-01-01' })).body.code).toBe('day-in-future');
    // Its class was never known: it is so for all of the past. Its name is another since a day.
    const named = { name: '德令哈乙公司', industryClass: 3, effectiveFrom: '2026-05-01' };
    expect((await change({ industryClass: 2 })).status).toBe(201);
    expect((await change(named)).body).toMatchObject({ name: '德令哈乙公司', industryClass: 3 });
    expect((await change(named)).status).toBe(201);
    expect((await change({ name: '德令哈丙公司', effectiveFrom: '2026-02-01' })).body).toMatchObject({
      name: '德令哈乙公司',
    });
    const closed = await counter.ask('POST', '/v1/units/H1/closing', { on: '2026-09-30' });
    expect(closed.status).toBe(201);
    const { unit, history } = await read();
    expect(unit).toMatchObject({ name: '德令哈乙公司', industryClass: 3, closedOn: '2026-09-30' });
    const rows = history.map(({ field, value, effectiveFrom, enteredBy }) =>
      [field, value, effectiveFrom, enteredBy].join(' '),
    );
    expect(rows.toSorted()).toEqual(
      [
        'closedOn 2026-09-30 2026-09-30 0001',
        'industryClass   ',
        'industryClass 2  0001',
        'industryClass 3 2026-05-01 0001',
        'name 德令哈乙公司 2026-05-01 0001',
        'name 德令哈丙公司 2026-02-01 0001',
        'name 德令哈甲公司  ',
      ].toSorted(),
    );
  });
});

describe('a construction project, at the console', () => {
  it('gets another cost and end, and its workers are listed alone', async () => {
    const project = {
      code: 'G1',
      name: '某大桥',
      cost: '1000000.00',
      startsOn: '2026-03-01',
      endsOn: '2027-02-28',
    };
    const worker = '63280219910307002';
    await inTransaction(async (tx) => {
      await get(UnitsService).add(tx, { code: 'G0', name: '某建筑公司', kind: 'enterprise' });
      await get(PeopleService).register(tx, worker + socialSecurityNumberCheck(worker), '李四');
    });
    expect((await counter.ask('POST', '/v1/units/G0/projects', project)).status).toBe(201);
    const enrolled = await counter.ask('POST', '/v1/units/G0/participations', {
      socialSecurityNumber: worker + socialSecurityNumberCheck(worker),
      name: '李四',
      category: 'project',
      schemes: ['410'],
      since: '2026-03-01',
      projectCode: 'G1',
    });
    expect(enrolled.status).toBe(201);
    const change = (of: string, body: object) =>
      counter.ask<{ code?: string; projects: object[] }>('POST', `/v1/units/${of}/change`, body);
    const more = { cost: '1200000.00', endsOn: '2027-06-30' };
    expect((await change('G0/projects/G1', more)).body.projects).toEqual([
      { ...project, ...more, insuredFrom: '2026-03-01', endedOn: null },
    ]);
    expect((await change('G0/projects/G1', more)).status).toBe(201);
    expect((await change('A9/projects/G1', more)).body.code).toBe('project-unknown');
    expect((await change('G0/projects/G1', { endedOn: '2099-01-01' })).body.code).toBe('day-in-future');
    expect((await change('G0/projects/G1', { endsOn: '2026-02-01' })).body.code).toBe('malformed-request');
    const people = async (of: string) =>
      (await counter.ask<{ total: number }>('GET', `/v1/units/G0/people?on=2026-09-01&project=${of}`)).body;
    expect(await people('G1')).toMatchObject({ total: 1, people: [{ name: '李四' }] });
    expect(await people('G2')).toMatchObject({ total: 0, people: [] });
    expect(await people('')).toMatchObject({ total: 1 });
  });
});
