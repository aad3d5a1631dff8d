/** What runs need besides: where their chunks end, several dues of one period, what cannot be assessed, what was paid too much, differences that wait. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class AssessmentRuns1803000002100 implements MigrationInterface {
  readonly name = 'AssessmentRuns1803000002100';

  async up(runner: QueryRunner): Promise<void> {
    const { service, reports } = areaNames(runner);
    await runner.query(tables);
    await runner.query(`
grant select, insert, update, delete on assessment_gap to ${service};
grant select, insert on overpayment to ${service};
grant update (state, approval_id, settled_at) on overpayment to ${service};
grant select on overpayment, assessment_gap to ${reports};
grant select (number) on due to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was assessed stays on record: restore the backup of before instead');
  }
}

const tables = `
alter table assessment_run
  -- The last participation of each chunk but the last, which goes on to the end.
  add column bounds uuid[] not null default '{}',
  -- Of a difference run: what approved it.
  add column approval_id uuid references approval,
  drop constraint assessment_run_state_check,
  -- proposed: its differences wait for approval.
  add constraint assessment_run_state_check check (state in ('planned', 'proposed', 'refused', 'done'));
create index assessment_run_of_scheme on assessment_run (scheme, period, number);

alter table due
  -- A further one is a supplement after the one of before was paid.
  add column number smallint not null default 1 check (number > 0),
  -- Whose lines it follows; null: it was assessed before there were runs, and keeps its explanation.
  add column participation_id uuid references participation,
  drop constraint due_person_id_scheme_period_key,
  add constraint due_once unique (person_id, scheme, period, number);

alter table unit_bill alter column id set default uuidv7();

-- What cannot be assessed until somebody mends what the reason names; gone once it is.
create table assessment_gap (
  -- A participation, or a granted benefit.
  subject_id uuid not null,
  period text not null,
  kind text not null check (kind in ('due', 'entitlement')),
  person_id uuid not null references person,
  scheme text not null,
  reason text not null,
  -- The key of a missing parameter.
  parameter text,
  found_at timestamptz not null,
  primary key (subject_id, period)
);
create index assessment_gap_of_person on assessment_gap (person_id);
create index assessment_gap_of_scheme on assessment_gap (scheme, period, reason);

-- What was paid of a period that is owed no longer: to be given back, by the channel it came by.
create table overpayment (
  id uuid primary key default uuidv7(),
  person_id uuid references person,
  unit_code text references unit,
  scheme text not null,
  period text not null,
  part text not null check (part in ('person', 'unit')),
  amount_fen bigint not null check (amount_fen > 0),
  due_id uuid references due,
  bill_id uuid references unit_bill,
  run int not null references assessment_run,
  state text not null default 'open' check (state in ('open', 'in-refund', 'given-back')),
  approval_id uuid references approval,
  found_at timestamptz not null,
  settled_at timestamptz,
  check (num_nonnulls(person_id, unit_code) = 1),
  check (num_nonnulls(due_id, bill_id) = 1),
  check ((state = 'given-back') = (settled_at is not null))
);
create index overpayment_open on overpayment (scheme, period) where state = 'open';
create index overpayment_of_person on overpayment (person_id) where person_id is not null;
create index overpayment_of_unit on overpayment (unit_code) where unit_code is not null;
create index overpayment_of_due on overpayment (due_id) where due_id is not null;
create index overpayment_of_bill on overpayment (bill_id) where bill_id is not null;
`;
