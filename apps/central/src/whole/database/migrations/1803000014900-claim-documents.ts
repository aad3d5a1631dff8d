/** Documents of claims to benefits: handed in first, then a claim's own, with their bytes in a table that lists never read. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ClaimDocuments1803000014900 implements MigrationInterface {
  readonly name = 'ClaimDocuments1803000014900';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
-- Waits to be asked with; goes by its time.
create table handed_in_document (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  -- Which document it is, as libs/benefits/kinds names it.
  code text not null,
  -- As the file was called, for people alone.
  name text not null check (length(name) between 1 and 80),
  type text not null check (type in ('image/jpeg', 'image/png', 'application/pdf')),
  digest text not null check (digest = encode(sha256(content), 'hex')),
  -- Pictures and papers are compressed as they are.
  content bytea storage external not null check (octet_length(content) between 1 and 5242880),
  width_pixels int check (width_pixels > 0),
  height_pixels int check (height_pixels > 0),
  handed_in_by text not null,
  handed_in_at timestamptz not null,
  check ((width_pixels is null) = (type = 'application/pdf') and (height_pixels is null) = (width_pixels is null)),
  unique (person_id, code, digest)
);
create index handed_in_document_by_time on handed_in_document (handed_in_at);

-- The bytes of the documents of claims, each once, under the digest they are reckoned to have.
create table document_content (
  digest text primary key check (digest = encode(sha256(content), 'hex')),
  content bytea storage external not null
);
create trigger document_content_written_once before update or delete on document_content for each row execute function ${schema}.refuse_change();
create trigger document_content_never_emptied before truncate on document_content for each statement execute function ${schema}.refuse_change();

create table benefit_document (
  id uuid primary key default uuidv7(),
  application_id uuid not null references benefit_application,
  code text not null,
  name text not null,
  type text not null,
  digest text not null references document_content,
  bytes int not null check (bytes > 0),
  width_pixels int,
  height_pixels int,
  handed_in_by text not null,
  handed_in_at timestamptz not null,
  unique (application_id, code, digest)
);
create trigger benefit_document_written_once before update or delete on benefit_document for each row execute function ${schema}.refuse_change();
create trigger benefit_document_never_emptied before truncate on benefit_document for each statement execute function ${schema}.refuse_change();

grant select, insert, update (handed_in_at), delete on handed_in_document to ${service};
grant select, insert on document_content, benefit_document to ${service};
grant select (id, person_id, code, type, handed_in_at) on handed_in_document to ${reports};
grant select (id, application_id, code, type, bytes, handed_in_at) on benefit_document to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what a claim was handed in with stays on record: restore the backup of before instead');
  }
}
