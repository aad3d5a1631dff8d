/** Long work that fails is tried a bounded number of times, and the same is worked on again in another run once a run has ended. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BoundedWork1798100000000 implements MigrationInterface {
  readonly name = 'BoundedWork1798100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(boundedWork);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(unboundedWork);
  }
}

const boundedWork = `
alter table work
  -- The how manieth work of its kind on its subject.
  add column run int not null default 1 check (run > 0),
  -- Failed tries of the whole since it was laid out or begun again by a person.
  add column attempts int not null default 0 check (attempts >= 0),
  -- Why the last of them failed.
  add column fault text,
  -- Not before then does a process try it again by itself.
  add column retry_at timestamptz,
  drop constraint work_kind_subject_key,
  add unique (kind, subject, run);
create unique index work_under_way on work (kind, subject) where finished_at is null;
-- Counted, and read by nobody: tries are counted for the whole.
alter table work_chunk drop column attempts;
`;

const unboundedWork = `
alter table work_chunk add column attempts int not null default 0;
drop index work_under_way;
alter table work drop constraint work_kind_subject_run_key, add unique (kind, subject),
  drop column run, drop column attempts, drop column fault, drop column retry_at;
`;
