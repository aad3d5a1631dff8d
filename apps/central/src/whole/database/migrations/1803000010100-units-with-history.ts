/** What changed about a unit: each fact from when on, with who entered it and when. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class UnitsWithHistory1803000010100 implements MigrationInterface {
  readonly name = 'UnitsWithHistory1803000010100';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(`
-- A fact without a row was never changed: it is as the unit has it. The first change keeps with it what was before (from and entered -infinity).
create table unit_fact (
  unit_code text not null references unit,
  field text not null check (field in ('name', 'creditCode', 'kind', 'industryClass', 'size', 'township', 'foundedOn', 'closedOn', 'address',
    'contactName', 'contactPhone', 'bankName', 'bankAccount')),
  -- -infinity: for all of the past.
  effective_from date not null,
  entered_at timestamptz not null,
  value text,
  -- null: of before the first change.
  entered_by text,
  primary key (unit_code, field, effective_from, entered_at)
);
create trigger unit_fact_written_once before update or delete on unit_fact for each row execute function ${schema}.refuse_change();
create trigger unit_fact_never_emptied before truncate on unit_fact for each statement execute function ${schema}.refuse_change();
grant select, insert on unit_fact to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error('what a unit was before stays on record: restore the backup of before instead');
  }
}
