/** What is to be recovered of a benefit as one case with a number, what of it came back and how, and what was agreed to keep back month by month. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class RecoveriesCollected1803000014710 implements MigrationInterface {
  readonly name = 'RecoveriesCollected1803000014710';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table recovery_case (
  claim_id uuid primary key references benefit_claim,
  -- By which whoever pays it back names it.
  number int generated always as identity unique,
  opened_at timestamptz not null
);
insert into recovery_case (claim_id, opened_at)
select claim_id, min(found_at) from benefit_recovery group by claim_id order by 2, 1;

-- What of a month paid in error came back: by the bank, or out of a benefit that is due; or was written off.
create table recovery_part (
  id uuid primary key default uuidv7(),
  recovery_id uuid not null references benefit_recovery,
  amount_fen bigint not null check (amount_fen > 0),
  how text not null check (how in ('transfer', 'offset', 'written-off')),
  statement_id uuid,
  line int,
  -- The line of a benefit that was kept back.
  entitlement_id uuid references entitlement,
  approval_id uuid references approval,
  taken_at timestamptz not null,
  foreign key (statement_id, line) references bank_statement_line,
  check (num_nonnulls(statement_id, line) = case how when 'transfer' then 2 else 0 end),
  check ((how = 'offset') = (entitlement_id is not null)),
  check ((how = 'written-off') = (approval_id is not null))
);
create index recovery_part_of_recovery on recovery_part (recovery_id);
create index recovery_part_of_line on recovery_part (statement_id, line) where statement_id is not null;
create index recovery_part_of_entitlement on recovery_part (entitlement_id) where entitlement_id is not null;

-- What is kept back each month, as it was approved; the newest of a case counts.
create table recovery_offset (
  approval_id uuid primary key references approval,
  claim_id uuid not null references recovery_case,
  monthly_fen bigint not null check (monthly_fen > 0),
  agreed_at timestamptz not null
);
create index recovery_offset_of_case on recovery_offset (claim_id, agreed_at);

insert into lawful_flow (kind, debit_type, credit_type, basis) values
  ('suspense-recovery', 'temporary-receipts', 'benefits', '财会〔2017〕28号 暂收款、社会保险待遇支出'),
  ('offset-earlier-year', 'benefits', 'other-income', '社会保险经办条例 第四十六条；财会〔2017〕28号 其他收入');

alter table bank_statement_line drop constraint bank_statement_line_why_check;
alter table bank_statement_line add constraint bank_statement_line_why_check check (why in ('none', 'several', 'overpaid', 'other-fund',
  'in-hand', 'other-channel', 'transfer-differs', 'subsidy-differs', 'recovery-differs', 'fiscal'));

insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('recovery.least-left-share@2014-01-01', 'recovery.least-left-share', '2014-01-01', 'ppm', '500000',
   '假定：抵扣追回时每月待遇至少保留一半（社会保险经办条例第四十六条未定比例）；须由经办机构核定', 'assumed');`);
    for (const table of ['recovery_case', 'recovery_part', 'recovery_offset'])
      await runner.query(`
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();
grant select, insert on ${table} to ${service};
grant select on ${table} to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what came back stays on record: restore the backup of before instead');
  }
}
