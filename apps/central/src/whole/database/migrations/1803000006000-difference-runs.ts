/** Difference runs after a change of rules in the past: what each month would be by the new ones, kept as it was approved, and booked as that alone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class DifferenceRuns1803000006000 implements MigrationInterface {
  readonly name = 'DifferenceRuns1803000006000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(tables(schema));
    await runner.query(guards(schema));
    await runner.query(`
grant select, insert on difference_run, difference_row to ${service};
grant usage on sequence difference_run_number_seq to ${service};
grant select on difference_run to ${reports};
grant select (run, participation_id, number, unit_fen, person_fen, government_fen) on difference_row to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was approved and booked stays on record: restore the backup of before instead');
  }
}

const writtenOnce = (schema: string, table: string): string => `
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();
`;

const tables = (schema: string): string => `
-- What was asked for; how far it is, say its runs, one for each period of each scheme.
create table difference_run (
  number int generated always as identity primary key,
  first_month text not null check (first_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  last_month text not null check (last_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  check (first_month <= last_month)
);
${writtenOnce(schema, 'difference_run')}

alter table assessment_run
  add column difference int references difference_run,
  add constraint assessment_run_of_difference check ((reason = 'parameters') = (difference is not null)),
  drop constraint assessment_run_state_check,
  -- Of a difference run: proposed as long as others decide, approved until all of it is booked.
  add constraint assessment_run_state_check check (state in ('planned', 'proposed', 'refused', 'approved', 'done'));
create index assessment_run_by_difference on assessment_run (difference) where difference is not null;
create unique index assessment_run_one_difference on assessment_run (scheme, period)
  where reason = 'parameters' and state in ('planned', 'proposed', 'approved');

-- One person's month that comes out otherwise: what stands, and the line that would be added.
create table difference_row (
  run int not null references assessment_run,
  participation_id uuid not null references participation,
  number smallint not null check (number > 0),
  old_unit_fen bigint not null,
  old_person_fen bigint not null,
  old_government_fen bigint not null,
  base_fen bigint,
  unit_fen bigint not null,
  person_fen bigint not null,
  government_fen bigint not null,
  inputs jsonb,
  primary key (run, participation_id)
);
create index difference_row_of_participation on difference_row (participation_id);
${writtenOnce(schema, 'difference_row')}
`;

const guards = (schema: string): string => `
create function ${schema}.check_difference_state() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if new.reason = 'parameters' and new.state in ('approved', 'done') and exists (select from difference_row where run = new.number)
    and not exists (select from approval a where a.id = new.approval_id and a.kind = 'retroactive-difference' and a.state = 'approved'
      and a.subject = new.difference::text) then
    raise exception 'differences are booked by their approval' using errcode = 'SS005';
  end if;
  if (new.reason, new.difference) is distinct from (old.reason, old.difference)
    or (old.approval_id is not null and new.approval_id is distinct from old.approval_id) then
    raise exception 'what a run is for does not change' using errcode = 'SS005';
  end if;
  return new;
end $$;
create trigger assessment_run_difference before update on assessment_run for each row execute function ${schema}.check_difference_state();

create function ${schema}.check_difference_rows() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if exists (select from (select distinct run from added) a join assessment_run r on r.number = a.run
    where r.reason <> 'parameters' or r.state <> 'planned') then
    raise exception 'what is to be approved is laid out before it is proposed' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger difference_row_laid_out after insert on difference_row referencing new table as added
  for each statement execute function ${schema}.check_difference_rows();

-- Of a difference run nothing becomes a line but what was approved.
create function ${schema}.check_difference_lines() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if exists (select from (select distinct run from added) a join assessment_run r on r.number = a.run where r.reason = 'parameters')
    and exists (select from added a join assessment_run r on r.number = a.run and r.reason = 'parameters'
      where r.state <> 'approved' or r.period <> a.period or not exists (select from difference_row d where d.run = a.run
        and (d.participation_id, d.number, d.unit_fen, d.person_fen, d.government_fen)
          = (a.participation_id, a.number, a.unit_fen, a.person_fen, a.government_fen))) then
    raise exception 'a difference that was not approved' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger assessment_line_approved after insert on assessment_line referencing new table as added
  for each statement execute function ${schema}.check_difference_lines();
`;
