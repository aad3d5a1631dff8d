/** What batch operators ask for in the console, until it is done or refused, and the files that belong to it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ProductionOrders1799600000000 implements MigrationInterface {
  readonly name = 'ProductionOrders1799600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    const { service } = areaNames(runner);
    await runner.query(`grant select, insert, update on production_order, production_file to ${service}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table production_file, production_order');
  }
}

const tables = `
create table production_order (
  -- Chosen by whoever asks: asked again it is the same order.
  id uuid primary key,
  serial bigint generated always as identity unique,
  kind text not null,
  -- Number of a batch, or name of a file: what it is about, for people.
  subject text not null,
  -- What was asked; numbers of people are taken out when it has ended.
  request jsonb not null check (jsonb_typeof(request) = 'object'),
  asked_at timestamptz not null,
  asked_by text not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
  -- Processes that began it.
  attempts int not null default 0,
  -- {label: {zh, en}, done, total, before, since}: the step under way.
  progress jsonb,
  progress_at timestamptz,
  -- What was entered in the transaction that counts, so that it is not entered twice.
  begun jsonb,
  answer jsonb,
  problem text,
  detail text,
  ended_at timestamptz,
  check ((state = 'waiting') = (ended_at is null)),
  check ((state = 'refused') = (problem is not null))
);
create index production_order_waiting on production_order (serial) where state = 'waiting';
create index production_order_subject on production_order (subject, serial);
create index production_order_kind on production_order (kind, serial);

create table production_file (
  -- Also its name on the disk.
  id uuid primary key,
  kind text not null,
  -- As whoever handed it over called it; for people alone.
  name text not null check (length(name) between 1 and 200),
  bytes bigint not null check (bytes >= 0),
  received bigint not null default 0 check (received between 0 and bytes),
  digest text check (digest ~ '^[0-9a-f]{64}$'),
  state text not null default 'arriving' check (state in ('arriving', 'whole', 'removed')),
  made_at timestamptz not null,
  made_by text not null,
  -- What made it; null: it was handed over.
  order_id uuid references production_order (id)
);
create unique index production_file_one_arriving on production_file (made_by) where state = 'arriving';
create index production_file_kept on production_file (made_at) where state <> 'removed';
create index production_file_order on production_file (order_id);
`;
