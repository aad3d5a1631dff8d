/** Promises of a bureau that changes its rules: by another person than who proposed, in force at once, and what was reckoned before can be reckoned again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { date } from '#libs/kernel/plain-date.js';
import { amountOf } from '#libs/policy/look-up.js';
import { CardWindow } from '../../../../../test/support/card-window.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { ParameterImports } from './parameter-import.service.js';

type Schemas = components['schemas'];
type Asked = Schemas['AskedParameterDto'] & { readonly code: string };

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  await counter.addStaff('0202', '祁连山', 'approver', 'delingha-2017');
}, 60_000);
afterAll(() => counter.close());

const version = {
  effectiveFrom: '2027-01-01',
  value: '260.00',
  source: '青人社厅发〔2026〕1号',
  status: 'local',
  reason: '省厅通知调整',
};
const propose = (over: object = {}, key = '170.basic-pension', by = '0401'): Promise<Reply<Asked>> =>
  desk.as(by, () => counter.ask<Asked>('POST', `/v1/parameters/${key}/versions`, { ...version, ...over }));
const decide = async (approval: string, verdict: 'approval' | 'rejection', by = '0201') => {
  await counter.effectOf(approval);
  return desk.as(by, () =>
    counter.ask<Schemas['ApprovalInFullDto'] & { readonly code: string }>(
      'POST',
      `/v1/approvals/${approval}/${verdict}`,
      verdict === 'rejection' ? { reason: '文号有误' } : {},
    ),
  );
};
const pensionOn = (day: string): Promise<bigint> =>
  counter.app
    .get(Database, { strict: false })
    .transaction((tx) =>
      counter.app.get(PolicyService, { strict: false }).value(tx, date(day), amountOf('170.basic-pension')),
    );
const setNow = (): Promise<string> =>
  counter.app
    .get(Database, { strict: false })
    .transaction(async (tx) => (await counter.app.get(PolicyService, { strict: false }).setOf(tx)).id);
const imports = (): ParameterImports => counter.app.get(ParameterImports, { strict: false });
const proposals = async () => {
  const { body } = await desk.as('0201', () =>
    counter.ask<Schemas['ProposalsDto']>('GET', '/v1/parameters/proposals'),
  );
  return body.proposals;
};

it('enters a version once another person has approved it, and tells who, when and why', async () => {
  const set = await setNow();
  const asked = await propose();
  expect(asked.body).toMatchObject({
    kind: 'parameter',
    state: 'waiting',
    versions: ['170.basic-pension@2027-01-01'],
  });
  // Pressed again it is the same; others do not propose beside it.
  expect((await propose()).body).toEqual(asked.body);
  expect((await propose({ value: '270.00' })).body).toMatchObject({ code: 'approval-waiting' });
  expect((await propose({}, '170.basic-pension', '0201')).status).toBe(403);
  expect((await decide(asked.body.approval, 'approval', '0401')).body).toMatchObject({
    code: 'not-permitted',
  });
  expect(await pensionOn('2027-01-01')).toBe(25_000n);

  const decided = await decide(asked.body.approval, 'approval');
  expect(decided.body).toMatchObject({
    state: 'approved',
    what: { zh: '城乡居民基本养老保险：基础养老金（月）：2027-01-01 起 ¥250.00 → ¥260.00' },
  });
  expect(await pensionOn('2027-01-01')).toBe(26_000n);
  expect(await pensionOn('2026-12-31')).toBe(25_000n);
  expect(await setNow()).not.toBe(set);

  const { body } = await desk.as('0009', () =>
    counter.ask<Schemas['ParametersDto']>('GET', '/v1/parameters'),
  );
  const pension = body.parameters.find(({ key }) => key === '170.basic-pension');
  expect(pension?.versions[0]).toMatchObject({
    value: '260.00',
    enteredBy: '0401',
    approval: asked.body.approval,
    inForce: false,
  });
  expect(pension?.versions[1]).toMatchObject({ value: '250.00', effectiveTo: '2026-12-31', enteredAt: null });
});

it('takes two persons for a day of the past, and keeps what was known before the change', async () => {
  expect((await propose({ effectiveFrom: '2017-01-01' })).body).toMatchObject({ code: 'parameter-stands' });
  const wrong = { effectiveFrom: '2017-01-01', value: '255.00', supersedes: '170.basic-pension@2017-01-01' };
  const asked = await propose(wrong);
  expect(asked.body).toMatchObject({ kind: 'parameter-past', versions: ['170.basic-pension@2017-01-01/2'] });
  const before = new Date(counter.clock.now());
  const set = await setNow();
  counter.clock.move(60_000);
  expect((await decide(asked.body.approval, 'approval', '0202')).body).toMatchObject({
    state: 'waiting',
    level: 2,
  });
  expect((await decide(asked.body.approval, 'approval', '0202')).body).toMatchObject({ code: 'same-person' });
  expect(await pensionOn('2020-01-01')).toBe(25_000n);
  expect((await decide(asked.body.approval, 'approval')).body).toMatchObject({ state: 'approved' });
  expect(await pensionOn('2020-01-01')).toBe(25_500n);

  const database = counter.app.get(Database, { strict: false });
  const policy = counter.app.get(PolicyService, { strict: false });
  const [known, ofSet] = await database.transaction(async (tx) => [
    await policy.parametersAsKnown(tx, before),
    await policy.ofSet(tx, set),
  ]);
  expect(known?.id).toBe(set);
  expect(ofSet?.parameters.byKey.get('170.basic-pension')?.map(({ value }) => value)).toEqual([
    '260.00',
    '250.00',
    '150.00',
  ]);
});

it('keeps a rejection with its reason, and has nothing of it in force', async () => {
  const asked = await propose({ effectiveFrom: '2028-01-01' });
  expect((await decide(asked.body.approval, 'rejection')).body).toMatchObject({ state: 'rejected' });
  expect(await pensionOn('2028-01-01')).toBe(26_000n);
  expect(await proposals()).toContainEqual(
    expect.objectContaining({
      approval: asked.body.approval,
      state: 'rejected',
      reason: '省厅通知调整',
      decidedBy: '0201',
      decisionReason: '文号有误',
    }),
  );
});

it('shows before anybody decides what would change: heads, sums and the largest with how they come about', async () => {
  const asked = await propose({ effectiveFrom: '2026-01-01', value: '450.00' }, '390.personal-part');
  await counter.effectOf(asked.body.approval);
  const effect = () =>
    counter.ask<Schemas['ProposalEffectDto'] & { code: string }>(
      'GET',
      `/v1/parameters/proposals/${asked.body.approval}/effect`,
    );
  const [shown, again, rejected, none] = await desk.as('0201', async () => {
    const first = await effect();
    // Kept: what is entered afterwards is said beside it and changes nothing of it.
    await counter.query(
      `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
       values ('390.personal-part@2031-01-01', '390.personal-part', '2031-01-01', 'fen', '500.00', 'own', 'local')`,
    );
    return [
      first,
      await effect(),
      await counter.ask('POST', `/v1/approvals/${asked.body.approval}/rejection`, { reason: '文号有误' }),
      await counter.ask<{ code: string }>(
        'GET',
        '/v1/parameters/proposals/019da1b2-0000-7000-8000-000000000000/effect',
      ),
    ] as const;
  });
  expect(shown).toMatchObject({ status: 200, body: { isWhole: true, versionsSince: 0 } });
  const [newest] = shown.body.periods;
  expect(shown.body.periods.map(({ scheme, period }) => `${scheme} ${period}`)).toEqual(['390 2026']);
  expect(newest?.heads).toBeGreaterThan(0);
  expect(newest?.changed).toBeGreaterThan(0);
  expect(newest?.lost).toBe(0);
  expect(Number(newest?.after)).toBeGreaterThan(Number(newest?.before));
  const [largest] = newest?.largest ?? [];
  expect(newest?.sample.length).toBeGreaterThan(0);
  expect(newest?.sample.length).toBeLessThanOrEqual(3);
  expect(newest?.sample[0]?.explanation?.steps.length).toBeGreaterThan(0);
  expect(largest?.explanation?.parameterVersions).toContain('390.personal-part@2026-01-01');
  expect(again.body).toEqual({ ...shown.body, versionsSince: 1 });
  // Nothing was entered, and what is unknown has no effect to show.
  expect(rejected.status).toBe(200);
  expect(none.body.code).toBe('approval-unknown');
});

it('approves nothing whose effect is not whole yet, and reaches every assessed period until the next version', async () => {
  const assessed = ['2024-11', '2025-02', '2025-06', '2026-01', '2026-05'];
  await counter.query(
    `insert into assessment_run (scheme, period, reason, parameters_known_at, state, rules, planned_at, done_at, bounds)
     select '110', unnest($1::text[]), 'period', now(), 'done', 1, now(), now(), '{}'`,
    [assessed],
  );
  // What holds the parts keeps the work from its end.
  const holder = await counter.hold('parameter_effect_part');
  const first = await propose({ effectiveFrom: '2025-01-01', value: '150000' }, '110.unit-rate');
  expect(first.status).toBe(200);
  const effect = () =>
    counter.ask<Schemas['ProposalEffectDto']>(
      'GET',
      `/v1/parameters/proposals/${first.body.approval}/effect`,
    );
  const approve = () =>
    counter.ask<{ code: string }>('POST', `/v1/approvals/${first.body.approval}/approval`, {});
  await desk.as('0202', async () => {
    expect((await effect()).body).toMatchObject({ isWhole: false, chunksDone: 0, periods: [] });
    const early = await approve();
    expect([early.status, early.body.code]).toEqual([409, 'effect-not-ready']);
    // What failed too often says so, and what to do.
    const tried = (attempts: number) =>
      counter.query(
        `update work set attempts = $2 where kind = 'parameters.effect' and subject = $1 and finished_at is null`,
        [first.body.approval, attempts],
      );
    await tried(5);
    expect((await effect()).body).toMatchObject({ isWhole: false, isStuck: true });
    const stuck = await approve();
    expect([stuck.status, stuck.body.code]).toEqual([409, 'effect-stuck']);
    await tried(0);
    await holder.release();
    await counter.effectOf(first.body.approval);
    const { body } = await effect();
    expect(body.periods.map(({ period }) => period)).toEqual([
      '2026-11',
      '2026-05',
      '2026-01',
      '2025-06',
      '2025-02',
    ]);
    expect((await approve()).status).toBe(200);
  });
});

it('decides nothing that no longer stands as it was proposed', async () => {
  const other = { effectiveFrom: '2029-01-01' };
  const asked = await propose(other);
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ('170.basic-pension@2029-01-01', '170.basic-pension', '2029-01-01', 'fen', '265.00', 'own', 'local')`,
  );
  expect((await decide(asked.body.approval, 'approval')).body).toMatchObject({ code: 'approval-outdated' });
});

it('looks ahead: names what a new year has none of its own for, and what cannot be read, on /health too', async () => {
  const ahead = async () => {
    const { body } = await desk.as('0401', () =>
      counter.ask<Schemas['ParametersAheadDto']>('GET', '/v1/parameters/ahead'),
    );
    return body;
  };
  const before = await ahead();
  expect(before.notRenewed.map(({ key }) => key)).toContain('calendar.2027');
  expect(before.missing).toEqual([]);
  expect((await counter.ask('GET', '/health')).body).toMatchObject({ parameters: 'ok' });
  await counter.query(
    `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
     values ('390.elder-age@2026-02-01', '390.elder-age', '2026-02-01', 'integer', 'sixty', 'own', 'local')`,
  );
  expect((await ahead()).missing).toEqual([
    expect.objectContaining({ key: '390.elder-age', fault: '390.elder-age@2026-02-01: value-malformed' }),
  ]);
  expect((await counter.ask('GET', '/health')).body).toMatchObject({ parameters: 'missing' });
  // Replaced by one that can be read, by proposal and approval as any other.
  const asked = await propose(
    { effectiveFrom: '2026-02-01', value: '60', supersedes: '390.elder-age@2026-02-01' },
    '390.elder-age',
  );
  await decide(asked.body.approval, 'approval', '0202');
  expect((await decide(asked.body.approval, 'approval')).body).toMatchObject({ state: 'approved' });
  expect((await ahead()).missing).toEqual([]);
});

describe('a file of the whole set', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sscard-parameters-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const bring = async (text: string, dryRun = false) => {
    const path = join(folder, 'parameters.csv');
    writeFileSync(path, text);
    return imports().import(path, { dryRun, reason: '年度调整', by: { number: '0401' } });
  };

  it('comes back as it went out, also as a spreadsheet saves it', async () => {
    const { text } = await imports().export();
    expect(text.startsWith('\uFEFF参数 KEY,施行日期 FROM,')).toBe(true);
    const rows = text.split('\r\n').length - 2;
    expect(await bring(text)).toEqual({ same: rows, added: [], changed: [], asked: null });
    const saved = text
      .replaceAll(/^([\w.-]+),(\d{4})-0?(\d+)-0?(\d+),/gm, '$1,$2/$3/$4,')
      .replaceAll(/,fen,(\d+)\.00,/g, ',fen,$1,');
    expect(saved).not.toBe(text);
    expect(await bring(saved)).toMatchObject({ same: rows, asked: null });
  });

  it('is proposed as one, with what is new and what differs, and edits nothing', async () => {
    const { text } = await imports().export();
    const changed = text
      .replace('card.guardian-age,2014-01-01,integer,16,', 'card.guardian-age,2014-01-01,integer,14,')
      .concat('390.personal-part,2027-01-01,fen,420.00,national,国家医保局通知,,\r\n');
    expect(await bring(changed, true)).toMatchObject({ added: [{}], changed: [{}], asked: null });
    const { asked } = await bring(changed);
    expect(asked).toMatchObject({
      kind: 'parameter-past',
      versions: ['390.personal-part@2027-01-01', 'card.guardian-age@2014-01-01/2'],
    });
    await decide(asked?.approval ?? '', 'approval', '0202');
    expect((await decide(asked?.approval ?? '', 'approval')).body).toMatchObject({ state: 'approved' });
    expect(await bring(changed)).toMatchObject({ added: [], changed: [], asked: null });
  });

  it('with any row that may not be laid down is refused whole, with a report', async () => {
    const { text } = await imports().export();
    const bad = text.concat(
      '390.personal-part,2028-01-01,fen,4.2E+02,national,国家医保局通知,,\r\n',
      '390.personal-part,2029-01-01,fen,430.00,national,国家医保局通知,,\r\n',
      '390.personal-part,2029-01-01,fen,440.00,national,国家医保局通知,,\r\n',
      'no.such-key,2029-01-01,fen,440.00,national,国家医保局通知,,\r\n',
    );
    await expect(bring(bad)).rejects.toMatchObject({ code: 'rows-refused' });
    const report = readFileSync(join(folder, 'parameters.csv.report.csv'), 'utf8');
    expect(report).toContain('parameter-unknown');
    expect(report).toContain('parameter-stands');
  });
});

it.each([
  [404, 'parameter-unknown', {}, '170.no-such'],
  [422, 'parameter-malformed', { effectiveFrom: '2030-01-01', value: '250' }, '170.basic-pension'],
  [422, 'parameter-malformed', { effectiveFrom: '2027-02-29' }, '170.basic-pension'],
  [422, 'parameter-malformed', { value: 'finger' }, 'counter.debit-consent'],
  [409, 'parameter-not-standing', { effectiveFrom: '2030-01-01', withdraws: true }, '170.basic-pension'],
  [
    422,
    'parameter-unchanged',
    { effectiveFrom: '2027-01-01', supersedes: '170.basic-pension@2027-01-01' },
    '170.basic-pension',
  ],
  [400, 'malformed-request', { status: 'sure' }, '170.basic-pension'],
  [400, 'malformed-request', { source: '' }, '170.basic-pension'],
  [400, 'malformed-request', { value: 260 }, '170.basic-pension'],
])('refuses with %i %s: %j of %s', async (status, code, over, key) => {
  const { status: is, body } = await propose(over, key);
  expect([is, body.code]).toEqual([status, code]);
});
