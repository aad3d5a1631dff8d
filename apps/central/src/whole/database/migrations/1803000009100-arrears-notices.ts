/** Notices of arrears that are printed for units: each with its number, and what was owed on the day. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ArrearsNotices1803000009100 implements MigrationInterface {
  readonly name = 'ArrearsNotices1803000009100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create sequence arrears_notice_place;
create table arrears_notice (
  number text primary key check (number ~ '^CJ[0-9]{20}$'),
  -- The Idempotency-Key of the asking.
  key uuid not null unique,
  unit_code text not null references unit,
  issued_at timestamptz not null,
  -- The day on which all of it is to be paid.
  pay_by date not null,
  issued_by text not null,
  -- The name and address on the paper, as they were then.
  unit_name text not null,
  address text
);
create index arrears_notice_of_unit on arrears_notice (unit_code, issued_at);
create table arrears_notice_bill (
  bill_id uuid not null references unit_bill,
  number text not null references arrears_notice,
  -- As of the day of the notice.
  open_fen bigint not null check (open_fen >= 0),
  fee_fen bigint not null check (fee_fen >= 0),
  primary key (bill_id, number),
  check (open_fen + fee_fen > 0)
);
create index arrears_notice_bill_of_notice on arrears_notice_bill (number);
create trigger arrears_notice_written_once before update or delete on arrears_notice for each row execute function ${schema}.refuse_change();
create trigger arrears_notice_never_emptied before truncate on arrears_notice for each statement execute function ${schema}.refuse_change();
create trigger arrears_notice_bill_written_once before update or delete on arrears_notice_bill for each row execute function ${schema}.refuse_change();
create trigger arrears_notice_bill_never_emptied before truncate on arrears_notice_bill for each statement execute function ${schema}.refuse_change();
grant select, insert on arrears_notice, arrears_notice_bill to ${service};
grant usage on sequence arrears_notice_place to ${service};
grant select (number, unit_code, issued_at, pay_by, issued_by, unit_name) on arrears_notice to ${reports};
grant select on arrears_notice_bill to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was given out stays on record: restore the backup of before instead');
  }
}
