/** Cards made at the counter: which blank was allotted to which application, and how far its making has come. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Issuances1795600000003 implements MigrationInterface {
  readonly name = 'Issuances1795600000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(rights(areaNames(runner).service));
  }

  async down(): Promise<void> {
    throw new Error(
      'which card was made of which blank stays on record: restore the backup of before instead',
    );
  }
}

const tables = `
alter table terminal
  -- Whose blank cards are made at this window; null: none.
  add column depot text references depot;

alter table chip_lot
  -- Of the master key from which the transport keys of its chips were derived.
  add column transport_key_version smallint not null default 1;

create table issuance (
  id uuid primary key,
  application_id bigint not null references card_application,
  -- A chip is allotted once: a spoiled one never comes back.
  historical_bytes text not null unique references chip,
  card_number text not null,
  identification_code text not null unique,
  key_version smallint not null,
  -- As they stand on the chip, on whatever day its making ends.
  issued_on date not null,
  valid_until date not null,
  -- What the finished chip has to prove itself with, 8 bytes each in hex; new with every try.
  process_factor text not null,
  source text not null,
  -- allotted: the chip may be blank, half written or whole; personalised: read back and in the register; then enabled.
  stage text not null check (stage in ('allotted', 'personalised', 'enabled', 'spoiled')),
  spoiled_reason text,
  card_id uuid unique references card,
  -- Who takes the card for its holder; null: the holder, who is no minor.
  agent_number text,
  agent_name text,
  agent_relation text,
  terminal_id uuid not null,
  staff_number text not null,
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  check ((stage = 'spoiled') = (spoiled_reason is not null)),
  check (num_nulls(agent_number, agent_name, agent_relation) in (0, 3)),
  check ((stage in ('personalised', 'enabled')) = (card_id is not null))
);
-- One blank at a time for an application.
create unique index issuance_one_open on issuance (application_id) where stage in ('allotted', 'personalised');
create index issuance_of_application on issuance (application_id);
`;

const rights = (role: string): string => `
grant select, insert, update on issuance to ${role};
`;
