/** Participations of one person that do not go together: found, asked for and not taken, or ended by rule; and what was decided about each. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class OverlapsFound1803000011200 implements MigrationInterface {
  readonly name = 'OverlapsFound1803000011200';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
create table participation_overlap (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  -- What stood first, and what stands beside it; null: it was asked for and not taken.
  standing_id uuid not null references participation,
  other_id uuid references participation check (other_id <> standing_id),
  asked jsonb,
  source text not null check (source in ('rule', 'register', 'name-list')),
  found_at timestamptz not null,
  found_by text,
  decision text check (decision in ('rule', 'standing', 'other', 'gone')),
  decided_at timestamptz,
  decided_by text,
  reason text,
  check ((other_id is null) = (asked is not null)),
  check ((decision is null) = (decided_at is null)),
  check (decision is null or decision in ('rule', 'gone') or (decided_by is not null and reason is not null))
);
create index participation_overlap_open on participation_overlap (found_at, id) where decision is null;
create index participation_overlap_decided on participation_overlap (decided_at, id) where decision is not null;
create index participation_overlap_of_person on participation_overlap (person_id);
-- One thing is asked once.
create unique index participation_overlap_pair on participation_overlap (standing_id, other_id)
  where decision is null and other_id is not null;
create unique index participation_overlap_asked on participation_overlap (person_id, md5(asked::text)) where decision is null and asked is not null;
grant select, insert on participation_overlap to ${service};
grant update (decision, decided_at, decided_by, reason) on participation_overlap to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what was decided stays on record: restore the backup of before instead');
  }
}
