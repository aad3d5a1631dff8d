/** Deaths that authorities report by file: those that are certain are entered with the file, the others wait for a person. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class DeathsReported1803000014500 implements MigrationInterface {
  readonly name = 'DeathsReported1803000014500';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table death_report (
  id uuid primary key default uuidv7(),
  import_id bigint not null,
  row int not null,
  -- As it was reported.
  number text not null,
  name text not null,
  died_on date not null,
  source text not null check (source in ('civil-affairs', 'health', 'public-security')),
  -- Whom it is taken to be about; null: several may be meant.
  person_id uuid references person,
  -- Why a person decides; null: it was certain.
  doubt text check (doubt in ('name-differs', 'number-differs', 'day-differs', 'seen-after')),
  state text not null check (state in ('waiting', 'asked', 'recorded', 'dismissed')),
  approval_id uuid references approval,
  reported_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  note text,
  unique (import_id, row),
  check ((state = 'recorded') = (doubt is null)),
  check ((decided_by is null) = (state in ('waiting', 'recorded')))
);
create index death_report_listed on death_report (reported_at, id);
create index death_report_waiting on death_report (id) where state = 'waiting';
create index death_report_of_person on death_report (person_id) where person_id is not null;
create trigger death_report_never_emptied before truncate on death_report for each statement execute function ${schema}.refuse_change();

grant select, insert on death_report to ${service};
grant update (person_id, state, approval_id, decided_by, decided_at, note) on death_report to ${service};
grant select (id, import_id, row, died_on, person_id, doubt, state, approval_id, reported_at, decided_by, decided_at) on death_report to ${reports};

-- Besides by its approval, a death alone is entered of somebody alive by a file that is being taken in and names no doubt.
create or replace function ${schema}.demand_approval_of_correction() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if old.died_on is null and new.died_on is not null
    and (old.social_security_number, old.sex, old.birth_date, old.category)
      is not distinct from (new.social_security_number, new.sex, new.birth_date, new.category)
    and exists (
      select from death_report d join file_import f on f.id = d.import_id
      where d.person_id = new.id and d.died_on = new.died_on and d.state = 'recorded' and d.number = new.social_security_number
        and f.kind = 'deaths' and f.state = 'committing')
  then
    return null;
  end if;
  -- The newest: an approval of long ago brings nothing back.
  if not exists (
    select from (
      select content from approval where kind = 'register-correction' and subject = new.id::text and state = 'approved'
      order by decided_at desc, id desc limit 1) a
    where a.content->'from' = jsonb_build_object('socialSecurityNumber', old.social_security_number, 'sex', old.sex,
        'birthDate', old.birth_date::text, 'category', old.category, 'diedOn', old.died_on::text)
      and a.content->'to' = jsonb_build_object('socialSecurityNumber', new.social_security_number, 'sex', new.sex,
        'birthDate', new.birth_date::text, 'category', new.category, 'diedOn', new.died_on::text)
  ) then
    raise exception 'who somebody is, and whether they live, is corrected by its approval' using errcode = 'SS005';
  end if;
  return null;
end $$;`);
  }

  async down(): Promise<void> {
    throw new Error('deaths that were reported stay on record: restore the backup of before instead');
  }
}
