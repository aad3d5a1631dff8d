/** Registrations that may be of one person, as found last, and those of which somebody said that they are not. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class DuplicatesFound1803000011210 implements MigrationInterface {
  readonly name = 'DuplicatesFound1803000011210';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
create table duplicate_pair (
  one_id uuid not null references person,
  other_id uuid not null references person check (one_id < other_id),
  sign text not null check (sign ~ '^[a-z]+(-[a-z]+)*$'),
  name text not null,
  found_at timestamptz not null,
  -- By the search that found it last; what a whole search does not find any more goes.
  seen_at timestamptz not null,
  primary key (one_id, other_id)
);
create index duplicate_pair_by_name on duplicate_pair (name, (one_id::text || other_id::text));
create index duplicate_pair_of_other on duplicate_pair (other_id);

create table person_told_apart (
  id uuid primary key default uuidv7(),
  one_id uuid not null references person,
  other_id uuid not null references person check (one_id < other_id),
  reason text not null,
  decided_at timestamptz not null,
  decided_by text not null,
  undone_at timestamptz,
  undone_by text,
  undone_reason text,
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_reason is null))
);
create unique index person_told_apart_standing on person_told_apart (one_id, other_id) where undone_at is null;
create index person_told_apart_of_other on person_told_apart (other_id);
create trigger person_told_apart_never_removed before delete on person_told_apart for each row execute function ${schema}.refuse_change();
create trigger person_told_apart_never_emptied before truncate on person_told_apart for each statement execute function ${schema}.refuse_change();
grant select, insert, update, delete on duplicate_pair to ${service};
grant select, insert on person_told_apart to ${service};
grant update (undone_at, undone_by, undone_reason) on person_told_apart to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what was decided stays on record: restore the backup of before instead');
  }
}
