/** Long work in pieces that several machines share, and imports of applicants' files. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class CardImports1795600000001 implements MigrationInterface {
  readonly name = 'CardImports1795600000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(workTables);
    await runner.query(importTables);
    await runner.query(rights(areaNames(runner).service));
  }

  async down(): Promise<void> {
    throw new Error('what was imported is written once: restore the backup of before instead');
  }
}

const workTables = `
create table work (
  id uuid primary key,
  kind text not null,
  -- What it is done to: an import's or a batch's number.
  subject text not null,
  items bigint not null check (items >= 0),
  chunks int not null check (chunks >= 0),
  planned_at timestamptz not null,
  planned_by text not null,
  -- When the finishing step was done, once all chunks were.
  finished_at timestamptz,
  unique (kind, subject)
);

-- Done in one transaction with the chunk's effect: a row says done exactly when the effect is there.
create table work_chunk (
  work_id uuid not null references work,
  number int not null check (number > 0),
  -- The range of rows it stands for, both ends included.
  first bigint not null,
  last bigint not null check (last >= first),
  items int not null check (items >= 0),
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts int not null default 0,
  fault text,
  done_at timestamptz,
  primary key (work_id, number),
  check ((state = 'done') = (done_at is not null)),
  check (state <> 'failed' or fault is not null)
);
create index work_chunk_open on work_chunk (work_id, number) where state <> 'done';
`;

const importTables = `
create table card_import (
  id bigint generated always as identity primary key,
  -- SHA-256 of the file, hex: what makes it the same file wherever it is imported.
  file_digest text not null check (file_digest ~ '^[0-9a-f]{64}$'),
  file_name text not null,
  state text not null default 'examined' check (state in ('examined', 'committing', 'committed')),
  -- With a photo beside each row, or without any.
  with_photos boolean not null,
  -- What whoever looks at the dry run signs with the commit: made of file, totals and every row's outcome.
  control_code text,
  totals jsonb,
  examined_at timestamptz not null,
  examined_by text not null,
  committed_at timestamptz,
  committed_by text,
  check ((state = 'committed') = (committed_at is not null))
);
-- A file is imported once.
create unique index card_import_once on card_import (file_digest) where state <> 'examined';

-- Rows of files that are looked at, until they are imported.
create table card_import_row (
  import_id bigint not null,
  row int not null,
  -- Why it is refused, by the registry of problems; null: accepted.
  code text,
  field text,
  detail text,
  number text,
  name text,
  sex text,
  birth_date date,
  is_minor boolean,
  ethnic_group text,
  birthplace text,
  phone text,
  address text,
  unit_code text,
  unit_name text,
  guardian_number text,
  guardian_name text,
  photo_digest text,
  -- Of the person, where they are not registered yet; in the order of time, which is the order of the index.
  new_person_id uuid not null default uuidv7(),
  primary key (import_id, row)
);

-- The import an application came with.
alter table card_application add column import_id bigint;
-- An application has neither until it goes into production; a whole city of nothing need not be indexed.
alter table card_application
  drop constraint card_application_card_number_key,
  drop constraint card_application_historical_bytes_key;
create unique index card_application_card_number on card_application (card_number) where card_number is not null;
create unique index card_application_chip on card_application (historical_bytes) where historical_bytes is not null;
`;

const rights = (role: string): string => `
grant select, insert, update on work, work_chunk, card_import to ${role};
grant delete on card_import to ${role};
grant select, insert, update, delete, maintain on card_import_row to ${role};
grant usage on sequence card_import_id_seq to ${role};
`;
