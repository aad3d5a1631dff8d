/** The population list, compared with the register: how each stands, what asking them came to, and the picture of each month. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Population1803000008001 implements MigrationInterface {
  readonly name = 'Population1803000008001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, work, reports } = areaNames(runner);
    await runner.query(`
create table population_member (
  id uuid primary key default uuidv7(),
  -- By which the list is worked on in pieces.
  place bigint generated always as identity unique,
  number text not null unique,
  name text not null,
  sex text not null check (sex in ('male', 'female')),
  birth_date date not null,
  township text not null references township,
  category text not null check (category in ('employed', 'flexible', 'resident', 'student', 'child', 'retired', 'other')),
  phone text,
  -- The file that named them last.
  import_id bigint,
  listed_at timestamptz not null,
  -- As of the last comparison: who it is in the register, and how they stand.
  person_id uuid references person,
  pension text check (pension ~ '^[a-z]+(-[a-z]+)*$'),
  medical text check (medical ~ '^[a-z]+(-[a-z]+)*$'),
  compared_on date,
  -- What asking them came to last.
  result text,
  result_on date
);
create index population_member_by_pension on population_member (pension, township, place);
create index population_member_by_medical on population_member (medical, township, place);
create index population_member_by_township on population_member (township, place);
create index population_member_of_person on population_member (person_id) where person_id is not null;

create table coverage_follow_up (
  id uuid primary key,
  member_id uuid not null references population_member,
  result text not null check (result ~ '^[a-z]+(-[a-z]+)*$'),
  found_on date not null,
  note text,
  entered_at timestamptz not null,
  entered_by text not null
);
create index coverage_follow_up_of_member on coverage_follow_up (member_id, entered_at);
create trigger coverage_follow_up_written_once before update or delete on coverage_follow_up for each row execute function ${schema}.refuse_change();
create trigger coverage_follow_up_never_emptied before truncate on coverage_follow_up for each statement execute function ${schema}.refuse_change();

create table coverage_month (
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  township text not null references township,
  category text not null,
  duty text not null,
  standing text not null,
  people int not null check (people >= 0),
  taken_at timestamptz not null,
  primary key (month, township, category, duty, standing)
);

create index operation_of_day on operation (business_date) where kind in ('payment', 'collection');

grant select on population_member, coverage_follow_up, coverage_month to ${service};
grant update (result, result_on) on population_member to ${service};
grant insert on coverage_follow_up to ${service};
grant insert, update on population_member, coverage_month to ${work};
grant usage on sequence population_member_place_seq to ${work};
grant select (id, sex, birth_date, township, category, pension, medical, compared_on, result, result_on) on population_member to ${reports};
grant select on coverage_month to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was found stays on record: restore the backup of before instead');
  }
}
