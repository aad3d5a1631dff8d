/** Who reaches the age for a pension in the next months, as reckoned day by day, and how far ahead. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class RetirementsAhead1803000014501 implements MigrationInterface {
  readonly name = 'RetirementsAhead1803000014501';

  async up(runner: QueryRunner): Promise<void> {
    const { service, work, reports } = areaNames(runner);
    await runner.query(`
create table retirement_ahead (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  scheme text not null,
  -- Whose age it is; of a woman in employment both are listed until her post is told.
  post text not null check (post in ('male', 'female-cadre', 'female-worker', 'resident')),
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  first_pension_month text not null check (first_pension_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- Months that have to be paid, are, and are missing: today, and when all up to the age are paid.
  least int not null,
  paid int not null,
  missing int not null,
  missing_then int not null,
  -- Months insured and not paid, in rows.
  unpaid text[] not null,
  unpaid_months int not null,
  ways text[] not null,
  reckoned_on date not null,
  unique (person_id, scheme, post)
);
create index retirement_ahead_by_month on retirement_ahead (month, id);
grant select on retirement_ahead to ${service};
grant insert, update, delete on retirement_ahead to ${work};
grant select on retirement_ahead to ${reports};

insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('retirement.ahead-months@1978-06-02', 'retirement.ahead-months', '1978-06-02', 'months', '12',
   '假定：提前十二个月列出到龄人员；须由经办机构核定', 'assumed');`);
  }

  async down(): Promise<void> {
    throw new Error('parameters stay on record: restore the backup of before instead');
  }
}
