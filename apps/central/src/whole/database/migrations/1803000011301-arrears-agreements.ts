/** Agreements to pay arrears by instalments: which bills, by which days, as it was approved. How one is kept follows from what was paid. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ArrearsAgreements1803000011301 implements MigrationInterface {
  readonly name = 'ArrearsAgreements1803000011301';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table arrears_agreement (
  approval_id uuid primary key references approval,
  number int generated always as identity unique,
  unit_code text not null references unit,
  open_fen bigint not null check (open_fen > 0),
  -- What the unit gave as a guarantee; null: nothing.
  guarantee text,
  agreed_at timestamptz not null
);
create index arrears_agreement_of_unit on arrears_agreement (unit_code);

create table arrears_agreement_bill (
  approval_id uuid not null references arrears_agreement,
  bill_id uuid not null references unit_bill,
  open_fen bigint not null check (open_fen > 0),
  primary key (approval_id, bill_id)
);
create index arrears_agreement_bill_of_bill on arrears_agreement_bill (bill_id);

create table arrears_agreement_instalment (
  approval_id uuid not null references arrears_agreement,
  due_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (approval_id, due_on)
);
${['arrears_agreement', 'arrears_agreement_bill', 'arrears_agreement_instalment']
  .map(
    (
      table,
    ) => `create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`,
  )
  .join('\n')}
grant select, insert on arrears_agreement, arrears_agreement_bill, arrears_agreement_instalment to ${service};
grant select (approval_id, number, unit_code, open_fen, agreed_at) on arrears_agreement to ${reports};
grant select on arrears_agreement_bill, arrears_agreement_instalment to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was agreed stays on record: restore the backup of before instead');
  }
}
