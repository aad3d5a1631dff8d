/** What units declare and pay: declarations, how bills live on, statements of banks matched line by line, accounts of employees. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';
import rowsOfTables from './1803000004000-units-pay.json' with { type: 'json' };

export class UnitsPay1803000004000 implements MigrationInterface {
  readonly name = 'UnitsPay1803000004000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    for (const sql of [declarations, bills, statements, accounts, flows]) await runner.query(sql);
    for (const table of writtenOnce)
      await runner.query(`
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`);
    await runner.query(rights(service, reports));
    for (const [table, rows] of Object.entries(rowsOfTables))
      await runner.query(
        `insert into ${table} (id, key, effective_from, kind, value, source, status)
         select id, key, effective_from, kind, value, source, status from json_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      );
  }

  async down(): Promise<void> {
    throw new Error('what was declared and paid stays on record: restore the backup of before instead');
  }
}

const writtenOnce = ['declaration', 'bill_payment', 'bill_relief', 'bank_statement', 'fund_bank_account'];

const declarations = `
-- What a unit declared for a month, whole or corrected; the wages themselves stand in declared_wage where they changed.
create table declaration (
  unit_code text not null references unit,
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  -- 1: the first; each further one corrects it.
  number smallint not null check (number > 0),
  heads int not null check (heads > 0),
  wages_fen bigint not null check (wages_fen >= 0),
  -- People whose wage is another than before.
  changed int not null check (changed >= 0),
  -- SHA-256 of who and which wage, hex: the same again is the same declaration.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  source text not null check (source in ('page', 'file')),
  declared_at timestamptz not null,
  declared_by text not null,
  primary key (unit_code, month, number)
);
`;

const bills = `
alter table unit_bill
  -- Printed on the notice, and named in the transfer that pays it.
  add column notice_number int generated always as identity unique,
  -- undeclared: set because the unit declared nothing, until it does.
  add column basis text not null default 'lines' check (basis in ('lines', 'undeclared')),
  -- Late fee of what was paid late.
  add column fee_fixed_fen bigint not null default 0 check (fee_fixed_fen >= 0),
  add column fee_paid_fen bigint not null default 0 check (fee_paid_fen >= 0),
  add column fee_waived_fen bigint not null default 0 check (fee_waived_fen >= 0),
  add column written_off_fen bigint not null default 0 check (written_off_fen >= 0),
  -- Given back of what was paid.
  add column refunded_fen bigint not null default 0 check (refunded_fen >= 0 and refunded_fen <= paid_fen),
  -- The channel that has it in hand: no other takes it meanwhile.
  add column in_hand text check (in_hand in ('debit', 'tax')),
  -- When the personal accounts were credited with it.
  add column credited_at timestamptz,
  add constraint unit_bill_written_off check (paid_fen + written_off_fen <= unit_fen + person_fen);
create index unit_bill_fees on unit_bill (unit_code) where fee_fixed_fen > fee_paid_fen + fee_waived_fen;
create index unit_bill_of_period on unit_bill (period, scheme);

-- One payment on one bill, from one line of a statement, a debit's result or a file of the tax authority.
create table bill_payment (
  bill_id uuid not null references unit_bill,
  channel text not null check (channel in ('transfer', 'debit', 'tax')),
  source_id uuid not null,
  source_line int not null,
  amount_fen bigint not null check (amount_fen >= 0),
  fee_fen bigint not null check (fee_fen >= 0),
  received_on date not null,
  booked_at timestamptz not null,
  primary key (bill_id, source_id, source_line),
  check (amount_fen + fee_fen > 0)
);
create index bill_payment_of_source on bill_payment (source_id, source_line);

-- A late fee waived, or a debt written off, as it was approved.
create table bill_relief (
  approval_id uuid primary key references approval,
  bill_id uuid not null references unit_bill,
  what text not null check (what in ('late-fee', 'debt')),
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null,
  relieved_at timestamptz not null
);
`;

const statements = `
-- A bank account of a fund: whose statements are taken.
create table fund_bank_account (
  account text primary key,
  scheme text not null,
  -- Number in the chart of accounts.
  fund_account text not null check (fund_account in ('1002', '1003', '1004')),
  bank_name text not null
);

create table bank_statement (
  id uuid primary key default uuidv7(),
  number int generated always as identity unique,
  account text not null references fund_bank_account,
  scheme text not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  opening_fen bigint not null,
  closing_fen bigint not null,
  lines int not null,
  in_fen bigint not null,
  out_fen bigint not null,
  -- Lines that a statement of before had already.
  known_lines int not null,
  digest text not null unique,
  imported_at timestamptz not null,
  imported_by text not null,
  check (opening_fen + in_fen - out_fen = closing_fen)
);

create table bank_statement_line (
  statement_id uuid not null references bank_statement,
  line int not null,
  account text not null,
  -- The bank's own serial number of the movement: an account has it once.
  serial text not null,
  booked_on date not null,
  -- Into the account; negative: out of it.
  amount_fen bigint not null check (amount_fen <> 0),
  payer_account text not null,
  payer_name text not null,
  memo text not null,
  -- out: of no payment to the fund. in-suspense: nobody's yet, or more than was owed.
  state text not null default 'new' check (state in ('new', 'out', 'paid', 'in-suspense', 'assigned', 'returned')),
  why text check (why in ('none', 'several', 'overpaid', 'other-fund')),
  how text check (how in ('reference', 'payer', 'hand')),
  unit_code text references unit,
  -- Of the money, what lies in temporary receipts.
  suspense_fen bigint not null default 0 check (suspense_fen >= 0),
  -- Units it may be from.
  candidates text[],
  settled_at timestamptz,
  settled_by text,
  primary key (statement_id, line),
  unique (account, serial),
  check ((state in ('in-suspense')) = (suspense_fen > 0))
);
create index bank_statement_line_waiting on bank_statement_line (booked_on, statement_id, line) where state = 'in-suspense';
create index bank_statement_line_of_unit on bank_statement_line (unit_code, booked_on) where unit_code is not null;
create index unit_of_bank_account on unit (bank_account) where bank_account is not null;
create index unit_of_name on unit (name);
`;

const accounts = `
alter table personal_account_entry drop constraint personal_account_entry_kind_check;
alter table personal_account_entry
  -- unit: of the unit's part. collective: of the village.
  add constraint personal_account_entry_kind_check
    check (kind in ('personal', 'unit', 'collective', 'subsidy', 'interest', 'benefit', 'opening', 'transfer')),
  -- Of interest: which part of the balance it is of.
  add column part text check (part in ('own', 'collective', 'government')),
  -- The month the money came in, where it is not the month it was booked.
  add column credited_in text check (credited_in ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  add column participation_id uuid references participation,
  add column bill_id uuid references unit_bill;
create index personal_account_entry_of_bill on personal_account_entry (bill_id) where bill_id is not null;
create index personal_account_entry_of_participation on personal_account_entry (participation_id, period) where participation_id is not null;
`;

const flows = `
insert into ledger_account_type (type, code, name_zh, name_en, normal_side, may_be_negative) values
  ('collective-help', '4102', '集体补助收入', 'Help of villages and communities', 'credit', true),
  ('transfer-out', '5201', '转移支出', 'Transfer out', 'debit', true);
insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('other-income-direct', 'fiscal-special', 'other-income', '社会保险法 第八十六条；财会〔2017〕28号 其他收入'),
  ('collective', 'income', 'collective-help', '财会〔2017〕28号 集体补助收入'),
  ('transfer-out', 'transfer-out', 'expenditure', '财会〔2017〕28号 转移支出'),
  ('transfer-out-return', 'income', 'transfer-out', '财会〔2017〕28号 转移支出'),
  ('suspense', 'income', 'temporary-receipts', '财会〔2017〕28号 暂收款'),
  ('suspense-contribution', 'temporary-receipts', 'contribution-income', '财会〔2017〕28号 暂收款'),
  ('suspense-other-income', 'temporary-receipts', 'other-income', '财会〔2017〕28号 暂收款'),
  ('suspense-return', 'temporary-receipts', 'income', '财会〔2017〕28号 暂收款；财社〔2017〕144号 第四十条');
`;

const rights = (service: string, reports: string): string => `
grant select, insert on declaration, bill_payment, bill_relief, bank_statement, bank_statement_line, fund_bank_account to ${service};
grant update (state, why, how, unit_code, suspense_fen, candidates, settled_at, settled_by) on bank_statement_line to ${service};
grant select on bill_payment to ${reports};
`;
