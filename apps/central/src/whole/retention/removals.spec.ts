/** Promises of removals: what is past its time goes and is on record, what is not stays whatever a clock says, and every row has its month. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { components } from '#libs/contract/central-api.js';
import { Counter } from '../../../../../test/support/counter.js';
import { eventually } from '../../../../../test/support/window.js';
import { cutByMonth, removedByRows } from './removals.store.js';
import { retention } from './retention.js';

type Job = components['schemas']['JobDto'];

const dayMs = 86_400_000;

let counter: Counter;
/** As the program asks the database. */
let service: Client;
beforeAll(async () => {
  counter = await Counter.open({ NOTIFY_EVERY_MS: '3600000' });
  service = new Client({
    connectionString: counter.database.serviceUrl,
    options: `-c search_path=${counter.database.schema} -c enable_seqscan=off`,
  });
  await service.connect();
  await counter.signIn('0401');
}, 60_000);
afterAll(async () => {
  await service.end();
  await counter.close();
});

const job = async (name: string): Promise<Job> => {
  const { body } = await counter.ask<{ jobs: Job[] }>('GET', '/v1/jobs');
  const found = body.jobs.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
};

/** Runs a job to its end, well or badly. */
const run = async (name: string): Promise<Job> => {
  const { lastFinished } = await job(name);
  expect((await counter.ask('POST', `/v1/jobs/${name}/runs`)).status).toBe(204);
  await eventually(`${name} has run`, async () => (await job(name)).lastFinished !== lastFinished);
  return job(name);
};

const move = async (ms: number): Promise<void> => {
  counter.clock.move(ms);
  await counter.authenticate();
  await counter.signIn('0401');
};

const daysAgo = (days: number): string =>
  new Date(counter.clock.instant.getTime() - days * dayMs).toISOString();

const namesOf = async (sql: string, ...values: readonly unknown[]): Promise<readonly string[]> =>
  (await counter.query<{ name: string }>(sql, [...values])).map(({ name }) => name);

const removed = (from: number) =>
  counter.query<{ subject: string; detail: { rows: number } }>(
    `select subject, detail from audit_event where action = 'retention.removed' and id > $1 order by id`,
    [from],
  );

const lastEvent = async (): Promise<number> => {
  const [row] = await counter.query<{ id: string }>('select max(id) as id from audit_event');
  return Number(row?.id ?? 0);
};

/** Tables by what takes their rows away. */
const tables = (removal: string): readonly string[] =>
  Object.keys(retention).filter((table) => retention[table]?.removal === removal);

it('are done for just those tables that are to be cut and swept', () => {
  expect([...removedByRows].toSorted()).toEqual(tables('rows').toSorted());
  expect([...cutByMonth].toSorted()).toEqual(tables('months').toSorted());
});

it('take notifications that were received, ninety days after, and no other', async () => {
  await counter.query(
    `insert into notification (application_id, state, created_at, next_attempt_at)
     select (select min(id) from card_application), 'approved', $1::timestamptz, t from unnest(array[null, 'infinity']::timestamptz[]) t`,
    [daysAgo(0)],
  );
  await counter.query(
    `insert into notification (application_id, state, created_at) select (select min(id) from card_application), 'applied', $1
     from generate_series(1, 2500)`,
    [daysAgo(2)],
  );
  const from = await lastEvent();
  await move(89 * dayMs);
  expect((await run('past-retention')).lastResult).toMatchObject({ counts: { notification: 2500 } });
  expect((await removed(from)).map(({ subject, detail }) => [subject, detail.rows])).toEqual([
    ['notification', 1000],
    ['notification', 1000],
    ['notification', 500],
  ]);
  expect(await counter.query('select state from notification')).toHaveLength(2);
  await move(2 * dayMs);
  await run('past-retention');
  expect(
    await namesOf(`select coalesce(next_attempt_at::text, 'received') as name from notification`),
  ).toEqual(['infinity']);
});

it('take documents that nobody asked with thirty days after they were handed in, and none of a claim', async () => {
  await counter.query(
    `with d (content) as (values ('\\x01'::bytea), ('\\x02')), c as (insert into document_content (digest, content) select encode(sha256(content), 'hex'), content from d),
       a as (insert into benefit_application (person_id, payee_id, kind, scheme, asked, first_month, facts, amount_fen, parameters_known_at, reason, asked_by, asked_at)
         select id, id, 'unemployment', '210', '{}', '2026-01', '{}', 100, now(), '失业', '0001', $1 from person order by id limit 1 returning id),
       kept as (insert into benefit_document (application_id, code, name, type, digest, bytes, handed_in_by, handed_in_at)
         select a.id, 'kinship', 'a.pdf', 'application/pdf', encode(sha256(content), 'hex'), 1, '0001', $1 from a, d)
     insert into handed_in_document (person_id, code, name, type, digest, content, handed_in_by, handed_in_at)
     select (select min(id::text)::uuid from person), 'kinship', 'a.pdf', 'application/pdf', encode(sha256(content), 'hex'), content, '0001',
       case content when '\\x01' then $1::timestamptz else $2 end from d`,
    [daysAgo(31), daysAgo(29)],
  );
  expect((await run('past-retention')).lastResult).toMatchObject({ counts: { handed_in_document: 1 } });
  expect(await namesOf(`select encode(content, 'hex') as name from handed_in_document`)).toEqual(['02']);
  expect(await namesOf(`select count(*)::text as name from benefit_document`)).toEqual(['2']);
});

it('take shifts and chunks of finished work after three years, and none of work that goes on', async () => {
  const years = (count: number): string => {
    const then = new Date(counter.clock.instant);
    then.setUTCFullYear(then.getUTCFullYear() - count);
    return then.toISOString();
  };
  const [past, kept] = [new Date(new Date(years(3)).getTime() - 1000).toISOString(), years(2)];
  await counter.query(
    `insert into staff_session (staff_number, terminal_id, signed_in_at, shift_ends_at)
     select '0001', $1, $2::timestamptz - interval '12 hours', t from unnest(array[$2, $3]::timestamptz[]) t`,
    [counter.terminalId, past, kept],
  );
  for (const [subject, done, finished] of [
    ['past', past, past],
    ['kept', kept, kept],
    ['goes-on', past, null],
  ])
    await counter.query(
      `with w as (insert into work (kind, subject, items, chunks, planned_at, planned_by, finished_at)
         values ('test', $1, 10, 1, $2, '0101', $3) returning id)
       insert into work_chunk (work_id, number, first, last, items, state, done_at) select id, 1, 1, 10, 10, 'done', $2 from w`,
      [subject, done, finished],
    );
  expect((await run('past-retention')).lastResult).toMatchObject({
    counts: { staff_session: 1, work_chunk: 1 },
  });
  expect(
    await namesOf(
      'select subject as name from work w join work_chunk c on c.work_id = w.id order by subject',
    ),
  ).toEqual(['goes-on', 'kept']);
  expect(await namesOf(`select subject as name from work where kind = 'test' order by 1`)).toEqual([
    'goes-on',
    'kept',
    'past',
  ]);
});

/** The part that a table was before it was cut. */
const firstPart = async (table: string): Promise<string> => {
  const [name] = await namesOf(
    `select relname as name from pg_class where relname like $1 and relnamespace = $2::regnamespace and relkind = 'r'`,
    `${table}_until_%`,
    counter.database.schema,
  );
  if (name === undefined) throw new Error(`${table} is not cut`);
  return name;
};

const monthsOf = (table: string) =>
  namesOf(
    `select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = $1::regclass order by 1`,
    table,
  );

/** Gives the audit trail two months of long ago, one past its term and one not, by the server's clock. */
const makeFormerMonths = async (): Promise<readonly [string, string]> => {
  const [times] = await counter.query<{ past: string; kept: string; next: string }>(
    `select month_begins(d - interval '11 years') as past, month_begins(d - interval '10 years') as kept, month_begins(d - interval '9 years 11 months') as next
     from (select (now() at time zone 'Asia/Shanghai') as d)`,
  );
  if (times === undefined) throw new Error('no times');
  const part = await firstPart('audit_event');
  const [{ ends } = { ends: '' }] = await counter.query<{ ends: string }>('select part_ends($1) as ends', [
    part,
  ]);
  await counter.query(`alter table audit_event detach partition ${part}`);
  const made: string[] = [];
  for (const [from, to] of [
    [times.past, times.kept],
    [times.kept, times.next],
  ]) {
    const [{ name } = { name: '' }] = await counter.query<{ name: string }>(
      `select 'audit_event' || to_char($1::timestamptz at time zone 'Asia/Shanghai' - interval '1 month', '_YYYY_MM') as name`,
      [to],
    );
    await counter.query(
      `create table ${name} partition of audit_event for values from ('${new Date(from ?? '').toISOString()}') to ('${new Date(to ?? '').toISOString()}')`,
    );
    await counter.query(
      `insert into audit_event (at, action) select $1::timestamptz + n * interval '1 hour', 'test.former' from generate_series(1, 30) n`,
      [from],
    );
    await counter.query(
      `create trigger audit_event_never_emptied before truncate on ${name} for each statement execute function refuse_change()`,
    );
    made.push(name);
  }
  await counter.query(
    `alter table audit_event attach partition ${part} for values from ('${new Date(times.next).toISOString()}') to ('${new Date(ends).toISOString()}')`,
  );
  return [made[0] ?? '', made[1] ?? ''];
};

describe('a month of the audit trail', () => {
  it('goes whole once it is past its term, on record with its rows; the next stays', async () => {
    await move(Date.now() - counter.clock.instant.getTime());
    const [past, kept] = await makeFormerMonths();
    const from = await lastEvent();
    expect((await run('past-retention')).lastResult).toMatchObject({ counts: { audit_event: 30 } });
    expect(await removed(from)).toEqual([{ subject: 'audit_event', detail: { rows: 30, part: past } }]);
    expect(await monthsOf('audit_event')).toEqual(expect.arrayContaining([kept]));
    expect(await monthsOf('audit_event')).not.toContain(past);
    expect(await counter.query(`select 1 from audit_event where action = 'test.former'`)).toHaveLength(30);
  });

  it('is no way to remove anything else', async () => {
    for (const name of ['transfer', 'audit_event', 'card_session_without_month', 'x; drop table person'])
      await expect(service.query('select drop_month($1)', [name])).rejects.toMatchObject({ code: 'SS002' });
    await expect(service.query('delete from card_session')).rejects.toMatchObject({ code: '42501' });
    await expect(service.query(`drop table ${await firstPart('audit_event')}`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('the months ahead', () => {
  it.each(cutByMonth)('of %s are made by a job, and take over what came before them', async (table) => {
    const [last = ''] = (await monthsOf(table)).filter((name) => /_\d{4}_\d\d$/.test(name)).slice(-2, -1);
    const key = table === 'audit_event' ? 'at' : 'id';
    await run('months-ahead');
    const ahead = (await monthsOf(table)).filter(
      (name) => /_\d{4}_\d\d$/.test(name) && !name.includes('_until_'),
    );
    const newest = ahead.at(-1) ?? last;
    await counter.query(`alter table ${table} detach partition ${newest}; drop table ${newest}`);
    const moment = `part_ends('${newest}') - interval '3 days'`;
    await (table === 'audit_event'
      ? service.query(`insert into audit_event (at, action) select ${moment}, 'test.early'`)
      : counter.query(
          `insert into card_session (id, card_id, person_id, terminal_id, state, process_factor, source, nonce, started_at)
           select encode(substring(decode(replace(first_key_of(${moment})::text, '-', ''), 'hex') from 1 for 6) || '\\x7000800000000000abcd'::bytea, 'hex')::uuid,
             c.id, c.person_id, $1, 'ended', '', '', '', ${moment} from card c limit 1`,
          [counter.terminalId],
        ));
    expect(await counter.query(`select ${key} from ${table}_without_month`)).toHaveLength(1);
    const { lastResult, attempts } = await run('months-ahead');
    expect({ lastResult, attempts }).toMatchObject({ lastResult: { counts: { months: 1 } }, attempts: 0 });
    expect(await counter.query(`select ${key} from ${table}_without_month`)).toEqual([]);
    expect(await counter.query(`select ${key} from ${newest}`)).toHaveLength(1);
    expect(await monthsOf(table)).toContain(newest);
  });

  it('of the audit trail are written once like all of it, each by itself too', async () => {
    const months = await monthsOf('audit_event');
    for (const part of months)
      await expect(counter.query(`truncate ${part}`)).rejects.toMatchObject({ code: 'SS001' });
    expect(
      await namesOf(
        `select tgrelid::regclass::text as name from pg_trigger where tgname = 'audit_event_written_once' and tgrelid <> 'audit_event'::regclass order by 1`,
      ),
    ).toEqual(months);
    await expect(counter.query(`update audit_event set action = ''`)).rejects.toMatchObject({
      code: 'SS001',
    });
    await expect(counter.query('truncate audit_event')).rejects.toMatchObject({ code: 'SS001' });
  });

  it('are asked for aloud while rows lie in none', async () => {
    await counter.query(
      `insert into card_session (id, card_id, person_id, terminal_id, state, process_factor, source, nonce, started_at)
       select '7fffffff-ffff-7000-8000-000000000001', c.id, c.person_id, $1, 'ended', '', '', '', now() from card c limit 1`,
      [counter.terminalId],
    );
    expect(await run('months-ahead')).toMatchObject({
      attempts: 1,
      lastFault: expect.stringContaining('card_session 1'),
    });
    await counter.query(
      `update card_session set started_at = now() - interval '13 months' where id = '7fffffff-ffff-7000-8000-000000000001'`,
    );
    expect((await run('past-retention')).lastResult).toMatchObject({ counts: { card_session: 1 } });
    expect(await run('months-ahead')).toMatchObject({ attempts: 0 });
  });
});

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[]; 'Index Name'?: string };

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** The nodes of a statement's plan that look into a table, as connections plan it once for all values or for these. */
const reads = async (
  text: string,
  values: readonly string[],
  planned: 'generic' | 'custom' = 'generic',
): Promise<Plan[]> => {
  await service.query('begin');
  await service.query(`set local plan_cache_mode = force_${planned}_plan`);
  await service.query(`prepare looked as ${text}`);
  const { rows } = await service.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (analyze, format json) execute looked (${values.map((value) => `'${value}'`).join(', ')})`,
  );
  await service.query('deallocate looked');
  await service.query('rollback');
  const [row] = rows;
  if (row === undefined) throw new Error('no plan');
  return nodes(row['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] !== undefined);
};

describe('whoever reads', () => {
  it('a card session looks into its month alone, by the key', async () => {
    const [{ id } = { id: '' }] = await counter.query<{ id: string }>('select uuidv7()::text as id');
    const part = await firstPart('card_session');
    for (const text of [
      'select * from card_session where id = $1',
      'select s.id from card_session s where s.id = any(array[$1::uuid])',
    ]) {
      const seen = await reads(text, [id]);
      expect(seen.map((node) => node['Relation Name'])).toEqual([part]);
      expect(seen[0]?.['Node Type']).toMatch(/^Index/);
    }
  });

  it('the audit trail of a month looks into that month', async () => {
    const part = await firstPart('audit_event');
    const seen = await reads('select * from audit_event where id > $1 and at >= $2 and at < $3', [
      '0',
      '2026-11-01',
      '2026-11-30',
    ]);
    expect(seen.map((node) => node['Relation Name'])).toEqual([part]);
  });

  it('the audit trail by number takes its months in the order of the index, and reads none whole', async () => {
    await counter.query(
      `insert into audit_event (at, action) select timestamptz '2026-10-01' + n * interval '1 minute', 'test.many' from generate_series(1, 20000) n`,
    );
    await counter.query('analyze audit_event');
    const seen = await reads(
      'select id, at, action from audit_event where id > $1 and id <= $2 order by id limit 100',
      ['0', '10000000'],
      'custom',
    );
    const part = await firstPart('audit_event');
    const ofPart = seen.filter((node) => node['Relation Name'] === part);
    expect(ofPart.map((node) => node['Node Type'])).toEqual(['Index Scan']);
    expect(seen.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });
});

// At the end: what is written by a wrong clock stays in the trail.
describe('a program whose clock is wrong', () => {
  it('removes no month: the database looks at its own', async () => {
    const months = await monthsOf('audit_event');
    for (const part of months)
      await expect(service.query('select drop_month($1)', [part])).rejects.toMatchObject({ code: 'SS002' });
    await move(40 * 365 * dayMs);
    const wrong = await run('past-retention');
    expect(wrong.lastFault).toContain('is kept for 10 years after it');
    expect(await monthsOf('audit_event')).toEqual(months);
  });
});
