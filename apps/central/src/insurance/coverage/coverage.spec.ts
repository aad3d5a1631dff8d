/** Promises of the universal participation plan: how everybody on the list stands and why, what following up came to, and the city's two figures. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { addDays, addYears, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { Counter } from '../../../../../test/support/counter.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PlacesService } from '../../register/places/places.service.js';
import type { CardSharesDto, CoverageDto, MembersDto } from './coverage.dto.js';
import { CoverageService } from './coverage.service.js';

let counter: Counter;
let today: PlainDate;
let serial = 0;

const [town, village] = ['632802901', '632802902'];

const numberOf = (birth = '19850307'): string => {
  serial += 1;
  const first17 = `632802${birth}${String(400 + serial)}`;
  return first17 + socialSecurityNumberCheck(first17);
};

/** Somebody in the register, with participations: scheme, since, until and why it ended. */
const registered = async (
  number: string,
  ...spells: readonly (readonly [scheme: string, since: string, until?: string, reason?: string])[]
): Promise<string> => {
  const { id } = await counter.app
    .get(Database)
    .transaction((tx) => counter.app.get(PeopleService, { strict: false }).register(tx, number, '张三'));
  for (const [scheme, since, until = null, reason = null] of spells)
    await counter.query(
      `insert into participation (person_id, scheme, category, since, until, end_reason) values ($1, $2, $3, $4, $5, $6)`,
      [id, scheme, scheme === '110' ? 'flexible' : 'resident', since, until, reason],
    );
  return id;
};

const handIn = async (name: string, rows: readonly string[]): Promise<string> => {
  const path = join(counter.folder, name);
  writeFileSync(path, ['AAC002,AAC003,YAC021,YAC022,AAE005', ...rows].join('\n'));
  const imports = counter.app.get(FileImports, { strict: false });
  const request = { path, photos: null, staffNumber: '0601' };
  const { controlCode, totals } = await imports.look(
    'population',
    request,
    `${path}.report.csv`,
    silentProgress,
  );
  if (totals.accepted > 0)
    await imports.commit('population', request, { code: controlCode, allOrNothing: false }, silentProgress);
  return path;
};

const memberOf = async (number: string): Promise<Record<string, unknown>> => {
  const [row] = await counter.query<Record<string, unknown>>(
    'select id, pension, medical, result from population_member where number = $1',
    [number],
  );
  return row ?? {};
};

const standing = async (number: string): Promise<unknown> => {
  const { pension, medical } = await memberOf(number);
  return [pension, medical];
};

const [covered, unpaid, suspended, stopped, none, drawing, child, stranger, dead, twice] = [
  numberOf(),
  numberOf(),
  numberOf(),
  numberOf(),
  numberOf(),
  numberOf('19500307'),
  numberOf('20200307'),
  numberOf(),
  numberOf('19400307'),
  numberOf(),
];

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  today = counter.app.get(Clock).today();
  await counter.app.get(Database).transaction(async (tx) => {
    const places = counter.app.get(PlacesService, { strict: false });
    await places.putTownship(tx, { code: town, name: '镇' });
    await places.putTownship(tx, { code: village, name: '乡' });
  });
  await registered(covered, ['170', '2020-01-01'], ['390', '2020-01-01']);
  const owing = await registered(unpaid, ['170', '2020-01-01'], ['390', '2020-01-01']);
  await counter.query(
    `insert into due (id, person_id, scheme, period, amount_fen, assessment, state, assessed_at)
     values ($1, $2, '170', $3, 10000, '{}', 'open', now())`,
    [randomUUID(), owing, addYears(today, -1).slice(0, 4)],
  );
  await registered(
    suspended,
    ['110', '2020-01-01', '2024-12-31', 'suspended'],
    ['390', '2020-01-01', '2023-12-31', 'left'],
  );
  await registered(stopped, ['170', '2020-01-01', '2024-12-31', 'moved-scheme']);
  await registered(none);
  const pensioner = await registered(drawing, ['390', '2020-01-01']);
  await counter.query(
    `insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
     values ($1, $1, 'resident-pension', '170', true, '2015-01', '{"years": 15, "account": "0.00"}')`,
    [pensioner],
  );
  await counter.query(
    `insert into person (id, social_security_number, name, sex, birth_date, died_on) values ($1, $2, '张三', 'male', '1940-03-07', '2024-01-01')`,
    [randomUUID(), dead],
  );
}, 60_000);
afterAll(() => counter.close());

const row = (number: string, township: string, category: string, rest = ''): string =>
  `${number},张三,${township},${category},${rest}`;

describe('the list', () => {
  it('is compared as it comes in: who is not insured in what, and why', async () => {
    const path = await handIn('list.csv', [
      row(covered, town, '3', '13912345678'),
      row(unpaid, town, '3'),
      row(suspended, village, '2'),
      row(stopped, village, '3'),
      row(none, village, '3'),
      row(drawing, town, '6'),
      row(child, town, '5'),
      row(stranger, village, '9'),
      row(dead, town, '6'),
      row(twice, town, '3'),
      row(twice, village, '3'),
      row(numberOf(), '632802999', '3'),
      row(numberOf(), town, '7'),
      row('6.32802E+17', town, '3'),
    ]);
    const refused = [
      ...readFileSync(`${path}.report.csv`, 'utf8').matchAll(/^(\d+),[^,]*,[^,]*,([a-z-]+),/gm),
    ];
    expect(refused.map(([, at, code]) => [Number(at), code])).toEqual([
      [11, 'row-repeated'],
      [12, 'row-repeated'],
      [13, 'township-unknown'],
      [14, 'value-unknown'],
      [15, 'sheet-scientific'],
    ]);
    expect(await standing(covered)).toEqual(['covered', 'covered']);
    expect(await standing(unpaid)).toEqual(['unpaid', 'covered']);
    expect(await standing(suspended)).toEqual(['suspended', 'stopped']);
    expect(await standing(stopped)).toEqual(['stopped', 'none']);
    expect(await standing(none)).toEqual(['none', 'none']);
    expect(await standing(drawing)).toEqual(['receiving', 'covered']);
    expect(await standing(child)).toEqual(['not-due', 'unregistered']);
    expect(await standing(stranger)).toEqual(['unregistered', 'unregistered']);
    expect(await standing(dead)).toEqual(['dead', 'dead']);
  });

  it('is counted by township and category, and follows the register when it is compared again', async () => {
    await counter.signIn('0009');
    const read = async (): Promise<CoverageDto> =>
      (await counter.ask<CoverageDto>('GET', '/v1/coverage')).body;
    const before = await read();
    expect(before).toMatchObject({ members: 9, comparedOn: today, month: monthOf(today) });
    const [pension] = before.duties;
    expect(pension).toMatchObject({ duty: 'pension', due: 7, insured: 3 });
    expect(pension?.townships.map(({ name, due, insured }) => [name, due, insured])).toEqual([
      ['镇', 3, 3],
      ['乡', 4, 0],
    ]);
    expect(pension?.months).toEqual([{ month: monthOf(today), due: 7, insured: 3 }]);
    await registered(none, ['170', '2020-01-01']);
    await counter.app.get(CoverageService, { strict: false }).compare(new AbortController().signal);
    expect((await read()).duties[0]).toMatchObject({ due: 7, insured: 4 });
    expect(await memberOf(none)).toMatchObject({ pension: 'covered' });
  });

  it('shows the people behind a figure, masked and on record', async () => {
    await counter.signIn('0009');
    const { body } = await counter.ask<MembersDto>(
      'GET',
      `/v1/coverage/people?duty=pension&standing=gap&township=${village}`,
    );
    expect(body.members.map(({ pension }) => pension).toSorted()).toEqual([
      'stopped',
      'suspended',
      'unregistered',
    ]);
    expect(body).toMatchObject({ total: 3, next: null });
    expect(body.members.every(({ number }) => /^63\*{14}\w{2}$/.test(number))).toBe(true);
    expect(
      await counter.query(`select action from audit_event where action = 'coverage.list-people'`),
    ).toHaveLength(1);
    for (const wrong of ['duty=none', 'standing=well', 'followed=perhaps'])
      expect((await counter.ask('GET', `/v1/coverage/people?${wrong}`)).body).toMatchObject({
        code: 'malformed-request',
      });
  });

  it('keeps what asking somebody came to, once', async () => {
    await counter.signIn();
    const { id: member } = await memberOf(suspended);
    const path = `/v1/coverage/people/${String(member)}/results`;
    const note = { id: randomUUID(), result: 'insured-elsewhere', on: today, note: '西宁市' };
    for (const again of [false, true])
      expect({ again, ...(await counter.ask('POST', path, note)) }).toMatchObject({ status: 201 });
    expect((await counter.ask('POST', path, { ...note, result: 'refuses' })).body).toMatchObject({
      code: 'key-reused',
    });
    const ahead = { id: randomUUID(), result: 'refuses', on: addDays(today, 1) };
    expect((await counter.ask('POST', path, ahead)).body).toMatchObject({ code: 'day-in-future' });
    expect(await memberOf(suspended)).toMatchObject({ result: 'insured-elsewhere' });
    expect(await counter.query('select note from coverage_follow_up')).toEqual([{ note: '西宁市' }]);
  });
});

describe("the city's two figures", () => {
  it('count who paid and who collected in a month, each once, and not what was undone', async () => {
    const act = async (
      kind: 'payment' | 'collection',
      subject: string,
      { card = true, channel = 'cash', state = 'succeeded' } = {},
    ): Promise<void> => {
      const key = randomUUID();
      await counter.query(
        `insert into operation (key, terminal_id, staff_number, card_session_id, kind, channel, body_digest, total_fen, state, receipt_number,
           problem_code, business_date, started_at) values ($1, $2, '0001', $3, $4, $5, 'd', 100, $6, $7, $8, '2020-05-10', now())`,
        [
          key,
          randomUUID(),
          card ? randomUUID() : null,
          kind,
          channel,
          state,
          state === 'succeeded' ? key : null,
          state === 'refused' ? 'bank-refused' : null,
        ],
      );
      await counter.query(
        `insert into operation_line (operation_key, line, scheme, period, subject_id, amount_fen, subsidy_fen, account_part_fen)
         values ($1, 1, '170', '2020', $2, 100, 0, 0)`,
        [key, subject],
      );
    };
    const due = async (): Promise<string> => {
      const person = await registered(numberOf());
      const id = randomUUID();
      await counter.query(
        `insert into due (id, person_id, scheme, period, amount_fen, assessment, state, assessed_at)
         values ($1, $2, '170', '2020', 100, '{}', 'paid', now())`,
        [id, person],
      );
      return id;
    };
    const [one, two, three, four] = [await due(), await due(), await due(), await due()];
    await act('payment', one);
    await act('payment', one, { channel: 'bank' });
    await act('payment', two);
    await act('payment', three, { card: false });
    await act('payment', four, { state: 'refused' });
    await counter.signIn('0009');
    const { body } = await counter.ask<CardSharesDto>('GET', '/v1/coverage/card-shares?month=2020-05');
    expect(body.payment).toMatchObject({
      people: 3,
      byCard: 2,
      ways: [
        { way: 'card-cash', people: 1 },
        { way: 'card-bank', people: 1 },
        { way: 'no-card', people: 1 },
      ],
    });
    expect(body.collection).toMatchObject({ people: 0, byCard: 0 });
    expect((await counter.ask('GET', '/v1/coverage/card-shares?month=soon')).body).toMatchObject({
      code: 'malformed-request',
    });
  });
});
