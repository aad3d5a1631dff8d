/** Benefits of every kind: what was asked for, what is reckoned from, what changed in their lives, lines that follow, and what was paid in error. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class LivesOfBenefits1803000014000 implements MigrationInterface {
  readonly name = 'LivesOfBenefits1803000014000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table benefit_application (
  id uuid primary key default uuidv7(),
  number int generated always as identity unique,
  -- Whose insurance it comes from, and who is paid: after a death somebody else.
  person_id uuid not null references person,
  payee_id uuid not null references person,
  kind text not null,
  scheme text not null,
  -- What was told with it.
  asked jsonb not null,
  first_month text not null check (first_month ~ '^[0-9]{4}-[0-9]{2}$'),
  last_month text check (last_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- What it is reckoned from, as libs/benefits/kinds keeps it.
  facts jsonb not null,
  -- Of the first month, or once.
  amount_fen bigint not null check (amount_fen > 0),
  parameters_known_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused')),
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  approval_id uuid references approval,
  decided_at timestamptz
);
create index benefit_application_of_person on benefit_application (person_id, id);
create index benefit_application_listed on benefit_application (asked_at, id);
create unique index benefit_application_waiting on benefit_application (person_id, kind) where state = 'asked';
create trigger benefit_application_never_emptied before truncate on benefit_application for each statement execute function ${schema}.refuse_change();

-- One benefit of a person from its grant on; a further one of the same kind is a row of its own.
alter table benefit_claim add column kind text not null default 'resident-pension';
alter table benefit_claim alter column kind drop default;
alter table benefit_claim alter column id set default uuidv7();
alter table benefit_claim add column is_pension boolean not null default true;
alter table benefit_claim alter column is_pension drop default;
alter table benefit_claim add column facts jsonb;
update benefit_claim set facts = jsonb_build_object('years', contributed_years, 'account', to_char(account_at_grant_fen / 100, 'FM9999999999990') || '.' || lpad((account_at_grant_fen % 100)::text, 2, '0'));
alter table benefit_claim alter column facts set not null;
alter table benefit_claim drop column contributed_years, drop column account_at_grant_fen;
alter table benefit_claim add column payee_id uuid references person;
update benefit_claim set payee_id = person_id;
alter table benefit_claim alter column payee_id set not null;
alter table benefit_claim add column application_id uuid unique references benefit_application;
alter table benefit_claim drop constraint benefit_claim_person_id_scheme_key;
create index benefit_claim_of_person on benefit_claim (person_id);
create index benefit_claim_of_payee on benefit_claim (payee_id);
-- One pension alone at a time (社会保险法 第十六条, 人社部发〔2014〕17号 七).
create unique index benefit_claim_one_pension on benefit_claim (person_id) where is_pension and last_month is null;

create table benefit_change (
  id bigint generated always as identity primary key,
  claim_id uuid not null references benefit_claim,
  what text not null check (what in ('suspended', 'resumed', 'ended')),
  cause text not null,
  from_month text not null check (from_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- Of what goes on: whether the months in between are paid after all.
  arrears boolean check ((arrears is not null) = (what = 'resumed')),
  -- The document, file or act it rests on.
  evidence text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  approval_id uuid references approval
);
create index benefit_change_of_claim on benefit_change (claim_id, id);
create trigger benefit_change_written_once before update or delete on benefit_change for each row execute function ${schema}.refuse_change();
create trigger benefit_change_never_emptied before truncate on benefit_change for each statement execute function ${schema}.refuse_change();

-- A month has the lines it took to come to what it should: the first, and what was added later.
alter table entitlement add column number smallint not null default 1 check (number > 0);
alter table entitlement add column kind text not null default 'normal' check (kind in ('normal', 'retroactive', 'lump'));
-- When the parameters were known by which it was reckoned; null: its explanation was stored with it.
alter table entitlement add column known_at timestamptz;
alter table entitlement add column before_fen bigint not null default 0 check (before_fen >= 0);
alter table entitlement alter column assessment drop not null;
alter table entitlement add constraint entitlement_explained check (assessment is not null or known_at is not null);
alter table entitlement drop constraint entitlement_state_check;
alter table entitlement add constraint entitlement_state_check check (state in ('open', 'in-payment', 'paid', 'void'));
alter table entitlement drop constraint entitlement_claim_id_period_key;
alter table entitlement add constraint entitlement_claim_id_period_number_key unique (claim_id, period, number);
drop index entitlement_open;
create index entitlement_open on entitlement (person_id) where state in ('open', 'in-payment');

-- What was paid beyond what a month comes to.
create table benefit_recovery (
  id uuid primary key default uuidv7(),
  claim_id uuid not null references benefit_claim,
  person_id uuid not null references person,
  scheme text not null,
  period text not null check (period ~ '^[0-9]{4}-[0-9]{2}$'),
  amount_fen bigint not null check (amount_fen > 0),
  found_at timestamptz not null
);
create index benefit_recovery_of_claim on benefit_recovery (claim_id, period);
create index benefit_recovery_of_person on benefit_recovery (person_id);
create trigger benefit_recovery_written_once before update or delete on benefit_recovery for each row execute function ${schema}.refuse_change();
create trigger benefit_recovery_never_emptied before truncate on benefit_recovery for each statement execute function ${schema}.refuse_change();

grant select, insert on benefit_application, benefit_change, benefit_recovery to ${service};
grant update (state, approval_id, decided_at) on benefit_application to ${service};
-- Follows the change that ends it, so that whoever asks what is drawn in a month asks one row.
grant update (last_month) on benefit_claim to ${service};
revoke select on benefit_claim from ${reports};
grant select (id, person_id, payee_id, kind, scheme, is_pension, first_month, last_month, application_id) on benefit_claim to ${reports};
grant select on benefit_change, benefit_recovery to ${reports};
grant select (id, number, person_id, payee_id, kind, scheme, first_month, last_month, amount_fen, state, asked_at, approval_id, decided_at)
  on benefit_application to ${reports};
grant select (number, kind, before_fen, known_at) on entitlement to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what people draw stays on record: restore the backup of before instead');
  }
}
