/** Long work in pieces that several machines share, and imports of applicants' files. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaSchema, serviceRole } from '../area.js';

export class CardImports1795600000001 implements MigrationInterface {
  readonly name = 'CardImports1795600000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(workTables);
    await runner.query(rights(serviceRole(areaSchema(runner))));
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

const rights = (role: string): string => `
grant select, insert, update on work, work_chunk to ${role};
`;
