/** Yearly adjustments of pensions (养老金调整) as data: the rule, and what it adds to each pension with its parts. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Adjustments1803000015000 implements MigrationInterface {
  readonly name = 'Adjustments1803000015000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table adjustment (
  id uuid primary key default uuidv7(),
  number int generated always as identity unique,
  year int not null check (year between 1990 and 2999),
  -- The funds whose pensions rise.
  schemes text[] not null check (cardinality(schemes) > 0 and schemes <@ array['110', '120', '170']),
  -- The first month that is paid more.
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- The document it rests on.
  source text not null,
  -- As libs/benefits/population-rule writes it.
  rule jsonb not null,
  -- The last benefit of each chunk but the last.
  bounds uuid[] not null,
  state text not null default 'simulating'
    check (state in ('simulating', 'simulated', 'asked', 'applying', 'applied', 'refused')),
  -- What it would come to, and what it came to.
  simulation jsonb,
  outcome jsonb,
  made_by text not null,
  made_at timestamptz not null,
  approval_id uuid references approval,
  approved_at timestamptz,
  applied_at timestamptz,
  check ((state in ('applying', 'applied')) = (approved_at is not null))
);
create index adjustment_listed on adjustment (made_at, id);
-- One of a fund and year, unless it was let go.
create unique index adjustment_of_110 on adjustment (year) where '110' = any(schemes) and state <> 'refused';
create unique index adjustment_of_120 on adjustment (year) where '120' = any(schemes) and state <> 'refused';
create unique index adjustment_of_170 on adjustment (year) where '170' = any(schemes) and state <> 'refused';
create trigger adjustment_never_emptied before truncate on adjustment for each statement execute function ${schema}.refuse_change();

-- Nothing is carried out that others did not approve, and what was carried out is not carried out again.
create function ${schema}.demand_approval_of_adjustment() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if new.state = 'applying' and old.state <> 'asked' or new.state = 'applied' and old.state <> 'applying'
    or old.state in ('applied', 'refused') then
    raise exception 'adjustment % is % and cannot become %', old.number, old.state, new.state using errcode = 'SS001';
  end if;
  if new.state = 'applying' and not exists (select from approval a where a.id = new.approval_id and a.kind = 'adjustment'
      and a.subject = new.number::text and a.state = 'approved') then
    raise exception 'adjustment % is not approved', old.number using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger adjustment_approved before update of state on adjustment for each row execute function ${schema}.demand_approval_of_adjustment();

-- What an adjustment adds to one pension, in parts; it counts once it is applied.
create table benefit_rise (
  adjustment_id uuid not null references adjustment,
  claim_id uuid not null references benefit_claim,
  scheme text not null,
  -- The pension of the month before, months paid, age on the day before: what it is reckoned from.
  base_fen bigint not null check (base_fen > 0),
  months int not null,
  age int not null,
  fixed_fen bigint not null check (fixed_fen >= 0),
  years_fen bigint not null check (years_fen >= 0),
  percent_fen bigint not null check (percent_fen >= 0),
  area_fen bigint not null check (area_fen >= 0),
  age_fen bigint not null check (age_fen >= 0),
  increase_fen bigint not null check (increase_fen = fixed_fen + years_fen + percent_fen + area_fen + age_fen),
  -- Months that have passed and that it is made up for.
  months_back smallint not null,
  -- Not paid at the moment: it rises all the same, and is paid once it goes on.
  suspended boolean not null,
  applied_at timestamptz,
  -- Why it was left out after all.
  left_why text,
  primary key (adjustment_id, claim_id),
  check (applied_at is null or left_why is null)
);
create trigger benefit_rise_never_emptied before truncate on benefit_rise for each statement execute function ${schema}.refuse_change();

create function ${schema}.demand_rises_once() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if exists (select from was where applied_at is not null or left_why is not null) then
    raise exception 'a rise is carried out once' using errcode = 'SS001';
  end if;
  if exists (select from adjustment a where a.id in (select distinct adjustment_id from was) and a.state not in ('applying', 'applied')) then
    raise exception 'no rise is carried out that is not approved' using errcode = 'SS001';
  end if;
  return null;
end $$;
create trigger benefit_rise_once after update on benefit_rise referencing old table as was for each statement
  execute function ${schema}.demand_rises_once();

grant select, insert on adjustment, benefit_rise to ${service};
grant update (state, simulation, outcome, approval_id, approved_at, applied_at) on adjustment to ${service};
grant update (applied_at, left_why) on benefit_rise to ${service};
grant select (id, number, year, schemes, from_month, rule, state, simulation, outcome, made_at, approval_id, approved_at, applied_at)
  on adjustment to ${reports};
grant select on benefit_rise to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what people draw stays on record: restore the backup of before instead');
  }
}
