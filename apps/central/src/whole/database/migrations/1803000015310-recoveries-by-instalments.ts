/** Agreements by which what was paid in error is given back by instalments: how much by which days, as it was approved. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class RecoveriesByInstalments1803000015310 implements MigrationInterface {
  readonly name = 'RecoveriesByInstalments1803000015310';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table recovery_agreement (
  approval_id uuid primary key references approval,
  -- The newest of a recovery counts.
  number int generated always as identity unique,
  claim_id uuid not null references recovery_case,
  open_fen bigint not null check (open_fen > 0),
  agreed_at timestamptz not null
);
create index recovery_agreement_of_case on recovery_agreement (claim_id, number);

create table recovery_agreement_part (
  approval_id uuid not null references recovery_agreement,
  due_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (approval_id, due_on)
);`);
    for (const table of ['recovery_agreement', 'recovery_agreement_part'])
      await runner.query(`
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();
grant select, insert on ${table} to ${service};
grant select on ${table} to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was agreed stays on record: restore the backup of before instead');
  }
}
