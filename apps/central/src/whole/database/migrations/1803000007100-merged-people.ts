/** Two registrations of one person: which is kept, by which approval, and that it was undone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class MergedPeople1803000007100 implements MigrationInterface {
  readonly name = 'MergedPeople1803000007100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table person_merge (
  -- What let it happen; another lets it be undone.
  approval_id uuid primary key references approval,
  merged_id uuid not null references person,
  kept_id uuid not null references person check (kept_id <> merged_id),
  merged_at timestamptz not null,
  undone_by_approval uuid references approval check (undone_by_approval <> approval_id),
  undone_at timestamptz,
  check ((undone_at is null) = (undone_by_approval is null))
);
create unique index person_merge_standing on person_merge (merged_id) where undone_at is null;
create index person_merge_of_kept on person_merge (kept_id) where undone_at is null;
create trigger person_merge_never_removed before delete on person_merge for each row execute function ${schema}.refuse_change();
create trigger person_merge_never_emptied before truncate on person_merge for each statement execute function ${schema}.refuse_change();
grant select, insert on person_merge to ${service};
grant update (undone_by_approval, undone_at) on person_merge to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('who was taken for two stays on record: restore the backup of before instead');
  }
}
