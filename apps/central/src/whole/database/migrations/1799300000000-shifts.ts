/** Cash in a clerk's hands: the shift that every act of money belongs to, cash given back and handed over, and the bureau's limits. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Shifts1799300000000 implements MigrationInterface {
  readonly name = 'Shifts1799300000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(table);
    await runner.query(operations);
    await runner.query(flows);
    await runner.query(parameters);
    await runner.query(`
create trigger shift_never_removed before delete on shift for each row execute function ${schema}.refuse_change();
create trigger shift_never_emptied before truncate on shift for each statement execute function ${schema}.refuse_change();
grant select, insert, update on shift to ${service};
grant select on shift to ${reports};
grant select (shift_id) on operation to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('how shifts ended stays on record: restore the backup of before instead');
  }
}

const table = `
create table shift (
  id uuid primary key,
  staff_number text not null references staff_member,
  terminal_id uuid not null references terminal,
  -- The bureau's day.
  business_date date not null,
  begun_at timestamptz not null,
  -- counted: the clerk counted the till. handed-over: another clerk took it. carried: ended by a later count of the same clerk.
  state text not null default 'open' check (state in ('open', 'counted', 'handed-over', 'carried')),
  ended_at timestamptz,
  -- The act that ended it; its receipt is the slip that was signed.
  ended_by uuid references operation,
  -- What the books say was in the till, what was counted, and why they differ. A carried shift is counted with the one that carried it.
  expected_fen bigint check (expected_fen >= 0),
  counted_fen bigint check (counted_fen >= 0),
  reason text,
  -- Who took the till over.
  handed_to text references staff_member,
  -- The shift that it went on in.
  handed_to_shift uuid references shift,
  -- Who has said with their own password that they will take it over, and which sum.
  taker text references staff_member,
  taker_fen bigint,
  taker_at timestamptz,
  check ((state = 'open') = (ended_at is null)),
  check ((state = 'open') = (ended_by is null)),
  check ((state in ('counted', 'handed-over')) = (expected_fen is not null)),
  check ((expected_fen is null) = (counted_fen is null)),
  check (expected_fen = counted_fen or reason is not null),
  check ((state = 'handed-over') = (handed_to is not null)),
  check ((handed_to is null) = (handed_to_shift is null)),
  check (handed_to <> staff_number)
);
-- One open shift of a clerk at a window on a day.
create unique index shift_open on shift (staff_number, terminal_id, business_date) where state = 'open';
create index shift_of_day on shift (business_date, terminal_id);
create index shift_of_clerk on shift (staff_number, business_date);
create index shift_left_open on shift (business_date) where state = 'open';
create index shift_ended_by on shift (ended_by);
create index shift_taken_over on shift (handed_to_shift) where handed_to_shift is not null;
-- Tills of a clerk, over all funds.
create index ledger_account_of_clerk on ledger_account (clerk) where clerk <> '';
`;

const operations = `
alter table operation drop constraint operation_kind_check;
alter table operation drop constraint operation_total_check;
alter table operation
  -- Which kinds there are is the program's to say (records/operations/operation.ts).
  add constraint operation_kind_check check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  add constraint operation_total_check check (state = 'refused' or kind = 'shift-hand-over' or (total_fen > 0) = (kind not in ('card-service', 'shift-count'))),
  -- Which shift it belongs to; null: no money moves, or from before there were shifts.
  add column shift_id uuid;
create index operation_of_shift on operation (shift_id) where shift_id is not null;
`;

const flows = `
insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('received-handed-over', 'till-received', 'till-received', '财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金'),
  ('imprest-handed-over', 'till-imprest', 'till-imprest', '财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金');
`;

const parameters = `
insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('counter.draw-at-most@2014-01-01', 'counter.draw-at-most', '2014-01-01', 'fen', '50000.00', '假定：单次领取备付金限额；须由经办机构核定', 'assumed'),
  ('counter.imprest-at-most@2014-01-01', 'counter.imprest-at-most', '2014-01-01', 'fen', '100000.00', '假定：经办人备付现金保管限额；须由经办机构核定', 'assumed'),
  ('counter.received-at-most@2014-01-01', 'counter.received-at-most', '2014-01-01', 'fen', '200000.00', '假定：经办人收缴现金保管限额，超过应及时缴存；须由经办机构核定', 'assumed'),
  ('counter.cash-collection-at-most@2014-01-01', 'counter.cash-collection-at-most', '2014-01-01', 'fen', '20000.00', '假定：单笔现金发放待遇限额；须由经办机构核定', 'assumed'),
  ('counter.careful-share@2014-01-01', 'counter.careful-share', '2014-01-01', 'ppm', '500000', '假定：达到限额的一半起，须逐项确认，不以回车键直接确认', 'assumed'),
  ('counter.difference-at-most@2014-01-01', 'counter.difference-at-most', '2014-01-01', 'fen', '10.00', '假定：日结长短款在此数以内由经办人说明原因，超过须复核；须由经办机构核定', 'assumed');
`;
