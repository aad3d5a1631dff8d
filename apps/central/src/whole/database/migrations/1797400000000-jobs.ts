/** What central does by itself: one row for each job, which every process sees and one at a time does. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Jobs1797400000000 implements MigrationInterface {
  readonly name = 'Jobs1797400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(jobTable);
    const { service, reports } = areaNames(runner);
    await runner.query(`grant select, insert, update, delete on job to ${service}`);
    await runner.query(`grant select on job to ${reports}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table job');
  }
}

const jobTable = `
create table job (
  name text primary key check (name ~ '^[a-z][a-z-]*$'),
  purpose_zh text not null,
  purpose_en text not null,
  -- How often, or at what time of day in Asia/Shanghai: one of the two.
  every_ms bigint check (every_ms > 0),
  daily_at time,
  -- False: a person has paused it.
  enabled boolean not null default true,
  -- A person wants it now, paused or not.
  run_now boolean not null default false,
  -- Infinity while it runs, unless it was asked for again meanwhile.
  next_run timestamptz not null,
  -- The process that is at it, until it is done or has not said for too long that it is alive.
  runner text,
  lease_until timestamptz,
  last_started timestamptz,
  last_finished timestamptz,
  -- What the last run did that found something to do: {zh, en, counts}.
  last_result jsonb,
  last_result_at timestamptz,
  last_fault text,
  last_fault_at timestamptz,
  -- Failures in a row.
  attempts int not null default 0 check (attempts >= 0),
  check (num_nonnulls(every_ms, daily_at) = 1),
  check ((runner is null) = (lease_until is null))
);
`;
