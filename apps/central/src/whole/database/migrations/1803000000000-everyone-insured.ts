/** Who is insured in what, at which unit and by what wage; the runs that reckon what is owed, and their lines, which are never changed. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class EveryoneInsured1803000000000 implements MigrationInterface {
  readonly name = 'EveryoneInsured1803000000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(register(schema));
    await runner.query(participations(schema));
    await runner.query(assessments(schema));
    await runner.query(`
grant select, insert, update on township, construction_project, assessment_run, unit_bill to ${service};
grant select, insert on unit_floating_step, declared_wage, assessment_line to ${service};
grant update (name, credit_code, kind, industry_class, size, township, founded_on, closed_on, address, contact_name, contact_phone,
  bank_name, bank_account) on unit to ${service};
grant update (until, end_reason, ended_at, ended_by, voided_at, voided_by, void_reason) on participation to ${service};
grant update (died_on, township) on person to ${service};
grant usage on sequence assessment_run_number_seq to ${service};
grant select on township, construction_project, assessment_run, unit_bill, unit_floating_step to ${reports};
-- No address, account, wage or reason of somebody's.
grant select (participation_id, period, number, run, unit_fen, person_fen, government_fen) on assessment_line to ${reports};
revoke select on unit from ${reports};
grant select (code, name, credit_code, kind, industry_class, size, township, founded_on, closed_on) on unit to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was assessed stays on record: restore the backup of before instead');
  }
}

const register = (schema: string): string => `
create table township (
  -- GB/T 10114: the county's six digits and three of the township.
  code text primary key check (code ~ '^[0-9]{9}$'),
  name text not null
);

alter table person
  add column died_on date check (died_on >= birth_date),
  add column township text references township;

alter table unit
  -- GB 32100; null for what is none, such as a village that collects cards.
  add column credit_code text unique check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  add column kind text not null default 'other'
    check (kind in ('enterprise', 'self-employed', 'public-institution', 'government', 'social-organisation', 'other')),
  -- Of work injury, 1 to 8; null: it has no employees in it.
  add column industry_class smallint check (industry_class between 1 and 8),
  add column size text not null default 'small' check (size in ('small', 'large')),
  add column township text references township,
  add column founded_on date,
  add column closed_on date check (closed_on >= founded_on),
  add column address text,
  add column contact_name text,
  add column contact_phone text,
  add column bank_name text,
  add column bank_account text;

-- The floating step of a unit's injury rate, from a day on.
create table unit_floating_step (
  unit_code text not null references unit,
  effective_from date not null,
  -- Such as 1.2, one of the table 410.floating-steps.
  step text not null check (step ~ '^[0-9](\\.[0-9]{1,2})?$'),
  entered_at timestamptz not null,
  entered_by text not null,
  primary key (unit_code, effective_from, entered_at)
);

create trigger unit_floating_step_written_once before update or delete on unit_floating_step for each row execute function ${schema}.refuse_change();
create trigger unit_floating_step_never_emptied before truncate on unit_floating_step for each statement execute function ${schema}.refuse_change();

create table construction_project (
  code text primary key,
  name text not null,
  -- The general contractor, who pays.
  unit_code text not null references unit,
  cost_fen bigint not null check (cost_fen > 0),
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  ended_on date
);
create index construction_project_of_unit on construction_project (unit_code);
`;

const participations = (schema: string): string => `
alter table participation drop constraint participation_pkey;
alter table participation
  add column id uuid not null default uuidv7(),
  add column category text not null default 'resident' check (category in ('enterprise', 'self-employed', 'migrant', 'temporary-public',
    'flexible', 'civil-servant', 'public-institution', 'resident', 'student', 'project')),
  add column unit_code text references unit,
  add column project_code text references construction_project,
  -- Of a flexible worker, in percent of the average wage.
  add column tier_percent smallint check (tier_percent between 40 and 300),
  add column end_reason text check (end_reason in ('left', 'death', 'emigrated', 'retired', 'transferred', 'moved-scheme', 'merged', 'suspended',
    'project-ended')),
  add column entered_at timestamptz not null default now(),
  add column entered_by text,
  add column ended_at timestamptz,
  add column ended_by text,
  add column voided_at timestamptz,
  add column voided_by text,
  add column void_reason text,
  add primary key (id),
  add constraint participation_once unique nulls not distinct (person_id, scheme, since, unit_code, voided_at),
  add constraint participation_place check (
    (category in ('flexible', 'resident', 'student')) = (unit_code is null)
    and (category = 'project') = (project_code is not null));
create index participation_of_unit on participation (unit_code, scheme) where unit_code is not null;
create index participation_of_project on participation (project_code) where project_code is not null;
create index participation_of_scheme on participation (scheme, id);

-- What a unit declared that somebody earns a month, from a month on, until the next; the newest entry of a month counts.
create table declared_wage (
  person_id uuid not null references person,
  unit_code text not null references unit,
  from_month text not null check (from_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  entered_at timestamptz not null,
  wage_fen bigint not null check (wage_fen between 0 and 99999999999),
  entered_by text,
  primary key (person_id, unit_code, from_month, entered_at)
);
create index declared_wage_of_unit on declared_wage (unit_code, from_month);
create trigger declared_wage_written_once before update or delete on declared_wage for each row execute function ${schema}.refuse_change();
create trigger declared_wage_never_emptied before truncate on declared_wage for each statement execute function ${schema}.refuse_change();
`;

const assessments = (schema: string): string => `
create table assessment_run (
  number int generated always as identity primary key,
  scheme text not null,
  -- A year (2026) or a month (2026-11).
  period text not null check (period ~ '^[0-9]{4}(-(0[1-9]|1[0-2]))?$'),
  reason text not null check (reason in ('period', 'single', 'declaration', 'correction', 'parameters')),
  -- Whom it is about: everybody, one person, or one unit's people.
  person_id uuid references person,
  unit_code text references unit,
  -- Its lines are made with the parameters that were known at this moment.
  parameters_known_at timestamptz not null,
  -- The version of the program's rules.
  rules smallint not null,
  state text not null default 'planned' check (state in ('planned', 'done')),
  asked_by text,
  planned_at timestamptz not null,
  done_at timestamptz,
  check ((state = 'done') = (done_at is not null)),
  check (num_nonnulls(person_id, unit_code) <= 1)
);
create unique index assessment_run_of_period on assessment_run (scheme, period) where reason = 'period';
create index assessment_run_planned on assessment_run (number) where state = 'planned';

-- What one participation owes for one period; a further number is the difference that corrects it.
create table assessment_line (
  participation_id uuid not null references participation,
  period text not null,
  number smallint not null check (number > 0),
  run int not null references assessment_run,
  -- What the parts were reckoned from; null where there is no base.
  base_fen bigint,
  -- The change of each part; the sum over all numbers is what is owed.
  unit_fen bigint not null,
  person_fen bigint not null,
  government_fen bigint not null,
  -- What else it was made of (category, birth, tier, industry class …), as short as can be.
  inputs jsonb,
  primary key (participation_id, period, number)
);
create index assessment_line_of_run on assessment_line (run);
create trigger assessment_line_written_once before update or delete on assessment_line for each row execute function ${schema}.refuse_change();
create trigger assessment_line_never_emptied before truncate on assessment_line for each statement execute function ${schema}.refuse_change();

-- What a unit owes for a month of a scheme: the sum of its people's lines, both parts. A further number is a supplement after it was paid.
create table unit_bill (
  id uuid primary key,
  unit_code text not null references unit,
  scheme text not null,
  period text not null check (period ~ '^[0-9]{4}(-(0[1-9]|1[0-2]))?$'),
  number smallint not null default 1,
  project_code text references construction_project,
  heads int not null,
  unit_fen bigint not null check (unit_fen >= 0),
  person_fen bigint not null check (person_fen >= 0),
  -- The last day without a late fee.
  due_on date not null,
  paid_fen bigint not null default 0 check (paid_fen between 0 and unit_fen + person_fen),
  made_at timestamptz not null,
  unique nulls not distinct (unit_code, scheme, period, project_code, number)
);
create index unit_bill_open on unit_bill (unit_code) where paid_fen < unit_fen + person_fen;
`;
