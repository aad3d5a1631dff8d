/**
 * Promises that nothing that is asked for all day reads a large table whole: by the plans that the running program's own statements,
 * triggers and foreign keys have, fresh ones and those a connection kept from when the tables were small.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter, collectable, payable, type Session } from '../../../../../test/support/counter.js';
import { counterPool, Database, reportsPool } from '../../ground/database/database.js';
import { plansKeptMs } from '../../ground/database/plans.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { Duplicates } from '../../register/people/duplicates.service.js';
import { Overlaps } from '../../insurance/participations/overlaps.service.js';

/** Rows that each is given; `n` counts them. What is not named is as in a row that is there. */
const large: Readonly<
  Record<string, readonly [rows: number, columns: Readonly<Record<string, string>>, like?: string]>
> = {
  person: [
    20_000,
    {
      social_security_number: `'6328021980' || lpad(n::text, 7, '0') || 'X'`,
      birth_date: `date '1950-01-01' + n`,
    },
  ],
  card: [
    20_000,
    {
      person_id: 'uuidv7()',
      card_number: `'Z' || lpad(n::text, 8, '0')`,
      identification_code: `lpad(n::text, 32, '0')`,
      state: `'cancelled'`,
    },
  ],
  card_application: [20_000, { person_id: 'uuidv7()', card_number: 'null', historical_bytes: 'null' }],
  card_event: [20_000, { card_id: 'uuidv7()', application_id: 'null' }],
  card_session: [60_000, { state: `'ended'`, started_at: `now() - interval '30 days'`, ended_at: 'now()' }],
  due: [60_000, { person_id: 'uuidv7()', state: `'paid'`, assessment: `'{"tiers": [], "explanation": {}}'` }],
  participation: [20_000, { person_id: 'uuidv7()' }],
  benefit_claim: [20_000, { person_id: 'uuidv7()' }],
  entitlement: [
    20_000,
    { claim_id: 'uuidv7()', person_id: 'uuidv7()', state: `'paid'`, assessment: `'{"explanation": {}}'` },
  ],
  operation: [60_000, { key: 'uuidv7()', receipt_number: 'uuidv7()', person_id: 'uuidv7()' }],
  operation_line: [60_000, { operation_key: 'uuidv7()' }],
  bank_instruction: [20_000, { operation_key: 'uuidv7()', outcome: `'succeeded'` }],
  transfer: [60_000, { operation_key: 'uuidv7()', debit_version: '-n', credit_version: '-n' }],
  personal_account: [20_000, { person_id: 'uuidv7()' }],
  personal_account_entry: [20_000, { account_id: 'uuidv7()' }],
  receipt: [20_000, { number: `'x' || n`, operation_key: 'uuidv7()', document: `'{}'` }],
  receipt_print: [20_000, { receipt_number: `'x' || n` }],
  receipt_print_outcome: [20_000, { receipt_number: `'x' || n` }],
  audit_event: [60_000, {}],
  staff_session: [20_000, { ended_at: 'now()' }],
  assertion_seen: [20_000, { jti: 'uuidv7()', expires_at: `now() + interval '1 year'` }],
  approval: [
    20_000,
    { subject: `(1000000 + n)::text`, asked_by: `'x' || n`, hands: `'{}'` },
    `state <> 'waiting'`,
  ],
  approval_decision: [20_000, { approval_id: 'uuidv7()' }],
};

let counter: Counter;
let desk: CardWindow;
let pools: readonly Pool[];
let auditor: Record<string, string>;
/** `table: statement` of whatever was read whole. */
const readWhole = new Set<string>();

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
};
const wholeIn = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] !== undefined ? [plan['Relation Name']] : []),
  ...(plan.Plans ?? []).flatMap(wholeIn),
];
/** The server tells each connection the plan of whatever it did for it (auto_explain), also within triggers and for foreign keys. */
const listen = (client: Client): void => {
  client.on('notice', ({ message }) => {
    const told = message?.indexOf('plan:\n') ?? -1;
    if (message === undefined || told < 0) return;
    const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(told + 6)) as {
      'Query Text': string;
      Plan: Plan;
    };
    for (const table of wholeIn(plan)) if (table in large) readWhole.add(`${table}: ${text}`);
  });
};

beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  await counter.addStaff('0502', '审计', 'auditor', 'a-long-enough-one');
  await counter.signIn('0502', 'a-long-enough-one');
  auditor = { 'x-staff-token': counter.staffToken };
  await counter.signIn();
  const name = new URL(counter.database.ownerUrl).pathname.slice(1);
  for (const setting of [
    `session_preload_libraries = 'auto_explain'`,
    'auto_explain.log_min_duration = 0',
    'auto_explain.log_nested_statements = on',
    `auto_explain.log_format = 'json'`,
    `auto_explain.log_level = 'notice'`,
  ])
    await counter.query(`alter database ${name} set ${setting}`);
  pools = [undefined, counterPool, reportsPool].map((token) => {
    const source: DataSource = counter.app.get(getDataSourceToken(token), { strict: false });
    return (source.driver as unknown as { master: Pool }).master;
  });
  for (const pool of pools) pool.on('connect', (client) => listen(client as unknown as Client));
  // Connections of before know nothing of it.
  await counter.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await delay(200);
}, 60_000);
afterAll(() => counter.close());

const key = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });
const done = <Answer extends { readonly status: number; readonly body: unknown }>(answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return answer;
};
const payOne = async (card: string, session: Session, channel: 'cash' | 'bank'): Promise<string> => {
  const [first] = payable(session);
  const { body } = done(await counter.pay(card, session, first === undefined ? [] : [first], channel));
  return body.receiptNumber ?? '';
};
const draw = async (): Promise<void> =>
  void done(await counter.ask('POST', '/v1/tills/own/draws', { scheme: '170', amount: '0.01' }, key()));

/** What a counter, the lists of a console and the jobs ask for all day. */
const day = async (payer: string): Promise<void> => {
  const { ask } = counter;
  const get = async (path: string, headers = {}) =>
    done(await ask.call(counter, 'GET', path, undefined, headers));
  await counter.authenticate();
  done(await counter.signIn());
  const { body: session } = done(await counter.tap(payer));
  await get(`/v1/card-sessions/${session.id}`);
  await get(`/v1/card-sessions/${session.id}/standing`);
  const number = await payOne(payer, session, 'cash');
  const past = { cardSessionId: session.id, purpose: '办理记录' };
  done(await ask.call(counter, 'POST', '/v1/past-acts', past));
  done(
    await ask.call(counter, 'POST', '/v1/past-acts', {
      ...past,
      after: `${new Date().toISOString()} ${randomUUID()}`,
    }),
  );
  for (const on of [{}, { on: '2026-11-23' }])
    done(
      await ask.call(counter, 'POST', '/v1/person-overviews', {
        cardSessionId: session.id,
        purpose: '咨询',
        ...on,
      }),
    );
  // Whether somebody has the name or nearly everybody.
  for (const name of [holderOf(counter, payer).name, '没有此人'])
    await ask.call(counter, 'POST', '/v1/people-by-name', { name, purpose: '办理卡服务' });
  for (const initials of ['crzm', 'qqq'])
    await ask.call(counter, 'POST', '/v1/people-by-name', { initials, purpose: '办理卡服务' });
  await payOne(payer, done(await counter.tap(payer)).body, 'bank');
  await draw();
  await get('/v1/tills/own');
  await get(`/v1/receipts/${number}/document`);
  done(await ask.call(counter, 'POST', `/v1/receipts/${number}/prints`));
  done(await ask.call(counter, 'POST', `/v1/receipts/${number}/prints/1/outcome`, { outcome: 'printed' }));
  await ask.call(counter, 'GET', `/v1/receipts/${number}?code=0000000000`);
  await ask.call(counter, 'GET', `/v1/operations/${randomUUID()}`);
  await get(`/v1/terminals/${counter.terminalId}/operations?since=0`);
  await get('/v1/audit-events?since=0', auditor);
  await get('/v1/approvals');
  await get('/v1/approvals', auditor);
  for (const list of ['waiting', 'asked', 'decided']) {
    await get(`/v1/approvals/lists/${list}`);
    await get(`/v1/approvals/lists/${list}?search=${encodeURIComponent('张')}`);
  }
  await get('/v1/card-batches/unclaimed?days=7', auditor);
  await get(`/v1/card-batches/unclaimed?days=7&search=${encodeURIComponent('张')}&sort=name`, auditor);
  await get('/v1/staff?search=0001', auditor);
  for (const state of ['open', 'decided']) await get(`/v1/overlaps?state=${state}`, auditor);
  await get('/v1/works', auditor);
  await get('/v1/audit-trail?staff=0999', auditor);
  await get('/v1/card-applications');
  await get('/v1/card-applications?state=applied');
  await get('/v1/card-batches', auditor);
  await get('/v1/card-imports', auditor);
  const [till] = await counter.query<{ id: string }>(
    `select id from ledger_account where type = 'till-imprest' order by id limit 1`,
  );
  await get(`/v1/books/accounts/${till?.id}/movements?limit=10`, auditor);
  await get(`/v1/books/accounts/${till?.id}/movements?limit=10&after=1`, auditor);
  await get('/v1/books/trial-balance?day=2026-01-31', auditor);
  await get(`/v1/books/receipts/${number}`, auditor);
  await get('/v1/deny-list?since=0');
  await get('/v1/jobs', auditor);
  await get('/health');
  done(await desk.file(holderOf(counter, payer)));
  done(await ask.call(counter, 'DELETE', `/v1/card-sessions/${session.id}`));
  const [jobs, database] = [
    counter.app.get(Jobs, { strict: false }),
    counter.app.get(Database, { strict: false }),
  ];
  // What is done once a night may read whole what it goes through, such as the check of the books.
  const names = (await database.read((tx) => jobs.list(tx)))
    .filter(({ dailyAt }) => dailyAt === null)
    .map(({ name }) => name);
  for (const name of names) await database.transaction((tx) => jobs.runNow(tx, name));
  for (;;) {
    const all = await database.read((tx) => jobs.list(tx));
    if (all.every(({ state, nextRun }) => state !== 'running' && Date.parse(nextRun ?? '') > Date.now()))
      break;
    await delay(50);
  }
};

const fill = async (table: string): Promise<void> => {
  const [rows, given, like = 'true'] = large[table] ?? ([0, {}] as [number, Record<string, string>]);
  const columns = await counter.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => {
    if (given[name] !== undefined) return given[name];
    // As a row gets it by itself.
    if (name === 'id')
      return [
        'operation',
        'audit_event',
        'transfer',
        'card_application',
        'card_event',
        'notification',
      ].includes(table)
        ? '1000000 + n'
        : 'uuidv7()';
    return `s.${name}`;
  });
  await counter.query(
    `begin; set local session_replication_role = replica;
     insert into ${table} (${names.join(', ')}) overriding system value
     select ${values.join(', ')} from (select * from ${table} where ${like} limit 1) s, generate_series(1, ${rows}) n; commit`,
  );
  const [there] = await counter.query<{ many: boolean }>(`select count(*) >= ${rows} as many from ${table}`);
  if (there?.many !== true) throw new Error(`${table} has no row to take others from`);
};

it('while tables grow, at once after, and when they have been analysed', async () => {
  await day('caireng-zhuoma');
  const { body: session } = await counter.tap('zhao-yulan');
  done(await counter.collect('zhao-yulan', session, collectable(session), 'bank'));
  // More often than a connection plans anew for each values: from then on plans are kept.
  for (let times = 0; times < 12; times++) await draw();
  for (let times = 0; times < 6; times++) done(await counter.tap('sun-lijuan'));
  const growth = { ended: false };
  const meanwhile = (async () => {
    while (!growth.ended) {
      await draw();
      await delay(300);
    }
  })();
  try {
    for (const table of Object.keys(large)) await fill(table);
  } finally {
    growth.ended = true;
    await meanwhile;
  }
  await delay(plansKeptMs);
  readWhole.clear();
  await day('duojie-cairang');
  for (let times = 0; times < 8; times++) await draw();
  expect([...readWhole]).toEqual([]);
  await counter.query('analyze');
  await day('wang-jianguo');
  // Goes through the whole register, and never at once.
  for (const search of [Overlaps, Duplicates])
    await counter.app.get(search, { strict: false }).findAll(new AbortController().signal);
  for (let times = 0; times < 8; times++) await draw();
  expect([...readWhole]).toEqual([]);
}, 90_000);
