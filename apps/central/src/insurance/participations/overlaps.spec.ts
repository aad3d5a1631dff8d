/** Promises of overlaps: found over the whole register and from units' lists, decided by a person with what each way does, money corrected. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Overlaps } from './overlaps.service.js';
import type { NewParticipation } from './participation.js';
import { ParticipationsService } from './participations.service.js';

type Dto = components['schemas'];
type Coded = { readonly code?: string };

let counter: Counter;
let participations: ParticipationsService;
let overlaps: Overlaps;
let serial = 200;

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  counter.app.get(Database).transaction(work);
const somebody = async (name = '桑杰'): Promise<string> => {
  const first17 = `63280219880307${++serial}`;
  const people = counter.app.get(PeopleService, { strict: false });
  return (
    await inTransaction((tx) => people.register(tx, first17 + socialSecurityNumberCheck(first17), name))
  ).id;
};
const begin = (personId: string, entering: NewParticipation) =>
  inTransaction((tx) => participations.begin(tx, personId, entering, '0001'));
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
/** What no door lets in, as it comes from another system. */
const takenOver = async (personId: string, one: NewParticipation): Promise<string> => {
  const [row] = await counter.query<{ id: string }>(
    `insert into participation (person_id, scheme, category, unit_code, since, until) values ($1, $2, $3, $4, $5, $6) returning id`,
    [personId, one.scheme, one.category, one.unitCode ?? null, one.since, one.until ?? null],
  );
  return row?.id ?? '';
};
const find = () => overlaps.findAll(new AbortController().signal);
const list = async (state: 'open' | 'decided', of: string) =>
  (
    await counter.ask<Dto['OverlapPageDto']>('GET', `/v1/overlaps?state=${state}&limit=1000`)
  ).body.overlaps.filter(({ personId }) => personId === of);
const read = async (id: string) =>
  (await counter.ask<Dto['OverlapInFullDto']>('GET', `/v1/overlaps/${id}`)).body;
const decide = (id: string, keep: 'standing' | 'other', reason = '劳动合同在新单位') =>
  counter.ask<Dto['OverlapInFullDto'] & Coded>('POST', `/v1/overlaps/${id}/decision`, { keep, reason });
const standing = async (personId: string) =>
  (await inTransaction((tx) => participations.ofPerson(tx, personId))).map(
    ({ scheme, unitCode, since, until }) => [scheme, unitCode, since, until],
  );

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  participations = counter.app.get(ParticipationsService, { strict: false });
  overlaps = counter.app.get(Overlaps, { strict: false });
  const units = counter.app.get(UnitsService, { strict: false });
  await inTransaction(async (tx) => {
    for (const code of ['O1', 'O2']) await units.add(tx, { code, name: `单位 ${code}`, kind: 'enterprise' });
  });
}, 60_000);
afterAll(() => counter.close());

it('keeps as history what the table decided', async () => {
  const person = await somebody();
  await begin(person, resident('170', '2020-01-01'));
  await begin(person, employed('110', 'O1', '2026-03-01'));
  expect(await list('decided', person)).toMatchObject([
    {
      source: 'rule',
      decision: 'rule',
      standing: { scheme: '170', until: '2026-02-28' },
      other: { scheme: '110', unit: 'O1' },
    },
  ]);
  await find();
  expect(await list('open', person)).toEqual([]);
});

it('finds each once, says what becomes of the money, and has one give way', async () => {
  const person = await somebody();
  const first = await takenOver(person, employed('110', 'O1', '2026-01-01'));
  await takenOver(person, employed('110', 'O2', '2026-03-01'));
  await takenOver(person, employed('410', 'O1', '2026-01-01'));
  await takenOver(person, employed('410', 'O2', '2026-03-01'));
  await counter.query(
    `insert into assessment_run (scheme, period, reason, parameters_known_at, rules, state, planned_at, done_at)
     select '110', '2026-0' || n, 'correction', now(), 1, 'done', now(), now() from generate_series(1, 4) n`,
  );
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen)
     select $1, period, 1, number, 80000, 40000, 0 from assessment_run where scheme = '110' and period between '2026-01' and '2026-04'`,
    [first],
  );
  await counter.query(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, paid_fen, due_on, made_at)
     values (uuidv7(), 'O1', '110', '2026-03', 1, 80000, 40000, 120000, '2026-04-15', now())`,
  );
  await find();
  await find();
  const found = await list('open', person);
  // Two employers may insure against injury.
  expect(found).toMatchObject([
    { source: 'register', standing: { unit: 'O1', scheme: '110' }, other: { unit: 'O2' }, decision: null },
  ]);
  const id = found[0]?.id ?? '';
  expect((await read(id)).alternatives).toMatchObject([
    { keep: 'standing', gives: true, endsOn: null, periods: 0 },
    {
      keep: 'other',
      gives: true,
      endsOn: '2026-02-28',
      beginsAgainOn: null,
      periods: 2,
      first: '2026-03',
      last: '2026-04',
      unitPart: '1600.00',
      personPart: '800.00',
      paid: '1200.00',
    },
  ]);
  expect((await decide(id, 'other', ' ')).body.code).toBe('malformed-request');
  expect((await decide(id, 'other')).status).toBe(200);
  expect((await decide(id, 'other')).status).toBe(200);
  expect((await decide(id, 'standing')).body.code).toBe('overlap-decided');
  expect((await standing(person)).filter(([scheme]) => scheme === '110')).toEqual([
    ['110', 'O1', '2026-01-01', '2026-02-28'],
    ['110', 'O2', '2026-03-01', null],
  ]);
  expect(await list('decided', person)).toMatchObject([
    { id, decision: 'other', decidedBy: '0001', reason: '劳动合同在新单位' },
  ]);
  // What was assessed for the days that fell away is assessed anew.
  expect(
    await counter.query(
      `select period from assessment_run where person_id = $1 and reason = 'correction' order by period`,
      [person],
    ),
  ).toEqual([{ period: '2026-03' }, { period: '2026-04' }]);
});

it('lets what outlasts the other begin anew, or voids what has no day left', async () => {
  const person = await somebody();
  await takenOver(person, { ...employed('310', 'O1', '2026-01-01'), until: date('2026-06-30') });
  await takenOver(person, resident('390', '2026-02-01'));
  await find();
  const [{ id = '' } = {}] = await list('open', person);
  expect((await read(id)).alternatives[0]).toMatchObject({ endsOn: null, beginsAgainOn: '2026-07-01' });
  expect((await decide(id, 'standing')).status).toBe(200);
  expect(await standing(person)).toEqual([
    ['310', 'O1', '2026-01-01', '2026-06-30'],
    ['390', null, '2026-07-01', null],
  ]);
});

it('waits after two registrations became one, and goes once they stand apart again', async () => {
  const [kept, merged] = [await somebody('达娃'), await somebody('达娃')];
  await begin(kept, employed('110', 'O1', '2026-01-01'));
  await begin(merged, employed('110', 'O2', '2026-02-01'));
  await counter.addStaff('0301', '审核员', 'reviewer', 'delingha-2017');
  const approved = async (path: string, body: object) => {
    const why = { source: '户口簿', reason: '同一人' };
    const { body: asked } = await counter.ask<{ approval: string }>('POST', path, { ...why, ...body });
    await counter.signIn('0301');
    expect((await counter.ask('POST', `/v1/approvals/${asked.approval}/approval`, {})).status).toBe(200);
    await counter.signIn();
  };
  await approved(`/v1/people/${merged}/merge`, { keptId: kept });
  expect(await list('open', kept)).toMatchObject([{ standing: { unit: 'O1' }, other: { unit: 'O2' } }]);
  // Whoever takes them on under the number of before meets what stands under the other.
  await expect(begin(merged, employed('110', 'O1', '2026-05-01'))).rejects.toMatchObject({
    code: 'participation-overlaps',
  });
  await approved(`/v1/people/${merged}/merge-undoing`, {});
  await find();
  expect(await list('open', kept)).toEqual([]);
  expect(await list('decided', kept)).toMatchObject([{ decision: 'gone' }]);
});

it('keeps what a unit’s list asked for beside what stands, until a person lets it in or not', async () => {
  const person = await somebody();
  await begin(person, employed('110', 'O1', '2026-01-01'));
  const asked = employed('110', 'O2', '2026-04-01');
  const claim = () => inTransaction((tx) => overlaps.claim(tx, person, asked, '0005'));
  await claim();
  await claim();
  const found = await list('open', person);
  expect(found).toMatchObject([
    { source: 'name-list', standing: { unit: 'O1' }, other: { unit: 'O2', since: '2026-04-01' } },
  ]);
  const id = found[0]?.id ?? '';
  expect((await read(id)).alternatives).toMatchObject([
    { keep: 'standing', gives: false },
    { keep: 'other', gives: true, endsOn: '2026-03-31' },
  ]);
  expect((await decide(id, 'other')).status).toBe(200);
  expect(await standing(person)).toEqual([
    ['110', 'O1', '2026-01-01', '2026-03-31'],
    ['110', 'O2', '2026-04-01', null],
  ]);
});
