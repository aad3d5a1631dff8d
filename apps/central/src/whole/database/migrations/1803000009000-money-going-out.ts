/** Money that leaves a fund by an order to its bank beside the counter: refunds, what was paid too much, what was nobody's. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class MoneyGoingOut1803000009000 implements MigrationInterface {
  readonly name = 'MoneyGoingOut1803000009000';

  async up(runner: QueryRunner): Promise<void> {
    const { service, reports } = areaNames(runner);
    await runner.query(`
create table outgoing_payment (
  -- Also what the bank knows it by.
  id uuid primary key default uuidv7(),
  -- A decision may send several: the unit's part and the person's.
  approval_id uuid not null references approval,
  what text not null check (what in ('contribution-refund', 'overpayment', 'suspense-return', 'again')),
  -- What people call what it is of: a notice, a period, a line of a statement.
  subject text not null,
  scheme text not null,
  fund_account text not null check (fund_account in ('1002', '1004')),
  account text not null,
  account_name text not null,
  amount_fen bigint not null check (amount_fen > 0),
  -- One that the bank refused, paid again to another account.
  again_of uuid references outgoing_payment,
  outcome text not null default 'unknown' check (outcome in ('unknown', 'needs-person', 'succeeded', 'refused')),
  bank_reference text,
  refusal text,
  last_said text,
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  needs_person_since timestamptz,
  created_at timestamptz not null,
  concluded_at timestamptz,
  check ((outcome in ('succeeded', 'refused')) = (concluded_at is not null))
);
create index outgoing_payment_unknown on outgoing_payment (next_attempt_at) where outcome = 'unknown';
create index outgoing_payment_listed on outgoing_payment (created_at, id);
create index outgoing_payment_of_approval on outgoing_payment (approval_id);
create unique index outgoing_payment_again on outgoing_payment (again_of) where again_of is not null;
grant select, insert on outgoing_payment to ${service};
grant update (outcome, bank_reference, refusal, last_said, attempts, next_attempt_at, needs_person_since, concluded_at) on outgoing_payment to ${service};
grant select (id, approval_id, what, subject, scheme, fund_account, amount_fen, again_of, outcome, created_at, concluded_at) on outgoing_payment to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was given back stays on record: restore the backup of before instead');
  }
}
