/** Checkpoints of the books, from which they are checked: the database finds the faults itself, and makes a checkpoint only where there is none. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class BooksCheckpoints1798600000001 implements MigrationInterface {
  readonly name = 'BooksCheckpoints1798600000001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(tables);
    await runner.query(functions(schema));
    await runner.query(guards(schema));
    await runner.query(rights(service, reports));
  }

  async down(): Promise<void> {
    throw new Error('what was checked stays on record: restore the backup of before instead');
  }
}

const tables = `
create table books_checkpoint (
  id bigint generated always as identity primary key,
  made_at timestamptz not null default clock_timestamp(),
  -- Operations up to this change number are checked; those whose number is higher are not.
  operations_to bigint not null check (operations_to >= 0)
);

-- Accounts that moved since the checkpoint before: up to which transfer of theirs, and to what these add up.
create table books_checkpoint_account (
  account_id uuid not null references ledger_account,
  version bigint not null check (version > 0),
  balance_fen bigint not null,
  checkpoint_id bigint not null references books_checkpoint,
  primary key (account_id, version)
);
`;

/*
 * Two ways to the same answer. From the beginning every table is read once; from the last checkpoint what came after it is looked up,
 * account by account, operation by operation.
 */
const functions = (schema: string): string => `
create function ${schema}.books_findings_of_all() returns setof text language sql stable set search_path = ${schema}, pg_temp as $$
  with moved as (
    select account_id, sum(signed) as balance, count(*) as transfers, max(version) as version from (
      select debit_account_id as account_id, case t.normal_side when 'debit' then amount_fen else -amount_fen end as signed, debit_version as version
      from transfer join ledger_account_type t on t.type = debit_type
      union all
      select credit_account_id, case t.normal_side when 'credit' then amount_fen else -amount_fen end, credit_version
      from transfer join ledger_account_type t on t.type = credit_type) sides
    group by account_id)
  select a.scheme || ' ' || a.type || ' ' || a.clerk || ': balance ' || a.balance_fen || ', transfers say ' || coalesce(m.balance, 0)
  from ledger_account a left join moved m on m.account_id = a.id where a.balance_fen <> coalesce(m.balance, 0)
  union all
  select a.scheme || ' ' || a.type || ' ' || a.clerk || ': ' || coalesce(m.transfers, 0) || ' transfers, version ' || a.version
  from ledger_account a left join moved m on m.account_id = a.id where a.version <> coalesce(m.transfers, 0) or a.version <> coalesce(m.version, 0)
  union all
  select c.account_id || ': checkpoint at version ' || c.version || ' says ' || c.balance_fen
  from books_checkpoint_account c
  where c.balance_fen is distinct from coalesce(
    (select t.debit_balance_after_fen from transfer t where t.debit_account_id = c.account_id and t.debit_version = c.version),
    (select t.credit_balance_after_fen from transfer t where t.credit_account_id = c.account_id and t.credit_version = c.version))
  union all
  select 'transfer ' || t.id || ' crosses funds' from transfer t
  join ledger_account d on d.id = t.debit_account_id join ledger_account c on c.id = t.credit_account_id where d.scheme <> c.scheme or d.scheme <> t.scheme
  union all
  select 'personal account ' || p.id || ': balance ' || p.balance_fen || ', entries say ' || coalesce(sum(e.amount_fen), 0)
  from personal_account p left join personal_account_entry e on e.account_id = p.id group by p.id having p.balance_fen <> coalesce(sum(e.amount_fen), 0)
  union all
  select 'operation ' || o.key || ': total ' || o.total_fen || ', transfers say ' || coalesce(sum(t.amount_fen), 0)
  from operation o left join transfer t on t.operation_key = o.key where o.state = 'succeeded' group by o.key having o.total_fen <> coalesce(sum(t.amount_fen), 0)
  union all
  select 'operation ' || o.key || ' is ' || o.state || ' but has transfers'
  from operation o where o.state <> 'succeeded' and exists (select 1 from transfer t where t.operation_key = o.key)
$$;

create function ${schema}.books_findings() returns setof text language sql stable set search_path = ${schema}, pg_temp as $$
  with begun as (
    select a.id, a.scheme, a.type, a.clerk, a.balance_fen, a.version, t.normal_side,
      coalesce(c.version, 0) as since, coalesce(c.balance_fen, 0) as balance_since
    from ledger_account a join ledger_account_type t using (type)
    left join lateral (select k.version, k.balance_fen from books_checkpoint_account k where k.account_id = a.id order by k.version desc limit 1) c on true
  ), sides as materialized (
    select b.id as account_id, s.* from begun b cross join lateral (
      select t.id as transfer_id, t.operation_key, t.debit_version as version, case b.normal_side when 'debit' then t.amount_fen else -t.amount_fen end as signed,
        t.scheme, t.debit_account_id, t.credit_account_id
      from transfer t where t.debit_account_id = b.id and t.debit_version > b.since
      union all
      select t.id, t.operation_key, t.credit_version, case b.normal_side when 'credit' then t.amount_fen else -t.amount_fen end,
        t.scheme, t.debit_account_id, t.credit_account_id
      from transfer t where t.credit_account_id = b.id and t.credit_version > b.since) s
  ), moved as (
    select account_id, sum(signed) as balance, count(*) as transfers, max(version) as version from sides group by account_id
  ), touched as materialized (
    select o.key from operation o where o.change_number > coalesce((select max(k.operations_to) from books_checkpoint k), 0)
    union
    select s.operation_key from sides s where s.operation_key is not null
  )
  select b.scheme || ' ' || b.type || ' ' || b.clerk || ': balance ' || b.balance_fen || ', transfers say ' || b.balance_since + coalesce(m.balance, 0)
  from begun b left join moved m on m.account_id = b.id where b.balance_fen <> b.balance_since + coalesce(m.balance, 0)
  union all
  select b.scheme || ' ' || b.type || ' ' || b.clerk || ': ' || b.since + coalesce(m.transfers, 0) || ' transfers, version ' || b.version
  from begun b left join moved m on m.account_id = b.id
  where b.version <> b.since + coalesce(m.transfers, 0) or b.version <> coalesce(m.version, b.since)
  union all
  select distinct 'transfer ' || s.transfer_id || ' crosses funds' from sides s
  join ledger_account d on d.id = s.debit_account_id join ledger_account c on c.id = s.credit_account_id where d.scheme <> c.scheme or d.scheme <> s.scheme
  union all
  select 'personal account ' || p.id || ': balance ' || p.balance_fen || ', entries say ' || e.sum
  from (select distinct o.person_id from touched join operation o using (key) where o.kind in ('payment', 'collection')) w
  join personal_account p on p.person_id = w.person_id
  cross join lateral (select coalesce(sum(n.amount_fen), 0) as sum from personal_account_entry n where n.account_id = p.id) e
  where p.balance_fen <> e.sum
  union all
  select 'operation ' || o.key || ': total ' || o.total_fen || ', transfers say ' || t.sum
  from touched join operation o using (key)
  cross join lateral (select coalesce(sum(n.amount_fen), 0) as sum from transfer n where n.operation_key = o.key) t
  where o.state = 'succeeded' and o.total_fen <> t.sum
  union all
  select 'operation ' || o.key || ' is ' || o.state || ' but has transfers'
  from touched join operation o using (key)
  where o.state <> 'succeeded' and exists (select 1 from transfer n where n.operation_key = o.key)
$$;
`;

const guards = (schema: string): string => `
create function ${schema}.demand_right_books() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
declare
  wrong text;
begin
  -- Whoever asks for a checkpoint says how far operations are settled, and nothing else.
  new.made_at := clock_timestamp();
  if new.operations_to > coalesce(pg_sequence_last_value('operation_change'), 0)
    or new.operations_to < coalesce((select max(k.operations_to) from books_checkpoint k), 0) then
    raise exception 'a checkpoint of the books lies between the last one and now' using errcode = 'SS002';
  end if;
  select f into wrong from books_findings() f limit 1;
  if found then
    raise exception 'the books are not right: %', wrong using errcode = 'SS002';
  end if;
  return new;
end $$;

-- Runs as the owner: nobody else writes what accounts had come to.
create function ${schema}.keep_checkpoint_accounts() returns trigger language plpgsql security definer set search_path = ${schema}, pg_temp as $$
begin
  insert into books_checkpoint_account (account_id, version, balance_fen, checkpoint_id)
  select a.id, a.version, a.balance_fen, new.id from ledger_account a
  where a.version > coalesce((select max(c.version) from books_checkpoint_account c where c.account_id = a.id), 0);
  return null;
end $$;

create trigger books_checkpoint_right before insert on books_checkpoint for each row execute function ${schema}.demand_right_books();
create trigger books_checkpoint_accounts after insert on books_checkpoint for each row execute function ${schema}.keep_checkpoint_accounts();
create trigger books_checkpoint_written_once before update or delete on books_checkpoint for each row execute function ${schema}.refuse_change();
create trigger books_checkpoint_never_emptied before truncate on books_checkpoint for each statement execute function ${schema}.refuse_change();
create trigger books_checkpoint_account_written_once before update or delete on books_checkpoint_account for each row execute function ${schema}.refuse_change();
create trigger books_checkpoint_account_never_emptied before truncate on books_checkpoint_account for each statement execute function ${schema}.refuse_change();
`;

const rights = (service: string, reports: string): string => `
grant select on books_checkpoint, books_checkpoint_account to ${service}, ${reports};
grant insert (operations_to) on books_checkpoint to ${service};
`;
