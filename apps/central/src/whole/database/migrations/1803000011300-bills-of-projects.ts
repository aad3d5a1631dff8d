/** What construction projects owe once for work injury: the lines that say what it was reckoned from, each time their cost or end changed. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class BillsOfProjects1803000011300 implements MigrationInterface {
  readonly name = 'BillsOfProjects1803000011300';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
alter table construction_project
  -- The first day that is insured and paid for; null: the first day of the works.
  add column insured_from date check (insured_from >= starts_on and insured_from <= ends_on);

-- What a project owes; a further number is the difference that a change of its cost or end makes. Its run says by which parameters.
create table project_line (
  project_code text not null references construction_project,
  number smallint not null check (number > 0),
  run int not null references assessment_run,
  cost_fen bigint not null check (cost_fen > 0),
  -- Of the whole work, and those of them that are not insured: before the first insured one, and after it ended early.
  total_days int not null check (total_days > 0),
  free_days int not null check (free_days between 0 and total_days),
  unit_fen bigint not null,
  primary key (project_code, number)
);
create trigger project_line_written_once before update or delete on project_line for each row execute function ${schema}.refuse_change();
create trigger project_line_never_emptied before truncate on project_line for each statement execute function ${schema}.refuse_change();
create index project_line_of_run on project_line (run);
create index unit_bill_of_project on unit_bill (project_code) where project_code is not null;
grant select, insert on project_line to ${service};
grant select on project_line to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was assessed stays on record: restore the backup of before instead');
  }
}
