/** Batches of cards: which applications go to the card maker together, what became of each, and who collected them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class CardBatches1795600000002 implements MigrationInterface {
  readonly name = 'CardBatches1795600000002';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(tables);
    await runner.query(rights(schema, service));
  }

  async down(): Promise<void> {
    throw new Error('what went to the card maker stays on record: restore the backup of before instead');
  }
}

const tables = `
-- Who makes cards for the bureau; personalisation data is encrypted for the public key.
create table card_maker (
  code text primary key,
  name text not null,
  public_key jsonb not null,
  added_at timestamptz not null,
  added_by text not null
);

-- The bureau's own keys that sign what makers are sent, by the thumbprint (RFC 7638) of each: the newest is in use.
create table signing_key (
  id int generated always as identity primary key,
  thumbprint text not null unique,
  since timestamptz not null,
  since_by text not null
);

create table card_batch (
  id int generated always as identity primary key,
  -- What people call it: year and serial, such as 2026-000012.
  number text not null unique,
  state text not null check (state in ('made', 'approved', 'rejected')),
  -- How many applications were taken; left out ones among them.
  items int not null check (items > 0),
  made_at timestamptz not null,
  made_by text not null,
  decided_at timestamptz,
  decided_by text,
  reject_reason text,
  -- Set when its data is first made for a maker: the dates stand on every chip of it.
  maker text references card_maker,
  depot text references depot,
  issued_on date,
  valid_until date,
  exported_at timestamptz,
  exported_by text,
  check ((state = 'made') = (decided_by is null)),
  check ((state = 'rejected') = (reject_reason is not null)),
  check (decided_by is null or decided_by <> made_by),
  check ((maker is null) = (issued_on is null) and (maker is null) = (valid_until is null) and (maker is null) = (depot is null))
);

-- A hand-over of many cards to a unit, or of one card to its holder, with the list they signed.
create table card_hand_over (
  id int generated always as identity primary key,
  -- Year and serial, as batches.
  number text not null unique,
  batch_id int not null references card_batch,
  unit_code text references unit,
  -- A single holder instead of a unit.
  holder_id uuid references person,
  -- Who signs: two of the unit with numbers and names; or the holder's agent.
  signers jsonb not null,
  letter text,
  at timestamptz not null,
  by text not null,
  check ((unit_code is null) <> (holder_id is null)),
  check ((unit_code is null) = (letter is null))
);
-- The same letter again is the same hand-over.
create unique index card_hand_over_letter on card_hand_over (batch_id, unit_code, letter) where letter is not null;

-- One application in one batch; a spoiled one comes again in a later batch.
create table card_batch_item (
  batch_id int not null references card_batch,
  item int not null check (item > 0),
  application_id bigint not null references card_application,
  -- The chip it was given, the key version of the card, and the code that chip and card number make.
  historical_bytes text references chip,
  key_version smallint,
  identification_code text,
  -- How it ended for this batch; null: under way.
  outcome text check (outcome in ('left-out', 'rejected', 'personalised', 'spoiled')),
  reason text,
  outcome_at timestamptz,
  hand_over_id int references card_hand_over,
  primary key (batch_id, item),
  check ((historical_bytes is null) = (key_version is null) and (historical_bytes is null) = (identification_code is null)),
  check (outcome not in ('personalised', 'spoiled') or historical_bytes is not null),
  check ((outcome is null) = (outcome_at is null)),
  check (outcome not in ('left-out', 'rejected', 'spoiled') or reason is not null)
) with (fillfactor = 60);
-- In one batch at a time.
create unique index card_batch_item_under_way on card_batch_item (application_id) where outcome is null;
create index card_batch_item_of_application on card_batch_item (application_id);
create index card_batch_item_of_hand_over on card_batch_item (hand_over_id, item) where hand_over_id is not null;

-- A file of the bank or of the card maker: read whole and checked before any of it counts.
create table card_batch_file (
  id int generated always as identity primary key,
  batch_id int not null references card_batch,
  kind text not null check (kind in ('accounts', 'result')),
  -- SHA-256, hex: the same file again is known.
  digest text not null,
  rows int not null,
  received_at timestamptz not null,
  received_by text not null,
  done_at timestamptz,
  unique (batch_id, kind, digest)
);

-- Rows of such a file until they count: each goes in the transaction that acts on it.
create table card_batch_file_row (
  file_id int not null,
  line int not null,
  item int,
  batch text,
  card_number text,
  identification_code text,
  historical_bytes text,
  result text,
  reason text,
  social_security_number text,
  name text,
  bank_account text,
  -- What is wrong with the row by itself: its column, and a code of the registry of problems.
  fault_field text,
  fault_code text,
  primary key (file_id, line)
);
create index card_batch_file_row_of_item on card_batch_file_row (file_id, item);

create sequence card_hand_over_serial;
create sequence card_batch_serial;
-- An account is given once.
create index card_application_bank_account on card_application (bank_account) where bank_account is not null;
create index card_bank_account on card (bank_account) where bank_account is not null;
`;

const rights = (schema: string, role: string): string => `
grant select, insert on card_maker, signing_key, card_batch, card_batch_item, card_batch_file, card_batch_file_row, card_hand_over to ${role};
grant update on card_maker, card_batch, card_batch_item, card_batch_file, card_batch_file_row to ${role};
-- Known once all chips of a delivery are in.
grant update (chips) on chip_lot to ${role};
grant delete on card_batch_file_row to ${role};
-- A batch fills tables faster than the server notices by itself.
grant maintain on card_batch_item, card_batch_file_row, card_application, person, card, chip, chip_lot to ${role};
grant usage on all sequences in schema ${schema} to ${role};
`;
