/** Statements of the fiscal special account, whose money is booked once it is known what it is; and subsidies that were found on one, beside those of a paper voucher that others approved. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class SubsidiesByStatement1803000014700 implements MigrationInterface {
  readonly name = 'SubsidiesByStatement1803000014700';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('suspense-subsidy', 'temporary-receipts', 'fiscal-subsidy', '财会〔2017〕28号 暂收款');

alter table fund_movement drop constraint fund_movement_pkey;
alter table fund_movement
  alter column approval_id drop not null,
  add unique (approval_id),
  add column id uuid primary key default uuidv7(),
  -- The movement on the bank's statement that brought it; then nobody has to approve that it came.
  add column statement_id uuid,
  add column line int,
  -- Whose finance paid a subsidy, where somebody said so.
  add column level text check (level in ('central', 'province', 'prefecture', 'county')),
  add unique (statement_id, line),
  add foreign key (statement_id, line) references bank_statement_line,
  add check (num_nonnulls(statement_id, line) in (0, 2)),
  add check ((approval_id is null) = (statement_id is not null)),
  add check (statement_id is null or kind = 'subsidy'),
  add check (level is null or kind = 'subsidy');

alter table bank_statement_line drop constraint bank_statement_line_state_check;
alter table bank_statement_line add constraint bank_statement_line_state_check
  -- unbooked: into the fiscal special account, and in no book until it is known what it is.
  check (state in ('new', 'out', 'paid', 'in-suspense', 'unbooked', 'assigned', 'returned'));
alter table bank_statement_line drop constraint bank_statement_line_check;
alter table bank_statement_line add constraint bank_statement_line_waiting_check
  check ((state in ('in-suspense', 'unbooked')) = (suspense_fen > 0));
alter table bank_statement_line drop constraint bank_statement_line_why_check;
alter table bank_statement_line add constraint bank_statement_line_why_check
  check (why in ('none', 'several', 'overpaid', 'other-fund', 'in-hand', 'other-channel', 'transfer-differs', 'subsidy-differs', 'fiscal'));
-- The paper by which it was booked already, where somebody said so.
alter table bank_statement_line add column other_voucher text;
drop index bank_statement_line_waiting;
create index bank_statement_line_waiting on bank_statement_line (booked_on, statement_id, line) where state in ('in-suspense', 'unbooked');
grant update (other_voucher) on bank_statement_line to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what was booked stays on record: restore the backup of before instead');
  }
}
