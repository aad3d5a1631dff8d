/** Files of whatever kind are taken in by one mechanism: units' lists and the population list beside applicants. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class FilesOfEveryKind1803000008000 implements MigrationInterface {
  readonly name = 'FilesOfEveryKind1803000008000';

  async up(runner: QueryRunner): Promise<void> {
    const { reports } = areaNames(runner);
    await runner.query(`
alter table card_import rename to file_import;
alter table card_import_row rename to file_import_row;
alter table file_import
  add column kind text not null default 'applicants' check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  -- A unit, and a month behind a blank; empty: the rows say all.
  add column subject text not null default '';
drop index card_import_once;
create unique index file_import_once on file_import (file_digest, kind, subject) where state <> 'examined';
create index file_import_of_subject on file_import (subject, id) where subject <> '';
alter table file_import_row
  -- Refused by what the register said when it was asked last: asked again, it may say something else.
  add column asked boolean not null default false,
  -- What rows of a kind say besides their person.
  add column content jsonb;
update file_import_row set asked = true where code in ('person-differs', 'card-exists', 'application-open');
grant select (kind) on file_import to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was imported stays on record: restore the backup of before instead');
  }
}
