/** Insurance relations that move (转移接续): to another place, from one, between schemes here; with what money and which months. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class InsuranceTransfers1803000011100 implements MigrationInterface {
  readonly name = 'InsuranceTransfers1803000011100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table insurance_transfer (
  id uuid primary key default uuidv7(),
  -- Its reference in letters and in the bank's statement is made of it.
  number int generated always as identity unique,
  direction text not null check (direction in ('out', 'in', 'between')),
  person_id uuid not null references person,
  -- The scheme left, here or elsewhere, and the one entered.
  scheme_from text not null,
  scheme_to text not null,
  -- The other place's agency; null: between schemes here.
  agency_code text,
  agency_name text,
  agency_account text,
  agency_account_name text,
  -- The other agency's letter (联系函, 信息表).
  letter text,
  -- How many months count where they come to.
  months int not null check (months >= 0),
  account_fen bigint not null check (account_fen >= 0),
  -- What the pool gives along.
  pool_fen bigint not null check (pool_fen >= 0),
  -- Of months paid twice: the own part that goes back to the person, and the subsidy that goes back to finance.
  back_person_fen bigint not null default 0 check (back_person_fen >= 0),
  back_subsidy_fen bigint not null default 0 check (back_subsidy_fen >= 0),
  -- Months in rows, with their bases and what came to the account: first, last, base, account.
  spans jsonb not null,
  -- What the amounts were reckoned from: the explanation is made again of it.
  inputs jsonb not null,
  parameters_known_at timestamptz not null,
  -- approved: decided, and the money is on its way. bank-refused: it came back from the bank. returned: the other agency sent it back.
  state text not null default 'asked' check (state in ('asked', 'approved', 'done', 'refused', 'bank-refused', 'returned')),
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  approval_id uuid references approval,
  decided_at timestamptz,
  ended_at timestamptz,
  -- With which the money came: a line of the bank's statement, or a voucher of the fiscal special account.
  statement_id uuid,
  line int,
  voucher text,
  received_on date,
  check ((direction = 'between') = (agency_code is null)),
  check ((direction = 'between') = (scheme_from <> scheme_to)),
  check (direction <> 'in' or letter is not null),
  foreign key (statement_id, line) references bank_statement_line,
  unique (statement_id, line)
);
create index insurance_transfer_of_person on insurance_transfer (person_id, id);
create index insurance_transfer_listed on insurance_transfer (asked_at, id);
-- The same letter is taken in once, whoever it names.
create unique index insurance_transfer_letter on insurance_transfer (agency_code, letter) where direction = 'in' and state <> 'refused';
-- One move of a scheme at a time.
create unique index insurance_transfer_under_way on insurance_transfer (person_id, scheme_from, direction)
  where state in ('asked', 'approved', 'bank-refused') and direction <> 'in';
create trigger insurance_transfer_never_emptied before truncate on insurance_transfer for each statement execute function ${schema}.refuse_change();
grant select, insert on insurance_transfer to ${service};
grant update (state, approval_id, decided_at, ended_at, statement_id, line, voucher, received_on) on insurance_transfer to ${service};
grant select (id, number, direction, scheme_from, scheme_to, agency_code, months, account_fen, pool_fen, state, asked_at, decided_at, ended_at, received_on)
  on insurance_transfer to ${reports};

insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('suspense-transfer-in', 'temporary-receipts', 'transfer-in', '财会〔2017〕28号 暂收款'),
  ('subsidy-return', 'fiscal-subsidy', 'fiscal-special', '人社部发〔2014〕17号 六');

alter table outgoing_payment drop constraint outgoing_payment_what_check;
alter table outgoing_payment add constraint outgoing_payment_what_check
  check (what in ('contribution-refund', 'overpayment', 'suspense-return', 'again', 'insurance-transfer', 'overlap-refund'));
alter table bank_statement_line drop constraint bank_statement_line_why_check;
alter table bank_statement_line add constraint bank_statement_line_why_check
  check (why in ('none', 'several', 'overpaid', 'other-fund', 'in-hand', 'other-channel', 'transfer-differs'));`);
  }

  async down(): Promise<void> {
    throw new Error('what moved stays on record: restore the backup of before instead');
  }
}
