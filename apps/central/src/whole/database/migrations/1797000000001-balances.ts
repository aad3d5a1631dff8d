/** No balance but what follows from the transfers and entries before it: the database reckons along, whoever writes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Balances1797000000001 implements MigrationInterface {
  readonly name = 'Balances1797000000001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(functions(schema));
    await runner.query(triggers(schema));
    await runner.query(rights(service));
  }

  async down(): Promise<void> {
    throw new Error('the books stay guarded: restore the backup of before instead');
  }
}

/*
 * Every function names its schema: where tables lie on several servers, a worker's search_path is not ours. They look at what one
 * statement wrote as a whole, since acts that arrive together are written together. Looked up row by row through the keys: a plan
 * that reads a whole table may be made while it is empty, and would be kept.
 */
const functions = (schema: string): string => `
create function ${schema}.demand_transfers_in_order() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  wrong record;
begin
  with side as (
    select w.debit_account_id as account, w.debit_version as version, w.debit_balance_after_fen as after,
      case t.normal_side when 'debit' then w.amount_fen else -w.amount_fen end as moved
    from written w join ${schema}.ledger_account_type t on t.type = w.debit_type
    union all
    select w.credit_account_id, w.credit_version, w.credit_balance_after_fen,
      case t.normal_side when 'credit' then w.amount_fen else -w.amount_fen end
    from written w join ${schema}.ledger_account_type t on t.type = w.credit_type
  ), placed as (
    select side.*, lag(side.version) over w as version_before, lag(side.after) over w as before, lead(side.version) over w as next
    from side window w as (partition by side.account order by side.version)
  )
  select p.account, p.version into wrong from placed p where
    -- The first of an account follows from the transfer at the version before, each further one from the one written with it.
    case when p.version_before is null then p.after is distinct from p.moved + case when p.version = 1 then 0 else coalesce(
        (select t.debit_balance_after_fen from ${schema}.transfer t where t.debit_account_id = p.account and t.debit_version = p.version - 1),
        (select t.credit_balance_after_fen from ${schema}.transfer t where t.credit_account_id = p.account and t.credit_version = p.version - 1)) end
      else p.version <> p.version_before + 1 or p.after <> p.before + p.moved end
    -- A version is either debited or credited: two unique keys see one side each.
    or (select count(*) from ${schema}.transfer t where t.debit_account_id = p.account and t.debit_version = p.version)
      + (select count(*) from ${schema}.transfer t where t.credit_account_id = p.account and t.credit_version = p.version) <> 1
    -- The account has been taken along to the last.
    or p.next is null and not exists (
      select from ${schema}.ledger_account l where l.id = p.account and l.version = p.version and l.balance_fen = p.after)
  limit 1;
  if found then
    raise exception 'the transfer at version % of account % does not follow from the one before it', wrong.version, wrong.account
      using errcode = 'SS002';
  end if;
  return null;
end $$;

create function ${schema}.demand_ledger_balance() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  wrong uuid;
begin
  select n.id into wrong from now_are n left join were w on w.id = n.id where
    (n.version, n.balance_fen) is distinct from (w.version, w.balance_fen)
    and (n.version <= coalesce(w.version, 0) or n.balance_fen is distinct from coalesce(
      (select t.debit_balance_after_fen from ${schema}.transfer t where t.debit_account_id = n.id and t.debit_version = n.version),
      (select t.credit_balance_after_fen from ${schema}.transfer t where t.credit_account_id = n.id and t.credit_version = n.version)))
  limit 1;
  if found then
    raise exception 'the balance of account % does not follow from its transfers', wrong using errcode = 'SS002';
  end if;
  return null;
end $$;

create function ${schema}.demand_entries_in_order() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  wrong record;
begin
  with placed as (
    select e.account_id, e.version, e.amount_fen, e.balance_after_fen, lag(e.version) over w as version_before,
      lag(e.balance_after_fen) over w as before, lead(e.version) over w as next
    from written e window w as (partition by e.account_id order by e.version)
  )
  select p.account_id as account, p.version into wrong from placed p where
    case when p.version_before is null then p.balance_after_fen is distinct from p.amount_fen + case when p.version = 1 then 0 else
        (select e.balance_after_fen from ${schema}.personal_account_entry e where e.account_id = p.account_id and e.version = p.version - 1) end
      else p.version <> p.version_before + 1 or p.balance_after_fen <> p.before + p.amount_fen end
    or p.next is null and not exists (
      select from ${schema}.personal_account a where a.id = p.account_id and a.version = p.version and a.balance_fen = p.balance_after_fen)
  limit 1;
  if found then
    raise exception 'the entry at version % of personal account % does not follow from the one before it', wrong.version, wrong.account
      using errcode = 'SS002';
  end if;
  return null;
end $$;

create function ${schema}.demand_personal_balance() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  wrong uuid;
begin
  select n.id into wrong from now_are n left join were w on w.id = n.id where
    (n.version, n.balance_fen) is distinct from (w.version, w.balance_fen)
    and (n.version <= coalesce(w.version, 0) or n.balance_fen is distinct from (
      select e.balance_after_fen from ${schema}.personal_account_entry e where e.account_id = n.id and e.version = n.version))
  limit 1;
  if found then
    raise exception 'the balance of personal account % does not follow from its entries', wrong using errcode = 'SS002';
  end if;
  return null;
end $$;

create function ${schema}.demand_empty_account() returns trigger language plpgsql as $$
begin
  if exists (select from now_are n where n.version <> 0 or n.balance_fen <> 0) then
    raise exception 'an account of the ledger begins empty' using errcode = 'SS002';
  end if;
  return null;
end $$;

create function ${schema}.demand_opened_account() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  wrong uuid;
begin
  select n.id into wrong from now_are n where (n.version, n.balance_fen) <> (0, 0) and not exists (
    select from ${schema}.personal_account_entry e where e.account_id = n.id and e.version = n.version and e.balance_after_fen = n.balance_fen)
  limit 1;
  if found then
    raise exception 'personal account % begins with a balance that no entry brings', wrong using errcode = 'SS002';
  end if;
  return null;
end $$;
`;

const triggers = (schema: string): string => `
create trigger transfer_in_order after insert on transfer referencing new table as written
  for each statement execute function ${schema}.demand_transfers_in_order();
create trigger ledger_account_begins_empty after insert on ledger_account referencing new table as now_are
  for each statement execute function ${schema}.demand_empty_account();
create trigger ledger_account_balance after update on ledger_account referencing old table as were new table as now_are
  for each statement execute function ${schema}.demand_ledger_balance();
create trigger personal_account_entry_in_order after insert on personal_account_entry referencing new table as written
  for each statement execute function ${schema}.demand_entries_in_order();
create trigger personal_account_opened after insert on personal_account referencing new table as now_are
  for each statement execute function ${schema}.demand_opened_account();
create trigger personal_account_balance after update on personal_account referencing old table as were new table as now_are
  for each statement execute function ${schema}.demand_personal_balance();
`;

// Whose account it is and whether it may be overdrawn is said once; from then on only figures move.
const rights = (service: string): string => `
alter table ledger_account_type add unique (type, may_be_negative);
alter table ledger_account add foreign key (type, may_be_negative) references ledger_account_type (type, may_be_negative);
revoke update on personal_account from ${service};
grant update (balance_fen, version) on personal_account to ${service};
`;
