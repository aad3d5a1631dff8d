/** What the console asks for has a key: asked again, it is answered as before and not done again. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class KeyedWrites1803000013020 implements MigrationInterface {
  readonly name = 'KeyedWrites1803000013020';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
create table keyed_write (
  staff_number text not null,
  -- SHA-256 of the Idempotency-Key, which is not kept: it opens the answer.
  key_digest bytea not null check (octet_length(key_digest) = 32),
  act text not null,
  -- SHA-256 of address and body.
  content_digest text not null check (content_digest ~ '^[0-9a-f]{64}$'),
  asked_at timestamptz not null,
  -- Null: it is under way, or was broken off.
  answer bytea,
  primary key (staff_number, key_digest)
);
create index keyed_write_asked_at on keyed_write (asked_at);
grant select, insert, delete, update (answer) on keyed_write to ${service};`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keyed_write;');
  }
}
