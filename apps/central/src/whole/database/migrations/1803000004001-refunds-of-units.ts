/** What units are given back, why else money waits, and units found by their names however a bank writes them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class RefundsOfUnits1803000004001 implements MigrationInterface {
  readonly name = 'RefundsOfUnits1803000004001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
alter table bank_statement_line drop constraint bank_statement_line_why_check;
alter table bank_statement_line add constraint bank_statement_line_why_check
  check (why in ('none', 'several', 'overpaid', 'other-fund', 'in-hand', 'other-channel'));
drop index unit_of_name;
create index unit_of_payer_name on unit (upper(regexp_replace(normalize(name, NFKC), '\\s', '', 'g')));

-- What was given back of a paid bill for one person's month: the unit's part to the unit, the person's own part to the person.
create table contribution_refund (
  approval_id uuid not null references approval,
  bill_id uuid not null references unit_bill,
  participation_id uuid not null references participation,
  unit_fen bigint not null check (unit_fen >= 0),
  person_fen bigint not null check (person_fen >= 0),
  refunded_on date not null,
  booked_at timestamptz not null,
  primary key (approval_id, participation_id),
  check (unit_fen + person_fen > 0)
);
create index contribution_refund_of_bill on contribution_refund (bill_id);
create trigger contribution_refund_written_once before update or delete on contribution_refund for each row execute function ${schema}.refuse_change();
create trigger contribution_refund_never_emptied before truncate on contribution_refund for each statement execute function ${schema}.refuse_change();
grant select, insert on contribution_refund to ${service};
grant select on contribution_refund to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was given back stays on record: restore the backup of before instead');
  }
}
