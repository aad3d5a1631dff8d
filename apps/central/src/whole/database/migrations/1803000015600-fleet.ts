/** The fleet of terminals: what each last reported of itself, how acts went there by day, and which are out of service with a message. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Fleet1803000015600 implements MigrationInterface {
  readonly name = 'Fleet1803000015600';

  async up(runner: QueryRunner): Promise<void> {
    const { service, reports } = areaNames(runner);
    await runner.query(`
-- Out of service for those who come, until somebody takes it back; its key stays good.
alter table terminal add closed_at timestamptz, add closed_by text, add closed_message text,
  add constraint terminal_closed_whole check (num_nonnulls(closed_at, closed_by, closed_message) in (0, 3));

-- One row a terminal, replaced by its next report.
create table terminal_report (
  terminal_id uuid primary key references terminal,
  reported_at timestamptz not null,
  -- Of its machine's own clock then; below zero behind.
  clock_ahead_seconds int not null,
  -- Readers, printer, outbox, and acts of the last hour by kind; nothing of a person.
  report jsonb not null
);

-- What a run of a terminal's program counted of one kind of act on a day; replaced as it counts on.
create table terminal_day (
  terminal_id uuid not null references terminal,
  day date not null,
  run timestamptz not null,
  act text not null check (act ~ '^[a-z][a-z-]{1,40}$'),
  started int not null check (started >= 0),
  finished int not null check (finished >= 0),
  refused int not null check (refused >= 0),
  -- Of those that finished, by classes of seconds; and by step of those given up.
  seconds int[] not null,
  gave_up jsonb not null,
  counted_at timestamptz not null,
  primary key (terminal_id, day, run, act)
);
create index terminal_day_by_age on terminal_day (counted_at);

grant select, insert, update on terminal_report to ${service};
grant select, insert, update, delete on terminal_day to ${service};
grant select (closed_at, closed_by, closed_message) on terminal to ${reports};
grant select on terminal_report, terminal_day to ${reports};`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table terminal_day;
drop table terminal_report;
alter table terminal drop closed_at, drop closed_by, drop closed_message;`);
  }
}
