/** What persons owe, collected by a bank's debit or the tax authority: their agreements, dues in orders, and payments that no window took. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

const tables = ['person_debit_agreement', 'person_debit_agreement_end'];

export class PersonsCollectedElsewhere1803000011400 implements MigrationInterface {
  readonly name = 'PersonsCollectedElsewhere1803000011400';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table person_debit_agreement (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  scheme text not null,
  account text not null,
  account_name text not null,
  -- What the person pays of a scheme with tiers; null: its dues have an amount of their own.
  tier_fen bigint check (tier_fen > 0),
  since date not null,
  until date check (until >= since),
  agreed_at timestamptz not null,
  agreed_by text not null
);
create index person_debit_agreement_of_person on person_debit_agreement (person_id, scheme);
create index person_debit_agreement_of_scheme on person_debit_agreement (scheme, person_id);
create table person_debit_agreement_end (
  agreement_id uuid primary key references person_debit_agreement,
  reason text not null,
  ended_at timestamptz not null,
  ended_by text not null
);
-- The day an answer is expected by; null: nobody said.
alter table channel_order add column answer_by date;
create index channel_order_newest on channel_order (made_at desc, id desc);
alter table channel_order_row alter column bill_id drop not null;
alter table channel_order_row
  add column due_id uuid references due,
  add column agreement_id uuid references person_debit_agreement,
  add constraint channel_order_row_of_check check ((bill_id is null) <> (due_id is null)),
  add constraint channel_order_row_due_once unique (due_id, order_id);
-- The payment that a due which was collected is settled by.
alter table channel_order_outcome add column operation_key uuid unique references operation;
alter table operation alter column terminal_id drop not null;
alter table operation drop constraint operation_channel_check;
alter table operation
  add constraint operation_channel_check check (channel in ('bank', 'cash', 'none', 'debit', 'tax')),
  -- What a bank or the tax authority collected was taken at no window.
  add constraint operation_terminal_check check ((terminal_id is null) = (channel in ('debit', 'tax')));`);
    for (const table of tables)
      await runner.query(`
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`);
    await runner.query(`
grant select, insert on ${tables.join(', ')} to ${service};
grant select (id, person_id, scheme, tier_fen, since, until, agreed_at) on person_debit_agreement to ${reports};
grant select on person_debit_agreement_end to ${reports};
grant select (due_id, agreement_id) on channel_order_row to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was collected stays on record: restore the backup of before instead');
  }
}
