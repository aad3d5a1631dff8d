/** What is collected for the bureau elsewhere: agreements of debit, orders that a bank or the tax authority has in hand, and what they answered. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

const tables = [
  'debit_agreement',
  'channel_order',
  'channel_order_row',
  'channel_order_answer',
  'channel_order_outcome',
  'channel_order_arrival',
];

export class CollectedElsewhere1803000009200 implements MigrationInterface {
  readonly name = 'CollectedElsewhere1803000009200';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
-- What a unit agreed to: the newest row stands.
create table debit_agreement (
  id uuid primary key default uuidv7(),
  unit_code text not null references unit,
  -- Null: it agrees no longer.
  account text,
  account_name text,
  agreed_at timestamptz not null,
  agreed_by text not null,
  check ((account is null) = (account_name is null))
);
create index debit_agreement_of_unit on debit_agreement (unit_code, id desc);
create table channel_order (
  id uuid primary key default uuidv7(),
  number int generated always as identity unique,
  channel text not null check (channel in ('debit', 'tax')),
  scheme text not null,
  -- What is owed for the months up to this one.
  through text not null check (through ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  -- The day its late fees are of.
  asked_on date not null,
  rows int not null check (rows > 0),
  total_fen bigint not null check (total_fen > 0),
  made_at timestamptz not null,
  made_by text not null
);
create index channel_order_made on channel_order (channel, scheme, through);
create table channel_order_row (
  order_id uuid not null references channel_order,
  serial int not null check (serial > 0),
  bill_id uuid not null references unit_bill,
  amount_fen bigint not null check (amount_fen > 0),
  account text,
  account_name text,
  primary key (order_id, serial),
  unique (bill_id, order_id)
);
-- One answer for each order, from one file.
create table channel_order_answer (
  order_id uuid primary key references channel_order,
  digest text not null unique,
  collected_rows int not null check (collected_rows >= 0),
  collected_fen bigint not null check (collected_fen >= 0),
  answered_at timestamptz not null,
  answered_by text not null
);
create table channel_order_outcome (
  order_id uuid not null references channel_order_answer,
  serial int not null,
  -- Null: it was not collected.
  collected_on date,
  reason text not null,
  primary key (order_id, serial),
  foreign key (order_id, serial) references channel_order_row
);
-- The line of the bank's statement with which the money of a debit came.
create table channel_order_arrival (
  order_id uuid primary key references channel_order_answer,
  statement_id uuid not null,
  line int not null,
  unique (statement_id, line),
  foreign key (statement_id, line) references bank_statement_line
);`);
    for (const table of tables)
      await runner.query(`
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`);
    await runner.query(`
grant select, insert on ${tables.join(', ')} to ${service};
grant select on channel_order, channel_order_outcome, channel_order_arrival to ${reports};
grant select (order_id, collected_rows, collected_fen, answered_at) on channel_order_answer to ${reports};
grant select (order_id, serial, bill_id, amount_fen) on channel_order_row to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was collected stays on record: restore the backup of before instead');
  }
}
