/** Keeps what each window last said of the acts that wait there without an outcome: one row a terminal. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class WaitingActs1798500000000 implements MigrationInterface {
  readonly name = 'WaitingActs1798500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    const { service, reports } = areaNames(runner);
    await runner.query(`grant select, insert, update on waiting_acts to ${service}`);
    await runner.query(`grant select on waiting_acts to ${reports}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table waiting_acts');
  }
}

const table = `
create table waiting_acts (
  terminal_id uuid primary key references terminal (id),
  -- By the centre's clock.
  stated_at timestamptz not null,
  -- More than the list where it was cut.
  total int not null check (total >= jsonb_array_length(acts)),
  -- [{key, kind, service, state, since, staffNumber, problemCode}], nothing of whom an act is for.
  acts jsonb not null check (jsonb_typeof(acts) = 'array')
);
`;
