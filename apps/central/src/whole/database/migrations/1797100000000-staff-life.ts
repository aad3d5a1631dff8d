/** The life of staff: how they join, what they choose their password with, how they are suspended and leave; and failed sign-ins by place. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class StaffLife1797100000000 implements MigrationInterface {
  readonly name = 'StaffLife1797100000000';

  async up(runner: QueryRunner): Promise<void> {
    const { service, reports } = areaNames(runner);
    await runner.query(`
alter table staff_member
  -- joining: has no password yet; suspended: may come back; left: may not.
  add column state text not null default 'active' check (state in ('joining', 'active', 'suspended', 'left')),
  -- Tells two numbers of one person; null for members from before it was asked for.
  add column identity_number text,
  -- SHA-256 of the one-time code a password is chosen with, hex; null once used.
  add column code_digest text,
  add column code_expires_at timestamptz,
  add column joined_at timestamptz not null default now(),
  add column last_signed_in_at timestamptz,
  add column left_at timestamptz,
  alter column password_hash drop not null;
update staff_member set state = 'left', left_at = now() where not active;
alter table staff_member
  drop column active,
  drop column failed_sign_ins,
  drop column locked_until,
  add check (state <> 'active' or password_hash is not null),
  add check ((state = 'left') = (left_at is not null));
grant select (state, joined_at, last_signed_in_at, left_at) on staff_member to ${reports};
create index staff_member_identity on staff_member (identity_number) where identity_number is not null;

create index staff_session_open on staff_session (staff_number) where ended_at is null;

-- Failed sign-ins by the number tried, whether there is such a member or not: at a terminal, at the command line, or everywhere.
create table sign_in_failure (
  staff_number text not null,
  place text not null,
  since timestamptz not null,
  failures int not null,
  locked_until timestamptz,
  primary key (staff_number, place)
);
create index sign_in_failure_since on sign_in_failure (since);
grant select, insert, update, delete on sign_in_failure to ${service};
`);
  }

  async down(): Promise<void> {
    throw new Error('who has left would be back: restore the backup of before instead');
  }
}
