/** Promises of every list that it is searched, sorted and paged over the whole: page by page the same rows as at once, whichever way. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../../test/support/counter.js';
import { sourceFiles } from '../../../../../test/support/source-files.js';

type Answer = Readonly<Record<string, unknown>> & {
  readonly next: string | null;
  readonly total: number | null;
  readonly detail?: string;
};

// The Swagger plugin works at build time only, so the built program is asked.
const { paths } = JSON.parse(
  execFileSync(process.execPath, ['dist/apps/central/src/command-line.js', 'openapi'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  }).toString(),
) as {
  readonly paths: Readonly<
    Record<string, { readonly get?: { readonly parameters?: readonly { readonly name: string }[] } }>
  >;
};
const described = Object.entries(paths).flatMap(([path, { get }]) =>
  get?.parameters?.some(({ name }) => name === 'search') === true ? [path] : [],
);

/** Each list, where its rows are, a text that some of them have, and who asks. */
const lists: readonly {
  readonly path: string;
  readonly at?: string;
  readonly rows: string;
  readonly search: string;
  readonly by: string;
}[] = [
  { path: '/v1/card-imports', rows: 'imports', search: 'file-3', by: '0601' },
  { path: '/v1/staff', rows: 'staff', search: '窗口经办', by: '0601' },
  { path: '/v1/coverage/people', rows: 'members', search: '列名3', by: '0601' },
  {
    path: '/v1/difference-runs/{number}/rows',
    at: '/v1/difference-runs/1/rows',
    rows: 'rows',
    search: '列单位2',
    by: '0601',
  },
  { path: '/v1/duplicates', rows: 'pairs', search: '重列2', by: '0601' },
  { path: '/v1/merges', rows: 'merges', search: '并入2', by: '0601' },
  { path: '/v1/overlaps', rows: 'overlaps', search: '重列2', by: '0601' },
  { path: '/v1/instalment-agreements', rows: 'agreements', search: '重列2', by: '0601' },
  { path: '/v1/arrears-agreements', rows: 'agreements', search: '列单位2', by: '0601' },
  { path: '/v1/channel-orders', rows: 'orders', search: '2026-02', by: '0601' },
  {
    path: '/v1/channel-orders/{number}/rows',
    at: '/v1/channel-orders/1/rows',
    rows: 'items',
    search: '列单位2',
    by: '0601',
  },
  { path: '/v1/insurance-transfers', rows: 'transfers', search: '列机构2', by: '0601' },
  { path: '/v1/benefit-claims', rows: 'claims', search: '重列2', by: '0601' },
  { path: '/v1/death-reports', rows: 'reports', search: '重列2', by: '0601' },
  { path: '/v1/retirements-ahead', rows: 'retirements', search: '重列2', by: '0601' },
  { path: '/v1/recoveries', rows: 'recoveries', search: '重列2', by: '0601' },
  { path: '/v1/proofs-of-life', rows: 'standings', search: '重列2', by: '0601' },
  { path: '/v1/adjustments', rows: 'adjustments', search: '列文2', by: '0601' },
  { path: '/v1/pay-runs', rows: 'runs', search: '2026-02', by: '0601' },
  {
    path: '/v1/pay-runs/{number}/items',
    at: '/v1/pay-runs/1/items',
    rows: 'items',
    search: '重列2',
    by: '0601',
  },
  { path: '/v1/person-agreements', rows: 'agreements', search: '重列2', by: '0601' },
  { path: '/v1/overpayments', rows: 'overpayments', search: '列单位2', by: '0601' },
  { path: '/v1/outgoing-payments', rows: 'payments', search: '列户2', by: '0601' },
  { path: '/v1/works', rows: 'works', search: 'subject-2', by: '0601' },
  { path: '/v1/terminals', rows: 'terminals', search: '东厅', by: '0601' },
  { path: '/v1/terminals/fleet', rows: 'terminals', search: '南厅', by: '0601' },
  { path: '/v1/terminals/waiting-acts', rows: 'acts', search: '缴费', by: '0601' },
  { path: '/v1/shifts', rows: 'shifts', search: '窗口3', by: '0601' },
  {
    path: '/v1/card-batches/unclaimed',
    at: '/v1/card-batches/unclaimed?days=7',
    rows: 'cards',
    search: 'B-2',
    by: '0601',
  },
  {
    path: '/v1/approvals/lists/{list}',
    at: '/v1/approvals/lists/waiting',
    rows: 'approvals',
    search: 'M3',
    by: '0602',
  },
  {
    path: '/v1/approvals/lists/{list}',
    at: '/v1/approvals/lists/asked',
    rows: 'approvals',
    search: 'M3',
    by: '0603',
  },
  {
    path: '/v1/approvals/lists/{list}',
    at: '/v1/approvals/lists/decided',
    rows: 'approvals',
    search: 'M1',
    by: '0602',
  },
];
/** Lists whose own specs walk them: they need a batch, an order, or the trail of a day. */
const elsewhere = [
  '/v1/audit-trail',
  '/v1/card-batches',
  '/v1/card-batches/{number}/hand-overs',
  '/v1/card-batches/{number}/items',
  '/v1/production-orders',
  '/v1/waiting-money',
];

/** Searched, and answered in one piece: the people of one notice. */
const inOnePiece = ['/v1/unit-bills/{number}/people'];

const password = 'a-long-enough-one';
let counter: Counter;

const as = async (number: string): Promise<void> => void (await counter.signIn(number, password));
const get = async (path: string): Promise<{ readonly status: number; readonly body: Answer }> =>
  counter.ask<Answer>('GET', path);

beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0601', '审计', 'auditor', password);
  await counter.addStaff('0602', '管理二', 'administrator', password);
  await counter.addStaff('0603', '管理三', 'administrator', password);
  for (let n = 1; n <= 5; n++) await counter.addStaff(`M${n}`, `窗口${n}`, 'window-clerk', password);
  await counter.query(
    `insert into file_import (file_digest, file_name, state, with_photos, control_code, totals, examined_at, examined_by, committed_at, committed_by)
     select repeat(n::text, 64), 'file-' || n % 4 || '.csv', case when n % 2 = 0 then 'committed' else 'examined' end, false, 'CODE-' || n,
       jsonb_build_object('rows', n, 'accepted', n, 'men', 0, 'women', 0, 'minors', 0, 'units', 0, 'hashTotal', '0', 'refused', '{}'::jsonb),
       now() - n * interval '1 h', '0101', case when n % 2 = 0 then now() end, case when n % 2 = 0 then '0101' end
     from generate_series(1, 7) n`,
  );
  await counter.query(`insert into township (code, name) values ('632802999', '乡')`);
  await counter.query(
    `insert into population_member (number, name, sex, birth_date, township, category, listed_at, pension, medical, compared_on)
     select '63280219900307' || (1000 + n), '列名' || n % 4, 'male', '1990-03-07', '632802999', 'resident', now(), 'none', 'none', '2026-11-24'
     from generate_series(1, 7) n`,
  );
  await counter.query(
    `with listed as (insert into person (id, social_security_number, name, sex, birth_date, category, initials)
       select uuidv7(), '63280219800307' || (2000 + n), '重列' || n % 3, 'male', '1980-03-07', 'ordinary', '' from generate_series(1, 5) n returning id),
     taken as (insert into participation (person_id, scheme, category, since)
       select id, '390', unnest(array['resident', 'student']), unnest(array['2025-01-01', '2025-02-01']::date[]) from listed returning id, person_id, since)
     insert into participation_overlap (person_id, standing_id, other_id, source, found_at)
     select a.person_id, a.id, b.id, 'register', now() from taken a join taken b on b.person_id = a.person_id and b.since > a.since`,
  );
  await counter.query(
    `insert into duplicate_pair (one_id, other_id, sign, name, found_at, seen_at)
     select a.id, b.id, 'same-name', a.name, now() - length(b.name) * interval '1 h', now()
     from person a join person b on b.name like '重列%' and b.id > a.id where a.name like '重列%'`,
  );
  await counter.query(
    `begin; set local session_replication_role = replica;
     with merged as (insert into person (id, social_security_number, name, sex, birth_date, category, initials)
       select uuidv7(), '63280219800307' || (3000 + n), '并入' || n % 3, 'male', '1980-03-07', 'ordinary', '' from generate_series(1, 10) n
       returning id, name, social_security_number as number)
     insert into person_merge (approval_id, merged_id, kept_id, merged_at)
     select uuidv7(), a.id, b.id, now() - right(a.number, 1)::int % 3 * interval '1 h'
     from merged a join merged b on right(b.number, 4)::int = right(a.number, 4)::int + 5; commit`,
  );
  await counter.query(
    `insert into work (id, kind, subject, run, items, chunks, planned_at, planned_by, attempts)
     select uuidv7(), 'kind-' || n % 2, 'subject-' || n, 1, 10, 1, now() - n % 3 * interval '1 h', '0101', case when n > 4 then 5 else 0 end
     from generate_series(1, 6) n`,
  );
  await counter.query(
    `insert into terminal (id, code, name, kind, state)
     select uuidv7(), 'W1' || n, case when n % 2 = 0 then '东厅' else '西厅' end || n, 'window', 'withdrawn' from generate_series(1, 5) n`,
  );
  await counter.query(
    `with added as (insert into terminal (id, code, name, kind, state)
       select uuidv7(), 'K1' || n, case when n % 2 = 0 then '南厅' else '北厅' end || n, 'kiosk', 'waiting' from generate_series(1, 5) n returning id, code)
     insert into terminal_report (terminal_id, reported_at, clock_ahead_seconds, report)
     select id, now() - right(code, 1)::int % 3 * interval '1 h', right(code, 1)::int % 2 * 90, jsonb_build_object('programVersion', '1.' || right(code, 1)::int % 2,
       'readers', jsonb_build_object('state', case right(code, 1)::int % 2 when 0 then 'ready' else 'missing' end, 'names', '[]'::jsonb),
       'printer', jsonb_build_object('state', 'ready', 'paperNearEnd', right(code, 1)::int % 3 = 0),
       'outbox', jsonb_build_object('waiting', 1, 'oldest', '2026-11-2' || right(code, 1)::int % 2 || 'T00:00:00Z'),
       'hour', jsonb_build_array(jsonb_build_object('act', 'payment', 'count', right(code, 1)::int % 2))) from added`,
  );
  await counter.query(
    `insert into waiting_acts (terminal_id, stated_at, total, acts)
     select t.id, now(), 3, (select jsonb_agg(jsonb_build_object('key', t.code || n, 'kind', case when n = 1 then 'payment' else 'collection' end,
       'state', 'sending', 'since', now() - n % 2 * interval '1 h', 'staffNumber', 'M' || n)) from generate_series(1, 3) n)
     from terminal t where t.code in ('W11', 'W12')`,
  );
  await counter.query(
    `insert into shift (id, staff_number, terminal_id, business_date, begun_at)
     select uuidv7(), 'M' || n, $1, $2, now() - n % 2 * interval '1 h' from generate_series(1, 5) n`,
    [counter.terminalId, counter.clock.today()],
  );
  await counter.query(
    `insert into unit (code, name, kind) select '列-' || n, '列单位' || n, 'enterprise' from generate_series(1, 5) n`,
  );
  await counter.query(
    `begin; set local session_replication_role = replica;
     insert into participation (person_id, scheme, category, unit_code, since, entered_at, entered_by)
       select p.id, '110', 'enterprise', '列-' || n, '2026-01-01', now(), '0101'
       from generate_series(1, 5) n, (select id from person order by id limit 1) p;
     insert into difference_run (first_month, last_month, reason, asked_by, asked_at) values ('2026-01', '2026-02', '重算', '0101', now());
     insert into assessment_run (scheme, period, reason, difference, parameters_known_at, rules, state, planned_at)
       select '110', '2026-0' || n, 'parameters', d.number, now(), 1, 'proposed', now() from difference_run d, generate_series(1, 2) n;
     insert into difference_row (run, participation_id, number, old_unit_fen, old_person_fen, old_government_fen, unit_fen, person_fen, government_fen)
       select r.number, p.id, 2, 100, 100, 0, row_number() over (order by p.id) % 3, 1, 0
       from assessment_run r, participation p where r.reason = 'parameters' and p.unit_code like '列-%';
     insert into overpayment (unit_code, scheme, period, part, amount_fen, bill_id, run, found_at)
       select '列-' || (1 + n % 3), '110', '2026-0' || n, 'unit', 100 * (1 + n % 2), uuidv7(), 1, now() - n % 3 * interval '1 h'
       from generate_series(1, 6) n;
     insert into outgoing_payment (approval_id, what, subject, scheme, fund_account, account, account_name, amount_fen, next_attempt_at, created_at)
       select uuidv7(), 'overpayment', '2026-0' || n, '110', '1002', '62' || n, '列户' || n % 3, 100 * (1 + n % 2), now(), now() - n % 3 * interval '1 h'
       from generate_series(1, 6) n; commit`,
  );
  await counter.query(
    `begin; set local session_replication_role = replica;
     insert into arrears_agreement (approval_id, unit_code, open_fen, agreed_at)
       select uuidv7(), '列-' || n, 100 * (1 + n % 2), now() - n % 3 * interval '1 h' from generate_series(1, 5) n;
     insert into arrears_agreement_bill (approval_id, bill_id, open_fen) select approval_id, uuidv7(), 100 from arrears_agreement;
     insert into arrears_agreement_instalment (approval_id, due_on, amount_fen) select approval_id, '2099-01-01', 100 from arrears_agreement;
     insert into due_agreement (approval_id, person_id, scheme, open_fen, agreed_at)
       select uuidv7(), id, '110', 100 * (1 + right(social_security_number, 1)::int % 2), now() - right(social_security_number, 1)::int % 3 * interval '1 h'
       from person where name like '重列%';
     with owed as (insert into due (id, person_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
       select uuidv7(), person_id, '110', '2026-01', 1, 100, '{}', 'open', now() from due_agreement returning id, person_id)
       insert into due_agreement_part (approval_id, due_id, due_on, amount_fen)
       select g.approval_id, o.id, '2099-01-01'::date + g.number % 3, 100 from due_agreement g join owed o on o.person_id = g.person_id;
     insert into person_debit_agreement (person_id, scheme, account, account_name, since, agreed_at, agreed_by)
       select id, '390', '62', name, '2026-01-01'::date + right(social_security_number, 1)::int % 3, now(), '0101' from person where name like '重列%';
     insert into channel_order (channel, scheme, through, asked_on, rows, total_fen, made_at, made_by)
       select 'debit', '110', '2026-0' || 1 + n % 3, '2026-11-24', 6, 100 * (1 + n % 2), now() - n % 3 * interval '1 h', '0101'
       from generate_series(1, 6) n;
     insert into unit_bill (id, unit_code, scheme, period, number, heads, unit_fen, person_fen, due_on, made_at)
       select uuidv7(), '列-' || n, '210', '2026-01', 1, 1, 100, 0, '2026-02-15', now() from generate_series(1, 5) n;
     insert into channel_order_row (order_id, serial, bill_id, amount_fen)
       select b.id, row_number() over (order by u.id), u.id, 100 * (1 + right(u.unit_code, 1)::int % 2) from channel_order b, unit_bill u
       where b.number = 1 and u.scheme = '210' and u.unit_code like '列-%';
     insert into insurance_transfer (direction, person_id, scheme_from, scheme_to, agency_code, agency_name, letter, months, account_fen, pool_fen, spans, inputs,
         parameters_known_at, reason, asked_by, asked_at)
       select 'in', p.id, '110', '110', 'A' || n, '列机构' || n % 3, 'L' || n, 12 * (1 + n % 2), 100, 0, '[]', '{}', now(), '调入', '0101', now() - n % 3 * interval '1 h'
       from generate_series(1, 6) n, (select id from person order by id limit 1) p;
     insert into benefit_application (person_id, payee_id, kind, scheme, asked, first_month, facts, amount_fen, parameters_known_at, reason, asked_by, asked_at)
       select p.id, p.id, k.kind, '210', '{}', '2026-01', '{}', 100 * (1 + right(p.social_security_number, 1)::int % 2), now(), '失业', '0101',
         now() - right(p.social_security_number, 1)::int % 3 * interval '1 h'
       from person p, unnest(array['unemployment', 'resident-pension']) k (kind) where p.name like '重列%';
     insert into death_report (import_id, row, number, name, died_on, source, person_id, doubt, state, reported_at)
       select 1, right(social_security_number, 1)::int, social_security_number, name, '2026-10-01'::date + right(social_security_number, 1)::int % 3,
         'health', id, 'name-differs', 'waiting', now() - right(social_security_number, 1)::int % 3 * interval '1 h' from person where name like '重列%';
     insert into retirement_ahead (person_id, scheme, post, month, first_pension_month, least, paid, missing, missing_then, unpaid, unpaid_months, ways,
         reckoned_on)
       select id, '110', 'male', '2027-0' || 1 + right(social_security_number, 1)::int % 3, '2027-05', 180, 170, 10, right(social_security_number, 1)::int % 2,
         '{}', 0, '{claim}', '2026-11-24' from person where name like '重列%';
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'injury-care', '410', false, '2099-01', '{}' from person where name like '重列%';
     insert into recovery_case (claim_id, opened_at)
       select b.id, now() - right(p.social_security_number, 1)::int % 3 * interval '1 h' from benefit_claim b join person p on p.id = b.payee_id
       where b.kind = 'injury-care' and p.name like '重列%';
     insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at)
       select b.id, b.payee_id, '410', '2026-01', 100 * (1 + right(p.social_security_number, 1)::int % 2), now()
       from benefit_claim b join person p on p.id = b.payee_id where b.kind = 'injury-care' and p.name like '重列%';
     insert into life_standing (person_id, until)
       select id, '2026-12-01'::date + right(social_security_number, 1)::int % 3 from person where name like '重列%';
     insert into adjustment (year, schemes, from_month, source, rule, bounds, made_by, made_at)
       select 2010 + n, '{170}', 2010 + n || '-01', '列文' || n % 3, '{}', '{}', '0101', now() - n % 3 * interval '1 h' from generate_series(1, 6) n;
     insert into pay_run (scheme, month, kind, bounds, state, heads, total_fen, made_by, made_at)
       select '170', '2026-0' || 1 + n % 3, 'monthly', '{}', 'answered', 5, 100, '0101', now() - n % 3 * interval '1 h' from generate_series(1, 6) n;
     insert into pay_run_item (run_id, serial, person_id, account, account_name, amount_fen, state)
       select r.id, row_number() over (order by p.id), p.id, '62', p.name, 100 * (1 + right(p.social_security_number, 1)::int % 2), 'paid'
       from pay_run r, person p where r.number = 1 and p.name like '重列%'; commit`,
  );
  await counter.query(
    `begin; set local session_replication_role = replica;
     update card set state = 'delivered', depot = 'D' || right(card_number, 1) where card_number in (select card_number from card order by card_number limit 6);
     insert into card_event (card_id, at, act, to_state, batch_number)
       select id, '2026-08-01'::timestamptz + row_number() over (order by id) % 3 * interval '1 day', 'deliver', 'delivered',
         'B-' || row_number() over (order by id) % 3 from card where state = 'delivered'; commit`,
  );
  await as('0603');
  const asked: string[] = [];
  for (let n = 1; n <= 5; n++) {
    const { status, body } = await counter.ask<{ approval: string }>('POST', `/v1/staff/M${n}/reset`, {});
    if (status !== 200) throw new Error(JSON.stringify(body));
    asked.push(body.approval);
  }
  await as('0602');
  for (const id of asked.slice(0, 2)) {
    const rejected = await counter.ask('POST', `/v1/approvals/${id}/rejection`, { reason: '不予办理' });
    if (rejected.status !== 200) throw new Error(JSON.stringify(rejected.body));
  }
}, 60_000);
afterAll(() => counter.close());

/** All rows, page by page. */
const walk = async (address: string, rows: string, limit: number): Promise<unknown[]> => {
  const all: unknown[] = [];
  let after: string | null = null;
  do {
    const asked: string = `${address}&limit=${limit}${after === null ? '' : `&after=${after}`}`;
    const { status, body } = await get(asked);
    expect(status).toBe(200);
    expect(body.total === null).toBe(after !== null);
    all.push(...(body[rows] as unknown[]));
    after = body.next;
    // Each question counts against what one may ask in a minute.
    counter.clock.move(2_500);
  } while (after !== null);
  return all;
};

it('finds nobody by a part of a number that is shown masked, which would tell its hidden digits', async () => {
  await as('0601');
  const [person] = await counter.query<{ number: string }>(
    `select social_security_number as number from person p join card c on c.person_id = p.id where c.state = 'delivered' limit 1`,
  );
  const number = person?.number ?? '';
  const totals: unknown[] = [];
  for (const search of [number, number.slice(0, 17), number.slice(6, 14)])
    totals.push((await get(`/v1/card-batches/unclaimed?days=7&search=${search}`)).body.total);
  expect(totals).toEqual([1, 0, 0]);
});

it('looks for no number by a part of it, in any list', () => {
  const partly = sourceFiles(['.ts'], 'apps/central/src').filter((file) =>
    /inAnyOf\([^)]*social_security_number/u.test(readFileSync(file, 'utf8')),
  );
  expect(partly).toEqual([]);
});

it('refuses days of the trail that no event is of', async () => {
  await as('0601');
  for (const days of ['from=0001-01-01', 'to=0001-01-03', 'from=2026-01-01&to=9999-12-31'])
    expect(await get(`/v1/audit-trail?${days}`)).toMatchObject({
      status: 400,
      body: { code: 'malformed-request' },
    });
});

it('leaves out no list of the API', () => {
  expect([...new Set([...lists.map(({ path }) => path), ...elsewhere, ...inOnePiece])].toSorted()).toEqual(
    described.toSorted(),
  );
});

describe.each(lists.map((list) => [list.at ?? list.path, list] as const))('%s', (address, list) => {
  const first = `${address}${address.includes('?') ? '&' : '?'}`;
  beforeAll(() => as(list.by));

  it('is the same page by page as at once, by each sorting and both ways', async () => {
    const { body: refused } = await get(`${first}sort=nothing-of-the-kind`);
    const sorts = refused.detail?.replace('sort: ', '').split(', ') ?? [];
    expect(sorts.length).toBeGreaterThan(1);
    for (const sort of sorts) {
      await counter.authenticate();
      const whole = await walk(`${first}sort=${sort}`, list.rows, 1000);
      expect(whole.length).toBeGreaterThan(1);
      expect(await walk(`${first}sort=${sort}`, list.rows, 2)).toEqual(whole);
      expect(await walk(`${first}sort=${sort}&falling=true`, list.rows, 2)).toEqual(whole.toReversed());
    }
  });

  it('finds over the whole what is beyond its first page, and nothing where nothing fits', async () => {
    await counter.authenticate();
    const { body: all } = await get(`${first}limit=1`);
    const { body: found } = await get(`${first}search=${encodeURIComponent(list.search)}&limit=1000`);
    expect(found.total).toBe((found[list.rows] as unknown[]).length);
    expect(found.total).toBeGreaterThan(0);
    expect(found.total).toBeLessThan(all.total ?? 0);
    expect((await get(`${first}search=%25`)).body.total).toBe(0);
  });

  it('refuses the way on of another list, whatever it is sorted by', async () => {
    const { body: refused } = await get(`${first}sort=nothing-of-the-kind`);
    const noMoments = ['2026-01-01 00:00 Nowhere/City', '2026-01-01 00:00+99:00', '2026-02-30'];
    await counter.authenticate();
    for (const sort of refused.detail?.replace('sort: ', '').split(', ') ?? [])
      for (const after of [['x'], ...noMoments.map((moment) => [moment, 'no-key'])]) {
        const cursor = Buffer.from(JSON.stringify(after)).toString('base64url');
        const { status, body } = await get(`${first}sort=${sort}&after=${cursor}`);
        // By text alone any text is a place in the list.
        expect([status, body['code']]).toEqual(
          status === 200 ? [200, undefined] : [400, 'malformed-request'],
        );
        counter.clock.move(2_500);
      }
  });
});
