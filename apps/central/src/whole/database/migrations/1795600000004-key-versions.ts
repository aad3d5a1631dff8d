/** Versions of the master keys: when and by whom each was made, which one new cards are made with, and which are given up. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class KeyVersions1795600000004 implements MigrationInterface {
  readonly name = 'KeyVersions1795600000004';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
create table key_version (
  version smallint primary key check (version > 0),
  -- By algorithm and key name; says whether keys in a vault are these, and nothing else about them.
  check_values jsonb not null,
  -- Custodian and component of each half; empty for keys from before ceremonies were held.
  components jsonb not null,
  made_at timestamptz not null,
  -- Null: made by the installation itself.
  made_by text,
  -- The one that new cards are made with.
  active boolean not null,
  active_since timestamptz,
  retired_at timestamptz,
  check (not active or (active_since is not null and retired_at is null))
);
create unique index key_version_one_active on key_version (active) where active;

grant select, insert on key_version to ${service};
grant update (active, active_since, retired_at) on key_version to ${service};
`);
  }

  async down(): Promise<void> {
    throw new Error('cards were made with these keys: restore the backup of before instead');
  }
}
