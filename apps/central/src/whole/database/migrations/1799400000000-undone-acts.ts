/** Acts of money that undo another: what they are, that each undoes one act once and under an approval, and the flows their money takes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class UndoneActs1799400000000 implements MigrationInterface {
  readonly name = 'UndoneActs1799400000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(flows);
    await runner.query(operations);
    await runner.query(guards(schema));
    await runner.query(findings(schema));
  }

  async down(): Promise<void> {
    throw new Error('what was undone stays on record: restore the backup of before instead');
  }
}

const flows = `
insert into ledger_account_type (type, code, name_zh, name_en, normal_side, may_be_negative) values
  ('other-expense', '5401', '其他支出', 'Other expense', 'debit', true);
insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('premium-refund-cash', 'contribution-income', 'till-received', '财社〔2017〕144号 第四十条；财会〔2017〕28号 库存现金'),
  ('premium-refund-earlier-year', 'other-expense', 'expenditure', '财社〔2017〕144号 第四十条；财会〔2017〕28号 其他支出'),
  ('contribution-cash-reversal', 'contribution-income', 'till-received', '财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金'),
  ('benefit-cash-reversal', 'till-imprest', 'benefits', '财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金');
`;

const operations = `
alter table operation
  drop constraint operation_kind_check,
  -- Which kinds there are is the program's to say, as of approvals.
  add constraint operation_kind_check check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  -- The act that this one undoes.
  add column undoes uuid references operation,
  add constraint operation_undoes_check check ((kind in ('reversal', 'refund')) = (undoes is not null)),
  -- How the holder of a debited account has agreed, by the word of the terminal.
  add column debit_consent text,
  add constraint operation_debit_consent_check check (debit_consent is null
    or (debit_consent in ('signature', 'pin') and kind = 'payment' and channel = 'bank'));
-- An act is undone once, whatever windows and retries there are; what was refused has undone nothing.
create unique index operation_undone_once on operation (undoes) where undoes is not null and state <> 'refused';

-- The fund's account by its number in the chart; null in rows of before: 1002 for a debit, 1004 for a credit.
alter table bank_instruction add column fund_account text check (fund_account in ('1002', '1004'));
`;

const guards = (schema: string): string => `
create function ${schema}.demand_approved_undoing() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from approval p where p.kind = new.kind and p.subject = new.undoes::text and p.state = 'approved') then
    raise exception 'an act is undone only as a second person has approved' using errcode = 'SS003';
  end if;
  return new;
end $$;
create trigger operation_undoing_approved before insert on operation for each row
  when (new.undoes is not null and new.state <> 'refused') execute function ${schema}.demand_approved_undoing();

create function ${schema}.refuse_other_undoing() returns trigger language plpgsql as $$
begin
  raise exception 'what an operation undoes, and how it was agreed to, is said once' using errcode = 'SS001';
end $$;
create trigger operation_undoes_stays before update on operation for each row
  when (old.undoes is distinct from new.undoes or old.debit_consent is distinct from new.debit_consent or old.kind is distinct from new.kind)
  execute function ${schema}.refuse_other_undoing();
`;

// As before, with the personal accounts of whoever had an act undone.
const findings = (schema: string): string => `
create or replace function ${schema}.books_findings() returns setof text language sql stable set search_path = ${schema}, pg_temp as $$
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
  from (select distinct o.person_id from touched join operation o using (key) where o.kind in ('payment', 'collection', 'reversal', 'refund')) w
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
