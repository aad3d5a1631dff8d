/** Agreements by which persons pay their arrears in instalments: which parts of which dues, by which days, as it was approved. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class AgreementsOnDues1803000014200 implements MigrationInterface {
  readonly name = 'AgreementsOnDues1803000014200';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table due_agreement (
  approval_id uuid primary key references approval,
  number int generated always as identity unique,
  person_id uuid not null references person,
  scheme text not null,
  open_fen bigint not null check (open_fen > 0),
  agreed_at timestamptz not null
);
create index due_agreement_of_person on due_agreement (person_id);

-- A due was cut where an instalment ends: each part is a due of its own, paid as one amount, once.
create table due_agreement_part (
  approval_id uuid not null references due_agreement,
  due_id uuid not null references due,
  due_on date not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (approval_id, due_id)
);
create index due_agreement_part_of_due on due_agreement_part (due_id);
${['due_agreement', 'due_agreement_part']
  .map(
    (
      table,
    ) => `create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`,
  )
  .join('\n')}
grant select, insert on due_agreement, due_agreement_part to ${service};
grant select on due_agreement, due_agreement_part to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was agreed stays on record: restore the backup of before instead');
  }
}
