/** Runs that pay benefits through the bank (代发): who is paid how much of which lines, and what the bank made of it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class PayRuns1803000014100 implements MigrationInterface {
  readonly name = 'PayRuns1803000014100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table pay_run (
  id uuid primary key default uuidv7(),
  -- Its reference in files and in the bank's statement is made of it.
  number int generated always as identity unique,
  -- The fund that pays.
  scheme text not null,
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- again: what the bank did not pay of runs before.
  kind text not null check (kind in ('monthly', 'again')),
  -- The last benefit of each chunk of the due list but the last.
  bounds uuid[] not null,
  state text not null default 'listing' check (state in ('listing', 'listed', 'asked', 'approved', 'refused', 'answered')),
  -- Of the due list.
  heads int,
  total_fen bigint,
  comparison jsonb,
  made_by text not null,
  made_at timestamptz not null,
  approval_id uuid references approval,
  approved_at timestamptz,
  answered_at timestamptz,
  check ((state = 'listing') = (heads is null))
);
create index pay_run_listed on pay_run (made_at, id);
-- One run of a fund at a time.
create unique index pay_run_under_way on pay_run (scheme) where state in ('listing', 'listed', 'asked', 'approved');
create trigger pay_run_never_emptied before truncate on pay_run for each statement execute function ${schema}.refuse_change();

create table pay_run_item (
  id uuid primary key default uuidv7(),
  run_id uuid not null references pay_run,
  serial int not null,
  person_id uuid not null references person,
  -- As the bank is told; null: there is none, and the item is left out.
  account text,
  account_name text not null,
  amount_fen bigint not null check (amount_fen > 0),
  -- left: not paid by this run. doubt: the bank does not say yet. returned: it came back after it was paid.
  state text not null check (state in ('listed', 'left', 'sent', 'paid', 'failed', 'doubt', 'returned')),
  why text,
  bank_reference text,
  -- The item that the bank did not pay before.
  again_of uuid unique references pay_run_item,
  unique (run_id, serial),
  check (account is not null or state = 'left')
);
create index pay_run_item_of_person on pay_run_item (person_id);
create index pay_run_item_unpaid on pay_run_item (run_id) where state in ('failed', 'returned');
create trigger pay_run_item_never_emptied before truncate on pay_run_item for each statement execute function ${schema}.refuse_change();

create table pay_run_line (
  item_id uuid not null references pay_run_item,
  entitlement_id uuid not null references entitlement,
  primary key (item_id, entitlement_id)
);
create index pay_run_line_of_entitlement on pay_run_line (entitlement_id);
create trigger pay_run_line_written_once before update or delete on pay_run_line for each row execute function ${schema}.refuse_change();
create trigger pay_run_line_never_emptied before truncate on pay_run_line for each statement execute function ${schema}.refuse_change();

-- What a bank said of a run, one file after another.
create table pay_run_answer (
  run_id uuid not null references pay_run,
  digest text not null,
  rows int not null,
  paid_rows int not null,
  paid_fen bigint not null,
  received_by text not null,
  received_at timestamptz not null,
  primary key (run_id, digest)
);
create trigger pay_run_answer_written_once before update or delete on pay_run_answer for each row execute function ${schema}.refuse_change();
create trigger pay_run_answer_never_emptied before truncate on pay_run_answer for each statement execute function ${schema}.refuse_change();

grant select, insert on pay_run, pay_run_item, pay_run_line, pay_run_answer to ${service};
grant update (state, heads, total_fen, comparison, approval_id, approved_at, answered_at) on pay_run to ${service};
grant update (state, why, bank_reference) on pay_run_item to ${service};
grant select (id, number, scheme, month, kind, state, heads, total_fen, made_at, approval_id, approved_at, answered_at) on pay_run to ${reports};
grant select (id, run_id, serial, person_id, amount_fen, state, why, again_of) on pay_run_item to ${reports};
grant select on pay_run_line to ${reports};
grant select (run_id, rows, paid_rows, paid_fen, received_at) on pay_run_answer to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was paid stays on record: restore the backup of before instead');
  }
}
