/** The card service: applications, chips in stock, photos, the life of each card, the deny list, and what is to be notified. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import rowsOfTables from './1795600000000-card-service.json' with { type: 'json' };
import { areaNames } from './area-names.js';

export class CardService1795600000000 implements MigrationInterface {
  readonly name = 'CardService1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(tables);
    await runner.query(lives);
    await runner.query(guards(schema));
    await runner.query(rights(schema, service));
    await runner.query(
      'insert into policy_parameter select * from json_populate_recordset(null::policy_parameter, $1)',
      [JSON.stringify(rowsOfTables.policy_parameter)],
    );
    // The first release named a law that is in force from 2021 only; its value stays, so what was reckoned with it stays true.
    await runner.query(
      `update policy_parameter set source = '社会保险法 第二十五条；民法通则 第十一条' where id = '390.minor-age@2011-07-01'`,
    );
  }

  async down(): Promise<void> {
    throw new Error('what became of a card is written once: restore the backup of before instead');
  }
}

const tables = `
alter table person
  -- Two digits of GB/T 3304; null where it was never asked.
  add column ethnic_group text check (ethnic_group ~ '^[0-9]{2}$'),
  -- Six digits of GB/T 2260.
  add column birthplace text check (birthplace ~ '^[0-9]{6}$'),
  add column phone text,
  add column address text;

-- An employer, school or village that collects cards for its people.
create table unit (
  code text primary key,
  name text not null
);

-- Where cards lie: the bureau's store, a service centre, a township.
create table depot (
  code text primary key,
  name text not null
);

-- A delivery of blank cards: what all of its chips have in common.
create table chip_lot (
  lot text primary key,
  depot text not null references depot,
  specification_version text not null check (specification_version in ('2.00', '3.00')),
  algorithm text not null check (algorithm in ('3des', 'sm4')),
  chips int not null check (chips > 0),
  received_at timestamptz not null,
  received_by text not null
);

-- One row is one physical card body: where it lies and what became of it.
create table chip (
  -- T1-TD of the answer to reset.
  historical_bytes text primary key check (historical_bytes ~ '^[0-9A-F]{26}$'),
  lot text not null references chip_lot,
  depot text not null references depot,
  -- blank → allotted (to an application) → personalised → handed-over; spoiled from any of the first three.
  state text not null default 'blank' check (state in ('blank', 'allotted', 'personalised', 'spoiled', 'handed-over')),
  spoiled_reason text,
  check ((state = 'spoiled') = (spoiled_reason is not null))
);
create index chip_blank on chip (depot, lot, historical_bytes) where state = 'blank';

create table photo (
  -- SHA-256 of the file, hex.
  digest text primary key,
  jpeg bytea not null
);
alter table photo alter column jpeg set storage external;

create table card_application (
  -- The application number that people are given is made from it (libs/identity/application-number.ts).
  id bigint generated always as identity primary key,
  person_id uuid not null references person,
  reason text not null check (reason in ('first', 'lost', 'damaged', 'expiry', 'change-of-data')),
  state text not null check (state in ('applied', 'approved', 'rejected', 'withdrawn', 'in-production', 'issued')),
  unit_code text references unit,
  -- Where the card is to be collected.
  depot text references depot,
  photo_digest text references photo,
  phone text,
  -- Under the guardian's age: who applies for them.
  guardian_number text,
  guardian_name text,
  -- Somebody who applies for a grown-up relative.
  agent_number text,
  agent_name text,
  agent_relation text,
  replaces_card_id uuid references card,
  -- What a replacement costs the holder; the first card is free.
  fee_fen bigint not null default 0 check (fee_fen >= 0),
  -- Given when it goes into production, and kept through spoiled chips.
  card_number text unique,
  historical_bytes text unique references chip,
  bank_account text,
  applied_at timestamptz not null,
  applied_by text not null,
  decided_at timestamptz,
  decided_by text,
  reject_reason text,
  card_id uuid references card,
  check ((state = 'rejected') = (reject_reason is not null)),
  check ((state = 'issued') = (card_id is not null)),
  check ((guardian_number is null) = (guardian_name is null)),
  check ((agent_number is null) = (agent_name is null))
);
-- Whoever has one under way cannot have another.
create unique index card_application_one_open on card_application (person_id)
  where state in ('applied', 'approved', 'in-production');
create index card_application_of_person on card_application (person_id);
create index card_application_by_state on card_application (state, id);

-- Serials of card numbers: base 36 in the last seven places, with a check character (libs/identity/card-number.ts).
create sequence card_number_serial;

drop index card_one_live;
alter table card drop constraint card_state_check;
alter table card alter column state type text using
  case state when 0 then 'handed-over' when 1 then 'enabled' when 2 then 'formally-lost' when 3 then 'locked'
    when 4 then 'temporarily-lost' else 'cancelled' end;
alter table card
  add constraint card_state_check check (state in ('personalised', 'delivered', 'handed-over', 'enabled', 'temporarily-lost', 'formally-lost', 'locked', 'replaced', 'cancelled')),
  add column application_id bigint references card_application,
  -- Of the master keys its own keys were derived from.
  add column key_version smallint not null default 1,
  add column depot text references depot,
  add column enabled_at timestamptz,
  -- When a temporary loss ends by itself.
  add column loss_lapses_at timestamptz;
update card set enabled_at = issued_on where state <> 'handed-over';
-- Reported lost for a while before there was an end to it: it begins now.
update card set loss_lapses_at = now() + interval '10 days' where state = 'temporarily-lost';
alter table card add check ((state = 'temporarily-lost') = (loss_lapses_at is not null));
-- Never two live cards: one in use, and one on its way.
-- A sealed card that was lost is neither.
create unique index card_one_in_use on card (person_id)
  where state in ('enabled', 'temporarily-lost', 'locked') or (state = 'formally-lost' and enabled_at is not null);
create unique index card_one_coming on card (person_id) where state in ('personalised', 'delivered', 'handed-over');
create index card_of_person on card (person_id);
create index card_of_application on card (application_id);
create index card_loss_lapses on card (loss_lapses_at) where state = 'temporarily-lost';

-- What happened in the life of a card: of the application until there is a card, of the card from then on.
create table card_event (
  id bigint generated always as identity primary key,
  application_id bigint references card_application,
  card_id uuid references card,
  at timestamptz not null,
  act text not null,
  -- Null: the life begins.
  from_state text,
  to_state text not null,
  staff_number text,
  terminal_id uuid,
  batch_number text,
  reason text,
  check ((application_id is null) <> (card_id is null))
);
create index card_event_of_application on card_event (application_id) where application_id is not null;
create index card_event_of_card on card_event (card_id) where card_id is not null;

create sequence deny_change;
-- Cards that terminals refuse also without a network; a card that is usable again stays, so that terminals hear of it.
create table deny_entry (
  card_number text primary key,
  identification_code text not null,
  -- Null: may be used again.
  refusal text,
  -- Drawn under a lock, so that who has read up to one number has missed nothing before it.
  change_number bigint not null unique
);
-- Cards that were out of use before there was a list.
insert into deny_entry
  select card_number, identification_code,
    case state when 'locked' then 'card-locked' when 'cancelled' then 'card-cancelled' else 'card-lost' end,
    nextval('deny_change')
  from card where state in ('temporarily-lost', 'formally-lost', 'locked', 'cancelled');

-- How often an address asked in its minute what anyone may ask. Unlogged: lost with a crash, everybody begins anew.
create unlogged table public_ask (
  route text not null,
  address text not null,
  since timestamptz not null,
  asked int not null,
  primary key (route, address)
);

create table notification (
  id bigint generated always as identity primary key,
  application_id bigint not null references card_application,
  state text not null check (state in ('applied', 'approved', 'rejected', 'withdrawn', 'in-production', 'personalised', 'delivered', 'handed-over', 'enabled', 'temporarily-lost', 'formally-lost', 'locked', 'replaced', 'cancelled')),
  created_at timestamptz not null,
  attempts int not null default 0,
  -- Null: delivered.
  next_attempt_at timestamptz,
  last_fault text
);
create index notification_waiting on notification (next_attempt_at) where next_attempt_at is not null;
-- States of one application are told in their order.
create index notification_waiting_of on notification (application_id, id) where next_attempt_at is not null;
`;

// Acts of the card service are operations like all others: same idempotency, same receipts, no money.
const lives = `
alter table operation drop constraint operation_kind_check;
alter table operation drop constraint operation_channel_check;
alter table operation drop constraint operation_check;
alter table operation
  add constraint operation_kind_check check (kind in ('payment', 'collection', 'till-draw', 'till-deposit', 'card-service')),
  add constraint operation_channel_check check (channel in ('bank', 'cash', 'none')),
  add constraint operation_total_check check (state = 'refused' or (total_fen > 0) = (kind <> 'card-service')),
  -- Which service of the card window (libs/cards/card-services.ts).
  add column service text,
  add constraint operation_service_check check ((kind = 'card-service') = (service is not null));

-- Who stood at the window for the holder: both identities are kept.
create table operation_agent (
  operation_key uuid primary key references operation,
  number text not null,
  name text not null,
  relation text not null
);
`;

const guards = (schema: string): string => `
create trigger card_event_written_once before update or delete on card_event for each row execute function ${schema}.refuse_change();
create trigger card_event_never_emptied before truncate on card_event for each statement execute function ${schema}.refuse_change();
create trigger operation_agent_written_once before update or delete on operation_agent for each row execute function ${schema}.refuse_change();
create trigger operation_agent_never_emptied before truncate on operation_agent for each statement execute function ${schema}.refuse_change();
`;

const rights = (schema: string, role: string): string => `
grant select, insert on unit, depot, chip_lot, chip, photo, card_application, card_event, deny_entry, notification, operation_agent to ${role};
grant select, insert, update, delete on public_ask to ${role};
grant usage on all sequences in schema ${schema} to ${role};
grant update on unit, depot, chip, card_application, deny_entry, notification to ${role};
`;
