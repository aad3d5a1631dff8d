/** Papers about a person that the bureau gives out: statements of contributions and certificates of insurance, each with its number. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class IssuedDocuments1803000005002 implements MigrationInterface {
  readonly name = 'IssuedDocuments1803000005002';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create sequence issued_document_place;
create table issued_document (
  number text primary key check (number ~ '^D[0-9]{20}$'),
  -- The Idempotency-Key of the asking.
  key uuid not null unique,
  kind text not null check (kind in ('statement', 'certificate')),
  person_id uuid not null references person,
  terminal_id uuid not null,
  staff_number text not null,
  issued_at timestamptz not null,
  -- All that the paper says, with its code over just this text.
  content json not null,
  -- SHA-256 of the file as it was first given out.
  file_digest text not null check (file_digest ~ '^[0-9a-f]{64}$')
);
create index issued_document_of_person on issued_document (person_id, issued_at);
create trigger issued_document_written_once before update or delete on issued_document for each row execute function ${schema}.refuse_change();
create trigger issued_document_never_emptied before truncate on issued_document for each statement execute function ${schema}.refuse_change();
grant select, insert on issued_document to ${service};
grant usage on sequence issued_document_place to ${service};
grant select (number, kind, terminal_id, staff_number, issued_at) on issued_document to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was given out stays on record: restore the backup of before instead');
  }
}
