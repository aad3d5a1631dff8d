/** Ground for measuring a month of pensions: pensioners of a city with card, account and pension, the money to pay them, months paid before, and the bare rows of a run. */
import type { Client } from 'pg';

export const scheme = '170';

/** Yuan enough for a month, as the finance would give and supply it: each transfer after the last one of its accounts. */
const supply = async (client: Client): Promise<void> => {
  for (const kind of ['subsidy', 'supply'])
    await client.query(
      `with t as (select * from transfer where scheme = $1 and kind = $2 order by id limit 1),
         d as (update ledger_account a set version = a.version + 1, balance_fen = a.balance_fen + case y.normal_side when 'debit' then $3::bigint else -$3::bigint end
           from t join ledger_account_type y on y.type = t.debit_type where a.id = t.debit_account_id returning a.version, a.balance_fen),
         c as (update ledger_account a set version = a.version + 1, balance_fen = a.balance_fen + case y.normal_side when 'credit' then $3::bigint else -$3::bigint end
           from t join ledger_account_type y on y.type = t.credit_type where a.id = t.credit_account_id returning a.version, a.balance_fen)
       insert into transfer (scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version,
         debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at)
       select t.scheme, t.kind, t.debit_account_id, t.debit_type, t.credit_account_id, t.credit_type, $3::bigint, d.version, d.balance_fen, c.version,
         c.balance_fen, t.effective_on, now() from t, d, c`,
      [scheme, kind, '200000000000'],
    );
};

/** Pensioners with a card, an account to draw and a pension from a month on, up to so many; and the money to pay them. */
export const fill = async (client: Client, count: number, first: string): Promise<void> => {
  await client.query('create table if not exists run_person (n int primary key, id uuid not null)');
  await client.query(
    `with added as (
       insert into person (social_security_number, name, sex, birth_date)
       select '63' || lpad(n::text, 16, '0'), '待遇' || n, 'female', date '1945-01-01' + (n % 4000)
       from generate_series((select coalesce(max(n), 0) + 1 from run_person), $1::int) n returning id, name)
     insert into run_person select substr(name, 3)::int, id from added`,
    [count],
  );
  await client.query(
    `with fresh as (select n, id from run_person r where not exists (select from benefit_claim b where b.payee_id = r.id)),
     held as (insert into card (person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state, issued_on,
         valid_until, bank_account, bank_account_state)
       select id, 'R' || lpad(n::text, 8, '0'), upper(md5(n::text)), upper(substr(md5(n::text), 1, 26)), '3.00', 'sm4', 'enabled', '2020-01-01',
         '2030-01-01', '6217' || lpad(n::text, 12, '0'), 'active' from fresh),
     saved as (insert into personal_account (person_id, scheme, balance_fen, version) select id, $1, 13900000, 1 from fresh returning id),
     opened as (insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, 1, 'opening', 13900000, 13900000, '2020', '2020-12-31T02:00:00Z' from saved)
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'resident-pension', $1, true, $2, '{"years": 15, "account": "13900.00"}' from fresh`,
    [scheme, first],
  );
  await supply(client);
  await client.query('analyze person, card, personal_account, personal_account_entry, benefit_claim');
};

/** So many months before one, paid to everybody who draws a pension in it, as if they had been. */
export const payBefore = async (client: Client, month: string, months: number): Promise<void> => {
  await client.query(
    `insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, before_fen, known_at, assessed_at, state)
     select e.claim_id, e.person_id, e.scheme, to_char(to_date(e.period, 'YYYY-MM') - make_interval(months => ago), 'YYYY-MM'), 1, 'normal', e.amount_fen,
       e.account_part_fen, 0, e.known_at, e.assessed_at, 'paid'
     from entitlement e cross join generate_series(1, $2::int) ago where e.scheme = $1 and e.period = $3 and e.person_id in (select id from run_person)`,
    [scheme, months, month],
  );
  // As if it had been granted so.
  await client.query('alter table benefit_claim disable trigger benefit_claim_redetermined');
  await client.query(
    `update benefit_claim set first_month = to_char(to_date($3, 'YYYY-MM') - make_interval(months => $2), 'YYYY-MM')
     where scheme = $1 and payee_id in (select id from run_person)`,
    [scheme, months, month],
  );
  await client.query('alter table benefit_claim enable trigger benefit_claim_redetermined');
  await client.query('vacuum analyze entitlement, benefit_claim');
};

/** Seconds of the same rows into tables with the same keys, indices and foreign keys. */
export const bareSeconds = async (client: Client, run: number, month: string): Promise<number> => {
  // It is to have the best plans there are.
  await client.query(
    'analyze entitlement, pay_run_item, pay_run_line, pay_run_answer_row, personal_account_entry',
  );
  const ofRun = `(select i.id from pay_run_item i join pay_run r on r.id = i.run_id where r.number = ${run})`;
  const tables = [
    [
      'entitlement',
      `id in (select entitlement_id from pay_run_line where item_id in ${ofRun})`,
      'claim_id) references benefit_claim',
      'person_id) references person',
    ],
    ['pay_run_item', `id in ${ofRun}`, 'run_id) references pay_run', 'person_id) references person'],
    [
      'pay_run_line',
      `item_id in ${ofRun}`,
      'item_id) references pay_run_item',
      'entitlement_id) references entitlement',
    ],
    [
      'personal_account_entry',
      `kind = 'benefit' and period = '${month}' and account_id in (select a.id from personal_account a join run_person p on p.id = a.person_id)`,
      'account_id) references personal_account',
    ],
    ['pay_run_answer_row', `item_id in ${ofRun}`, 'item_id) references pay_run_item'],
  ] as const;
  let seconds = 0;
  for (const [table, which, ...keys] of tables) {
    await client.query(`drop table if exists bare_rows; create table bare_rows (like ${table} including all);
      ${keys.map((key) => `alter table bare_rows add foreign key (${key}`).join('; ')}; set session_replication_role = origin`);
    const startedMs = performance.now();
    await client.query(`insert into bare_rows overriding system value select * from ${table} where ${which}`);
    seconds += (performance.now() - startedMs) / 1000;
    await client.query('set session_replication_role = replica; drop table bare_rows');
  }
  return seconds;
};
