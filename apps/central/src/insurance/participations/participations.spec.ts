/** Promises of participations: who may begin which, what gives way by rule, what is refused, and what was known when. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import type { NewParticipation, Participation } from './participation.js';
import { ParticipationsService } from './participations.service.js';

let counter: Counter;
let participations: ParticipationsService;
let units: UnitsService;
let serial = 0;

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);

/** Somebody new, born in 1990. */
const somebody = (): Promise<string> => {
  serial += 1;
  const first17 = `63280219900307${String(serial).padStart(3, '0')}`;
  return inTransaction(
    async (tx) =>
      (
        await counter.app
          .get(PeopleService, { strict: false })
          .register(tx, first17 + socialSecurityNumberCheck(first17), '张三')
      ).id,
  );
};

const begin = (personId: string, entering: NewParticipation): Promise<Participation> =>
  inTransaction((tx) => participations.begin(tx, personId, entering, '0001'));

/** The code a work is refused with. */
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const fault: unknown = await work.then(
    () => new Error('not refused'),
    (reason: unknown) => reason,
  );
  if (!(fault instanceof Refused)) throw fault;
  return fault.code;
};

const employed = (scheme: string, unitCode: string, since: string): NewParticipation => ({
  scheme,
  category: 'enterprise',
  unitCode,
  since: date(since),
});
const resident = (scheme: string, since: string): NewParticipation => ({
  scheme,
  category: 'resident',
  since: date(since),
});

/** How somebody who draws a pension from 2026-04 on would enter a scheme. */
const drawing = async (drawn: string, scheme: string) => {
  const person = await somebody();
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
     values ($1, $1, 'employee-pension', $2, true, '2026-04', '{}')`,
    [person, drawn],
  );
  const category = scheme === '120' ? 'civil-servant' : 'enterprise';
  return (since: string, until: string | null = null) =>
    begin(person, {
      ...(scheme === '170' ? resident('170', since) : { ...employed(scheme, 'U1', since), category }),
      until: until === null ? null : date(until),
    });
};

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  participations = counter.app.get(ParticipationsService, { strict: false });
  units = counter.app.get(UnitsService, { strict: false });
  await inTransaction(async (tx) => {
    for (const code of ['U1', 'U2', 'U3', 'U4'])
      await units.add(tx, { code, name: `单位 ${code}`, kind: 'enterprise' });
    await units.change(tx, 'U3', { foundedOn: date('2020-01-01') }, { by: '0001' });
    await units.close(tx, 'U3', date('2025-12-31'), '0001');
  });
}, 60_000);
afterAll(() => counter.close());

describe('a participation', () => {
  it('begins once, and what gives way by rule ends the day before', async () => {
    const person = await somebody();
    const before = await begin(person, resident('170', '2020-01-01'));
    const employee = await begin(person, employed('110', 'U1', '2026-03-01'));
    expect(await begin(person, employed('110', 'U1', '2026-03-01'))).toEqual(employee);
    const all = await inTransaction((tx) => participations.ofPerson(tx, person));
    expect(all.map(({ scheme, until, endReason }) => [scheme, until, endReason])).toEqual([
      ['110', null, null],
      ['170', '2026-02-28', 'moved-scheme'],
    ]);
    expect(await inTransaction((tx) => participations.ofPerson(tx, person, date('2026-02-28')))).toHaveLength(
      1,
    );
    // As it was known before the employer's began.
    const known = await inTransaction((tx) =>
      participations.ofPersonKnownAt(tx, person, new Date(Date.parse(before.enteredAt) - 1)),
    );
    expect(known).toEqual([]);
  });

  it('of two at the same moment of the same person one is taken', async () => {
    const person = await somebody();
    const outcomes = await Promise.allSettled([
      begin(person, employed('110', 'U1', '2026-03-01')),
      begin(person, employed('110', 'U2', '2026-03-01')),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await inTransaction((tx) => participations.ofPerson(tx, person))).toHaveLength(1);
  });

  it('is refused with the reason', async () => {
    const person = await somebody();
    await begin(person, employed('110', 'U1', '2026-03-01'));
    const refused = (entering: NewParticipation) => codeOf(begin(person, entering));
    expect(await refused(employed('110', 'U2', '2026-04-01'))).toBe('participation-overlaps');
    expect(await refused(resident('170', '2026-04-01'))).toBe('participation-overlaps');
    expect(await refused(resident('110', '2026-04-01'))).toBe('participation-category');
    expect(await refused({ ...employed('210', 'U1', '2026-03-01'), unitCode: null })).toBe(
      'participation-category',
    );
    expect(await refused(employed('210', 'U1', '2099-01-01'))).toBe('day-in-future');
    expect(await refused(employed('210', 'U1', '1989-12-31'))).toBe('participation-before-birth');
    expect(await refused(employed('210', 'U3', '2026-01-01'))).toBe('unit-closed');
    expect(await refused(employed('210', 'U3', '2019-01-01'))).toBe('unit-closed');
    expect(await refused(employed('210', 'NONE', '2026-01-01'))).toBe('unit-unknown');
    await counter.query(
      `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       values ($1, $1, 'employee-pension', '110', true, '2026-01', '{}')`,
      [person],
    );
    expect(await refused(employed('210', 'U1', '2026-03-01'))).toBe('person-retired');
    await counter.query('alter table person disable trigger person_corrected_by_approval');
    await counter.query(`update person set died_on = '2026-05-01' where id = $1`, [person]);
    expect(await refused(employed('310', 'U1', '2026-03-01'))).toBe('person-dead');
  });

  it.each([
    ['110', '110'],
    ['110', '120'],
    ['110', '210'],
    ['110', '170'],
    ['120', '110'],
    ['170', '170'],
  ])('of whoever draws a pension of %s is none of %s, but for the months before', async (drawn, scheme) => {
    const entering = await drawing(drawn, scheme);
    expect(await codeOf(entering('2026-04-01'))).toBe('person-retired');
    expect(await entering('2026-03-01', '2026-03-31')).toMatchObject({ scheme });
  });

  it.each([
    ['110', '310'],
    ['170', '110'],
  ])('of whoever draws a pension of %s may be one of %s', async (drawn, scheme) => {
    const entering = await drawing(drawn, scheme);
    expect(await entering('2026-04-01')).toMatchObject({ scheme });
  });

  it('ends once, is voided with who and why, and then nobody sees it', async () => {
    const person = await somebody();
    const { id } = await begin(person, employed('110', 'U1', '2026-03-01'));
    const end = (on: string) =>
      inTransaction((tx) => participations.end(tx, id, { on: date(on), reason: 'left' }, '0001'));
    expect(await codeOf(end('2026-02-01'))).toBe('malformed-request');
    expect(await end('2026-06-30')).toMatchObject({
      until: '2026-06-30',
      endReason: 'left',
      endedBy: '0001',
    });
    expect(await codeOf(end('2026-07-31'))).toBe('participation-ended');
    expect(await begin(person, employed('110', 'U2', '2026-07-01'))).toMatchObject({ until: null });
    await inTransaction((tx) => participations.void(tx, id, '录入错误', '0001'));
    expect(await codeOf(inTransaction((tx) => participations.void(tx, id, 'again', '0001')))).toBe(
      'participation-unknown',
    );
    expect(await inTransaction((tx) => participations.ofPerson(tx, person))).toHaveLength(1);
  });

  it('under a project is the contractor’s, and a unit’s people are found by day', async () => {
    const person = await somebody();
    await inTransaction((tx) =>
      units.addProject(
        tx,
        {
          code: 'P1',
          name: '某工程',
          unitCode: 'U1',
          cost: yuan('1000000.00'),
          startsOn: date('2026-01-01'),
          endsOn: date('2026-12-31'),
          insuredFrom: date('2026-01-01'),
        },
        '0001',
      ),
    );
    const worker = {
      scheme: '410',
      category: 'project',
      projectCode: 'P1',
      since: date('2026-02-01'),
    } as const;
    expect(await codeOf(begin(person, { ...worker, unitCode: 'U2' }))).toBe('unit-of-another');
    const begun = await begin(person, { ...worker, unitCode: 'U1' });
    const found = (on: string) =>
      inTransaction((tx) => participations.ofUnit(tx, 'U1', date(on), { scheme: '410', limit: 10 }));
    expect((await found('2026-02-01')).map(({ id }) => id)).toEqual([begun.id]);
    expect(await found('2026-01-31')).toEqual([]);
  });
});

describe('a unit', () => {
  it('has one credit code that is right, and steps by day of which the newest entry counts', async () => {
    const add = (code: string, creditCode: string) =>
      inTransaction((tx) => units.add(tx, { code, name: code, creditCode }));
    expect(await codeOf(add('U8', '91350100M000100Y44'))).toBe('credit-code-invalid');
    await add('U9', '91350100M000100Y43');
    expect(await codeOf(add('U8', '91350100M000100Y43'))).toBe('unit-known');
    const step = (effectiveFrom: string, value: string) =>
      inTransaction((tx) =>
        units.setFloatingStep(tx, 'U9', { effectiveFrom: date(effectiveFrom), step: value }, '0001'),
      );
    await step('2025-01-01', '1.2');
    await step('2026-01-01', '0.8');
    counter.clock.move(1000);
    await step('2026-01-01', '0.5');
    const on = (day: string) => inTransaction((tx) => units.floatingStepOn(tx, 'U9', date(day)));
    expect([await on('2024-12-31'), await on('2025-12-31'), await on('2026-01-01')]).toEqual([
      null,
      '1.2',
      '0.5',
    ]);
    const found = await inTransaction((tx) => units.search(tx, '91350100M000100Y43', 5));
    expect(found.map(({ code }) => code)).toEqual(['U9']);
  });

  it('is not closed while it owes or insures somebody', async () => {
    const person = await somebody();
    const close = (on: string) => inTransaction((tx) => units.close(tx, 'U4', date(on), '0001'));
    const { id } = await begin(person, employed('110', 'U4', '2026-03-01'));
    await counter.query(
      `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
       values (uuidv7(), 'U4', '110', '2026-03', 1, 100, 50, '2026-04-15', now())`,
    );
    expect(await codeOf(close('2026-06-30'))).toBe('unit-owes');
    await counter.query(`update unit_bill set paid_fen = 150`);
    expect(await codeOf(close('2026-06-30'))).toBe('unit-has-people');
    await inTransaction((tx) =>
      participations.end(tx, id, { on: date('2026-06-30'), reason: 'left' }, '0001'),
    );
    expect(await close('2026-06-30')).toMatchObject({ closedOn: '2026-06-30' });
    expect(await close('2026-06-30')).toMatchObject({ closedOn: '2026-06-30' });
    expect(await codeOf(close('2026-07-31'))).toBe('unit-closed');
  });
});

describe('the console’s unit', () => {
  it('takes people on and lets them go, in all schemes or none, with who looked on record', async () => {
    const post = (path: string, body: object) =>
      counter.ask<{ code?: string; participations: { id: string; scheme: string }[] }>(
        'POST',
        `/v1/units${path}`,
        body,
      );
    const unit = { code: 'D1', name: '德令哈某公司', kind: 'enterprise', industryClass: 2 };
    expect((await post('', unit)).status).toBe(201);
    // The same once more is the same unit, another one under its code is not.
    expect((await post('', unit)).status).toBe(201);
    expect((await post('', { ...unit, name: '另一公司' })).body.code).toBe('unit-known');
    const first17 = '63280219900308001';
    const socialSecurityNumber = first17 + socialSecurityNumberCheck(first17);
    await inTransaction((tx) =>
      counter.app.get(PeopleService, { strict: false }).register(tx, socialSecurityNumber, '李四'),
    );
    const who = { socialSecurityNumber, name: '李四', category: 'enterprise', since: '2026-09-01' };
    const join = (more: object) => post('/D1/participations', { ...who, schemes: ['110', '210'], ...more });
    expect((await join({ name: '王五' })).body.code).toBe('person-differs');
    expect((await join({ schemes: ['110', '170'] })).body.code).toBe('participation-category');
    const people = () =>
      counter.ask<{ total: number; people: { name: string; participations: object[] }[] }>(
        'GET',
        '/v1/units/D1/people?on=2026-09-30',
      );
    expect((await people()).body.total).toBe(0);
    const joined = await join({});
    expect(joined.body.participations.map(({ scheme }) => scheme)).toEqual(['110', '210']);
    expect((await people()).body).toMatchObject({
      total: 1,
      people: [{ name: '李四', participations: [{}, {}] }],
    });
    const looks = await counter.query(
      `select from audit_event where action = 'units.list-people' and subject = 'D1' and staff_number = '0001'`,
    );
    expect(looks).toHaveLength(2);
    const leave = {
      participations: joined.body.participations.map(({ id }) => id),
      on: '2026-09-15',
      reason: 'left',
    };
    expect((await post('/U1/leavings', leave)).body.code).toBe('unit-of-another');
    expect((await post('/D1/leavings', leave)).status).toBe(201);
    expect((await post('/D1/leavings', leave)).status).toBe(201);
    expect((await people()).body.total).toBe(0);
    expect((await counter.ask('GET', '/v1/units?text=某公司')).body).toMatchObject({
      units: [{ code: 'D1' }],
    });
  });
});

describe('what one person takes part in, at the console', () => {
  type Entered = {
    readonly code?: string;
    readonly detail?: string;
    readonly participations: { readonly id: string; readonly scheme: string }[];
    readonly ended: { readonly scheme: string; readonly until: string; readonly endReason: string }[];
  };
  const post = (path: string, body: object) =>
    counter.ask<Entered & { readonly id: string; readonly until: string | null }>(
      'POST',
      `/v1/participations${path}`,
      body,
    );

  it('is chosen from what the schemes describe, entered in all of them or none, and moves by rule', async () => {
    const personId = await somebody();
    type Choices = {
      readonly tiers: readonly number[];
      readonly categories: readonly { readonly category: string; readonly schemes: { scheme: string }[] }[];
    };
    const choices = (await counter.ask<Choices>('GET', '/v1/participations/choices?on=2026-11-01')).body;
    const schemesOf = (wanted: string) =>
      choices.categories
        .find(({ category }) => category === wanted)
        ?.schemes.map(({ scheme }) => scheme)
        .join(' ');
    expect([schemesOf('resident'), schemesOf('flexible'), schemesOf('migrant')]).toEqual([
      '170 390',
      '110 310',
      '110 210 310 410',
    ]);
    const resident = { personId, category: 'resident', schemes: ['170', '390'], since: '2026-01-01' };
    expect((await post('', { ...resident, schemes: ['170', '110'] })).body.code).toBe(
      'participation-category',
    );
    expect((await post('', resident)).body.participations).toHaveLength(2);
    expect((await post('', resident)).body.participations).toHaveLength(2);
    const flexible = { personId, category: 'flexible', schemes: ['110', '310'], since: '2026-07-01' };
    expect((await post('', flexible)).body.code).toBe('malformed-request');
    const unknownTier = await post('', { ...flexible, tierPercent: 61 });
    expect(unknownTier.body).toMatchObject({ code: 'tier-unknown', detail: choices.tiers.join(' ') });
    const moved = await post('', { ...flexible, tierPercent: choices.tiers[0] });
    expect(moved.body.ended.map(({ scheme, until, endReason }) => [scheme, until, endReason])).toEqual([
      ['170', '2026-06-30', 'moved-scheme'],
      ['390', '2026-06-30', 'moved-scheme'],
    ]);
    // Whom an employer insures already is not a resident beside it, nor somebody's of tomorrow's month.
    expect((await post('', { ...resident, since: '2026-09-01' })).body.code).toBe('participation-overlaps');
    expect((await post('', { ...resident, since: '2099-01-01' })).body.code).toBe('day-in-future');
    expect(
      (await post('', { ...resident, personId: '00000000-0000-4000-8000-000000000000' })).body.code,
    ).toBe('person-unknown');
  });

  it('is ended, or voided with its reason, each once and on record', async () => {
    const personId = await somebody();
    const entered = await post('', { personId, category: 'student', schemes: ['390'], since: '2026-01-01' });
    const id = entered.body.participations[0]?.id ?? '';
    const ending = { on: '2026-08-31', reason: 'suspended' };
    expect((await post(`/${id}/ending`, ending)).body.until).toBe('2026-08-31');
    expect((await post(`/${id}/ending`, ending)).status).toBe(201);
    expect((await post(`/${id}/ending`, { ...ending, on: '2026-09-30' })).body.code).toBe(
      'participation-ended',
    );
    expect((await post(`/${id}/voiding`, { reason: ' ' })).body.code).toBe('malformed-request');
    expect((await post(`/${id}/voiding`, { reason: '录入错误' })).status).toBe(201);
    expect((await post(`/${id}/voiding`, { reason: '录入错误' })).status).toBe(201);
    expect((await post(`/${id}/voiding`, { reason: '另一原因' })).body.code).toBe('participation-unknown');
    expect(await inTransaction((tx) => participations.ofPerson(tx, personId))).toEqual([]);
    const trail = await counter.query<{ action: string }>(
      `select action from audit_event where subject = $1 and staff_number = '0001' order by id`,
      [personId],
    );
    expect([...new Set(trail.map(({ action }) => action))]).toEqual([
      'participations.enter',
      'participations.end-one',
      'participations.void',
    ]);
  });
});
