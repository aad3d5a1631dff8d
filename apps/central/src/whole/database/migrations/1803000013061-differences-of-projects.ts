/** Difference runs of projects: what a project would owe by the rules of now, kept as it was approved, and entered as a further line as that alone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class DifferencesOfProjects1803000013061 implements MigrationInterface {
  readonly name = 'DifferencesOfProjects1803000013061';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
-- A project that comes out otherwise: what stands, and the line that would be added.
create table project_difference_row (
  run int not null references assessment_run,
  project_code text not null references construction_project,
  number smallint not null check (number > 0),
  old_unit_fen bigint not null,
  cost_fen bigint not null check (cost_fen > 0),
  total_days int not null check (total_days > 0),
  free_days int not null check (free_days between 0 and total_days),
  unit_fen bigint not null check (unit_fen <> 0),
  primary key (run, project_code)
);
create index project_difference_row_of_project on project_difference_row (project_code);
create trigger project_difference_row_written_once before update or delete on project_difference_row
  for each row execute function ${schema}.refuse_change();
create trigger project_difference_row_never_emptied before truncate on project_difference_row
  for each statement execute function ${schema}.refuse_change();
create trigger project_difference_row_laid_out after insert on project_difference_row referencing new table as added
  for each statement execute function ${schema}.check_difference_rows();

create or replace function ${schema}.check_difference_state() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if new.reason = 'parameters' and new.state in ('approved', 'done')
    and (exists (select from difference_row where run = new.number) or exists (select from project_difference_row where run = new.number))
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

create function ${schema}.check_project_difference_lines() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if exists (select from added a join assessment_run r on r.number = a.run and r.reason = 'parameters'
    where r.state <> 'approved' or not exists (select from project_difference_row d where d.run = a.run
      and (d.project_code, d.number, d.cost_fen, d.total_days, d.free_days, d.unit_fen)
        = (a.project_code, a.number, a.cost_fen, a.total_days, a.free_days, a.unit_fen))) then
    raise exception 'a difference that was not approved' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger project_line_approved after insert on project_line referencing new table as added
  for each statement execute function ${schema}.check_project_difference_lines();

grant select, insert on project_difference_row to ${service};
grant select on project_difference_row to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was approved and booked stays on record: restore the backup of before instead');
  }
}
