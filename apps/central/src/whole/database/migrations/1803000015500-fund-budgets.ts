/** What may be spent out of a fund in a year (基金预算): each version as it was approved, by the accounts of expenditure. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class FundBudgets1803000015500 implements MigrationInterface {
  readonly name = 'FundBudgets1803000015500';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table fund_budget (
  id uuid primary key default uuidv7(),
  -- The fund, by whose books it is held.
  scheme text not null,
  year int not null check (year between 2000 and 2999),
  -- 1: as it was approved first; each further one adjusts it (预算调整), and the last counts.
  version int not null check (version >= 1),
  -- Yuan by account of expenditure, as it was approved.
  lines jsonb not null check (jsonb_typeof(lines) = 'object' and lines <> '{}'),
  -- The document it rests on.
  source text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  approval_id uuid not null unique references approval,
  unique (scheme, year, version)
);
create trigger fund_budget_written_once before update or delete on fund_budget for each row execute function ${schema}.refuse_change();
create trigger fund_budget_never_emptied before truncate on fund_budget for each statement execute function ${schema}.refuse_change();

-- A budget is what others approved, of this fund and year, and each follows the one before.
create function ${schema}.demand_approval_of_budget() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from approval a where a.id = new.approval_id and a.kind = 'fund-budget' and a.state = 'approved'
      and a.subject = new.scheme || '/' || new.year and a.content -> 'lines' = new.lines and (a.content ->> 'version')::int = new.version) then
    raise exception 'budget of % for % is not approved as it stands', new.scheme, new.year using errcode = 'SS001';
  end if;
  if new.version <> 1 + coalesce((select max(version) from fund_budget where scheme = new.scheme and year = new.year), 0) then
    raise exception 'budget of % for % has another version', new.scheme, new.year using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger fund_budget_approved before insert on fund_budget for each row execute function ${schema}.demand_approval_of_budget();

grant select, insert on fund_budget to ${service};
grant select on fund_budget to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what may be spent stays on record: restore the backup of before instead');
  }
}
