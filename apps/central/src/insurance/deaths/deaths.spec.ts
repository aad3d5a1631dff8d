/** Promises of deaths by file: the certain ones are entered, stop what was drawn and find what was paid since; the others wait for a person and for those who approve. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { holderOf } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { FileImports } from '../../records/imports/file-imports.service.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
}, 60_000);
afterAll(() => counter.close());

type Report = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly doubt: string | null;
  readonly person: { readonly name: string; readonly diedOn: string | null } | null;
  readonly recoverTotal: string;
};

const imports = () => counter.app.get(FileImports, { strict: false });
const requestOf = (name: string, rows: readonly string[]) => {
  const path = join(counter.folder, name);
  writeFileSync(path, ['AAC002,AAC003,YAC031,YAC032', ...rows].join('\n'));
  return { path, photos: null, staffNumber: '0601' };
};
const look = (request: ReturnType<typeof requestOf>) =>
  imports().look('deaths', request, `${request.path}.report.csv`, silentProgress);
const handIn = async (name: string, rows: readonly string[]) => {
  const request = requestOf(name, rows);
  const { controlCode, totals } = await look(request);
  const asked = { code: controlCode, allOrNothing: false };
  const { leftOut } = await imports().commit('deaths', request, asked, silentProgress);
  return { totals, leftOut };
};
const reports = async (search: string): Promise<readonly Report[]> =>
  (await counter.ask<{ reports: Report[] }>('GET', `/v1/death-reports?search=${encodeURIComponent(search)}`))
    .body.reports;
const rowOf = (image: string, diedOn: string, change: { name?: string; source?: string } = {}): string => {
  const { socialSecurityNumber, name } = holderOf(counter, image);
  return [socialSecurityNumber, change.name ?? name, diedOn, change.source ?? '1'].join(',');
};
const diedOn = async (name: string): Promise<string | null> =>
  (
    await counter.query<{ on: string | null }>(`select died_on::text as on from person where name = $1`, [
      name,
    ])
  )[0]?.on ?? null;
const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
  await counter.signIn(staff);
  try {
    return await work();
  } finally {
    await counter.signIn();
  }
};

it('refuses in a dry run what cannot be, row by row, and changes nothing', async () => {
  const stranger = `63280219400101001${socialSecurityNumberCheck('63280219400101001')}`;
  const { totals } = await look(
    requestOf('dry.csv', [
      rowOf('zhao-yulan', '2026-12-01'),
      rowOf('han-deming', '1900-01-01'),
      rowOf('sun-lijuan', '2026-10-01', { source: '9' }),
      `${stranger},无此人,2026-10-01,1`,
    ]),
  );
  expect(totals).toMatchObject({
    rows: 4,
    accepted: 0,
    refused: { 'day-in-future': 1, 'death-before-birth': 1, 'value-unknown': 1, 'person-unknown': 1 },
  });
  expect(await diedOn('赵玉兰')).toBeNull();
  expect(await reports('')).toEqual([]);
});

it('enters whoever is meant for certain, ends the benefit with the month, and finds what was paid since', async () => {
  await counter.tap('zhao-yulan');
  await counter.query(
    `update entitlement e set state = 'paid' from person p where p.id = e.person_id and p.name = '赵玉兰' and e.period = '2026-11'`,
  );
  const done = await handIn('certain.csv', [rowOf('zhao-yulan', '2026-09-12')]);
  expect(done).toMatchObject({ totals: { rows: 1, accepted: 1 }, leftOut: [] });
  expect(await diedOn('赵玉兰')).toBe('2026-09-12');
  const [report] = await reports('赵玉兰');
  expect(report).toMatchObject({
    state: 'recorded',
    doubt: null,
    recoverTotal: expect.not.stringMatching(/^0\.00$/),
  });
  expect(
    await counter.query(
      `select c.what, c.cause, c.from_month, b.last_month, c.approval_id from benefit_change c join benefit_claim b on b.id = c.claim_id
         join person p on p.id = b.person_id where p.name = '赵玉兰'`,
    ),
  ).toEqual([
    { what: 'ended', cause: 'died', from_month: '2026-10', last_month: '2026-09', approval_id: null },
  ]);
  expect(
    await counter.query(
      `select e.period from entitlement e join person p on p.id = e.person_id where p.name = '赵玉兰' and e.state = 'open' and e.period > '2026-09'`,
    ),
  ).toEqual([]);
  // Another authority says the same: it is so already.
  await handIn('again.csv', [rowOf('zhao-yulan', '2026-09-12', { source: '3' })]);
  expect((await reports('赵玉兰')).map(({ state }) => state)).toEqual(['recorded', 'recorded']);
  expect(await counter.query(`select from benefit_recovery`)).toHaveLength(1);
});

it('leaves to a person what number, name, day or an act with the card speak against', async () => {
  const { socialSecurityNumber } = holderOf(counter, 'han-deming');
  const mistyped = `${socialSecurityNumber.slice(0, 14)}777`;
  await handIn('doubts.csv', [
    rowOf('sun-lijuan', '2026-10-02', { name: '孙丽' }),
    rowOf('zhao-yulan', '2026-09-13'),
    `${mistyped}${socialSecurityNumberCheck(mistyped)},${holderOf(counter, 'han-deming').name},2026-10-03,2`,
  ]);
  const waiting = (
    await counter.ask<{ reports: Report[] }>('GET', '/v1/death-reports?state=waiting&limit=100')
  ).body.reports;
  expect(waiting.map(({ doubt }) => doubt).toSorted()).toEqual([
    'day-differs',
    'name-differs',
    'number-differs',
  ]);
  for (const name of ['孙丽娟', holderOf(counter, 'han-deming').name]) expect(await diedOn(name)).toBeNull();
});

it('does not believe a death before the last collection at the window', async () => {
  const session = (await counter.tap('sun-lijuan')).body;
  await counter.query(
    `insert into operation (key, terminal_id, staff_number, card_session_id, person_id, kind, service, channel, body_digest, total_fen, state,
       receipt_number, business_date, started_at, finished_at)
     select uuidv7(), terminal_id, staff_number, id, person_id, 'card-service', 'proof-of-life', 'none', 'd', 0, 'succeeded', 'R1', '2026-11-20', now(), now()
     from card_session where id = $1`,
    [session.id],
  );
  await handIn('seen.csv', [rowOf('sun-lijuan', '2026-11-19')]);
  expect((await reports('孙丽娟'))[0]).toMatchObject({ state: 'waiting', doubt: 'seen-after' });
  expect(await diedOn('孙丽娟')).toBeNull();
});

it('enters a doubtful one by others’ approval, and lays another aside once', async () => {
  const waiting = (await reports('孙丽')).find(({ doubt }) => doubt === 'name-differs');
  const asking = (named: { readonly number?: string }) =>
    counter.ask<{ approval: string; code?: string }>('POST', `/v1/death-reports/${waiting?.id}/asking`, {
      ...named,
      reason: '与家属核实，姓名少一字',
    });
  expect((await asking({ number: '632802195001010015' })).body.code).toBe('person-unknown');
  const asked = await asking({ number: holderOf(counter, 'sun-lijuan').socialSecurityNumber });
  expect(asked.status).toBe(201);
  const again = await counter.ask<{ code: string }>('POST', `/v1/death-reports/${waiting?.id}/dismissal`, {
    reason: '重复',
  });
  expect(again.body.code).toBe('death-report-decided');
  expect(
    (await as('0301', () => counter.ask('POST', `/v1/approvals/${asked.body.approval}/approval`, {}))).status,
  ).toBe(200);
  expect(await diedOn('孙丽娟')).toBe('2026-10-02');
  expect((await reports('孙丽')).find(({ id }) => id === waiting?.id)?.state).toBe('recorded');
  const [aside] = await reports(holderOf(counter, 'han-deming').name);
  const dismissal = `/v1/death-reports/${aside?.id}/dismissal`;
  expect((await counter.ask('POST', dismissal, { reason: '同名，非本人' })).status).toBe(204);
  expect((await counter.ask<{ code: string }>('POST', dismissal, { reason: '同名' })).body.code).toBe(
    'death-report-decided',
  );
});

it('lets nobody enter a death that neither an approval nor a file names', async () => {
  await expect(
    counter.query(`update person set died_on = '2026-01-01' where name = '多杰才让'`),
  ).rejects.toMatchObject({ code: 'SS005' });
});
