/** The first tables of a pooling area: people, cards, dues, entitlements, settlements, the funds' books, and who did what. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class House1795500000000 implements MigrationInterface {
  readonly name = 'House1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(tables);
    await runner.query(guards(schema));
    await runner.query(rights(schema, service));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${areaNames(runner).schema} cascade`);
  }
}

// Unqualified names: the connection's search_path is the area's schema, and nothing else.
const tables = `
create table person (
  id uuid primary key,
  social_security_number text not null unique check (social_security_number ~ '^[0-9]{17}[0-9X]$'),
  name text not null,
  sex text not null check (sex in ('male', 'female')),
  birth_date date not null,
  -- Category for waivers and the government's own payments; 'ordinary' is none of them.
  category text not null default 'ordinary',
  created_at timestamptz not null default now()
);

create table card (
  id uuid primary key,
  person_id uuid not null references person,
  card_number text not null unique check (card_number ~ '^[0-9A-Z]{9}$'),
  identification_code text not null unique check (identification_code ~ '^[0-9A-F]{32}$'),
  -- T1-TD of the answer to reset; T6-TD diversify the card's keys.
  historical_bytes text not null check (historical_bytes ~ '^[0-9A-F]{26}$'),
  specification_version text not null check (specification_version in ('2.00', '3.00')),
  algorithm text not null check (algorithm in ('3des', 'sm4')),
  -- AAZ502: 0 sealed, 1 normal, 2 lost, 3 application locked, 4 temporarily lost, 9 cancelled.
  state smallint not null check (state in (0, 1, 2, 3, 4, 9)),
  issued_on date not null,
  valid_until date not null,
  bank_account text,
  bank_account_state text not null default 'none' check (bank_account_state in ('none', 'inactive', 'active')),
  check (bank_account_state = 'none' or bank_account is not null)
);
create unique index card_one_live on card (person_id) where state in (0, 1, 2, 3, 4);

create table terminal (
  id uuid primary key,
  code text not null unique,
  name text not null,
  enrolment_code_digest text,
  enrolment_code_expires_at timestamptz,
  public_key text,
  state text not null default 'waiting' check (state in ('waiting', 'enrolled', 'withdrawn'))
);

create table assertion_seen (
  jti text primary key,
  expires_at timestamptz not null
);

create table staff_member (
  staff_number text primary key,
  name text not null,
  role text not null,
  password_hash text not null,
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  active boolean not null default true
);

create table staff_session (
  id uuid primary key,
  staff_number text not null references staff_member,
  terminal_id uuid not null references terminal,
  signed_in_at timestamptz not null,
  shift_ends_at timestamptz not null,
  ended_at timestamptz
);

create table card_session (
  id uuid primary key,
  card_id uuid not null references card,
  person_id uuid not null references person,
  terminal_id uuid not null references terminal,
  staff_number text references staff_member,
  state text not null check (state in ('challenged', 'open', 'refused', 'ended')),
  process_factor text not null,
  source text not null,
  nonce text not null,
  started_at timestamptz not null,
  ended_at timestamptz
);

create table policy_parameter (
  id text primary key,
  key text not null,
  effective_from date not null,
  kind text not null,
  value text not null,
  source text not null,
  status text not null check (status in ('law', 'national', 'local', 'secondary', 'assumed')),
  unique (key, effective_from)
);

-- Who is insured in a scheme, and from when; dues are assessed for the years of it.
create table participation (
  person_id uuid not null references person,
  scheme text not null,
  since date not null,
  until date check (until >= since),
  primary key (person_id, scheme, since)
);

create table due (
  id uuid primary key,
  person_id uuid not null references person,
  scheme text not null,
  period text not null,
  -- Null until the tier is chosen at payment.
  amount_fen bigint check (amount_fen >= 0),
  -- Tiers and explanation as assessed, with the parameter versions used.
  assessment jsonb not null,
  state text not null default 'open' check (state in ('open', 'in-payment', 'paid', 'waived')),
  settled_by uuid,
  assessed_at timestamptz not null,
  unique (person_id, scheme, period)
) with (fillfactor = 85);

create table benefit_claim (
  id uuid primary key,
  person_id uuid not null references person,
  scheme text not null,
  first_month text not null check (first_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- Years paid until the grant.
  contributed_years smallint not null check (contributed_years >= 0),
  last_month text check (last_month ~ '^[0-9]{4}-[0-9]{2}$'),
  -- Balance of the personal account when the benefit was granted: what the account part is reckoned from.
  account_at_grant_fen bigint not null default 0,
  unique (person_id, scheme)
);

create table entitlement (
  id uuid primary key,
  claim_id uuid not null references benefit_claim,
  person_id uuid not null references person,
  scheme text not null,
  period text not null check (period ~ '^[0-9]{4}-[0-9]{2}$'),
  amount_fen bigint not null check (amount_fen > 0),
  -- The part drawn from the personal account while it lasts.
  account_part_fen bigint not null check (account_part_fen >= 0 and account_part_fen <= amount_fen),
  assessment jsonb not null,
  state text not null default 'open' check (state in ('open', 'in-payment', 'paid')),
  settled_by uuid,
  assessed_at timestamptz not null,
  unique (claim_id, period)
);
create index entitlement_open on entitlement (person_id) where state <> 'paid';

create sequence operation_change;

-- One row is one act that was asked for: its idempotency record, how far it has come, and its answer.
create table operation (
  -- The Idempotency-Key.
  key uuid primary key,
  -- From the tokens and the card session of the request, which were checked; foreign keys would look all of them up again.
  terminal_id uuid not null,
  staff_number text not null,
  card_session_id uuid,
  person_id uuid,
  kind text not null check (kind in ('payment', 'collection', 'till-draw', 'till-deposit')),
  channel text not null check (channel in ('bank', 'cash')),
  body_digest text not null,
  total_fen bigint not null,
  state text not null check (state in ('running', 'succeeded', 'refused', 'unknown')),
  receipt_number text,
  problem_code text,
  problem_detail text,
  business_date date not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  change_number bigint not null default nextval('operation_change'),
  check (state = 'refused' or total_fen > 0),
  check ((state = 'succeeded') = (receipt_number is not null)),
  check ((state = 'refused') = (problem_code is not null))
);
create index operation_changes on operation (terminal_id, change_number);

-- What an act is about: the dues it pays, the entitlements it pays out, the cash it moves.
create table operation_line (
  operation_key uuid not null references operation,
  line smallint not null,
  scheme text not null,
  period text not null,
  subject_id uuid,
  amount_fen bigint not null check (amount_fen > 0),
  subsidy_fen bigint not null check (subsidy_fen >= 0),
  account_part_fen bigint not null check (account_part_fen >= 0),
  primary key (operation_key, line)
);

create table bank_instruction (
  -- Also what the bank knows it by.
  operation_key uuid primary key references operation,
  direction text not null check (direction in ('debit', 'credit')),
  account text not null,
  amount_fen bigint not null check (amount_fen > 0),
  -- Stored unknown before the call leaves; nothing but the bank's own answer changes it.
  outcome text not null default 'unknown' check (outcome in ('unknown', 'succeeded', 'refused')),
  bank_reference text,
  refusal text,
  attempts int not null default 1,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null
);
create index bank_instruction_unknown on bank_instruction (next_attempt_at) where outcome = 'unknown';

create table ledger_account_type (
  type text primary key,
  code text not null,
  name_zh text not null,
  name_en text not null,
  normal_side text not null check (normal_side in ('debit', 'credit')),
  may_be_negative boolean not null
);

create table lawful_flow (
  kind text not null,
  debit_type text not null references ledger_account_type,
  credit_type text not null references ledger_account_type,
  basis text not null,
  primary key (kind, debit_type, credit_type)
);

create table ledger_account (
  id uuid primary key,
  scheme text not null,
  type text not null references ledger_account_type,
  -- Whose till it is; empty for the fund's own accounts.
  clerk text not null default '',
  -- On the account's normal side.
  balance_fen bigint not null default 0,
  held_fen bigint not null default 0 check (held_fen >= 0),
  -- How many transfers touched it: the last one's place in the account's own sequence.
  version bigint not null default 0,
  may_be_negative boolean not null,
  unique (scheme, type, clerk),
  unique (id, scheme, type),
  check (may_be_negative or balance_fen - held_fen >= 0)
);

-- One row is one balanced booking: it debits one account and credits another of the same fund.
create table transfer (
  id bigint generated always as identity primary key,
  operation_key uuid references operation,
  scheme text not null,
  kind text not null,
  debit_account_id uuid not null,
  debit_type text not null,
  credit_account_id uuid not null,
  credit_type text not null,
  amount_fen bigint not null check (amount_fen > 0),
  debit_version bigint not null,
  debit_balance_after_fen bigint not null,
  credit_version bigint not null,
  credit_balance_after_fen bigint not null,
  reverses bigint references transfer,
  effective_on date not null,
  booked_at timestamptz not null,
  check (debit_account_id <> credit_account_id),
  foreign key (debit_account_id, scheme, debit_type) references ledger_account (id, scheme, type),
  foreign key (credit_account_id, scheme, credit_type) references ledger_account (id, scheme, type),
  foreign key (kind, debit_type, credit_type) references lawful_flow (kind, debit_type, credit_type),
  unique (debit_account_id, debit_version),
  unique (credit_account_id, credit_version)
);

-- From a receipt to its bookings.
create index transfer_operation on transfer (operation_key);

create table personal_account (
  id uuid primary key,
  person_id uuid not null references person,
  scheme text not null,
  balance_fen bigint not null default 0 check (balance_fen >= 0),
  version bigint not null default 0,
  unique (person_id, scheme)
);

create table personal_account_entry (
  account_id uuid not null references personal_account,
  version bigint not null,
  kind text not null check (kind in ('personal', 'subsidy', 'interest', 'benefit', 'opening')),
  -- Signed: benefits are negative.
  amount_fen bigint not null check (amount_fen <> 0),
  balance_after_fen bigint not null check (balance_after_fen >= 0),
  operation_key uuid references operation,
  period text not null,
  booked_at timestamptz not null,
  primary key (account_id, version)
);

create table receipt_sequence (
  business_date date primary key,
  last_number int not null
);

create table receipt (
  number text primary key,
  operation_key uuid not null unique references operation,
  document json not null,
  verification_code text not null,
  issued_at timestamptz not null
);

create table receipt_print (
  receipt_number text not null references receipt,
  copy smallint not null,
  terminal_id uuid not null references terminal,
  requested_at timestamptz not null,
  primary key (receipt_number, copy)
);

create table receipt_print_outcome (
  receipt_number text not null,
  copy smallint not null,
  outcome text not null check (outcome in ('printed', 'failed', 'unproven', 'not-started')),
  fault text,
  reported_at timestamptz not null,
  primary key (receipt_number, copy),
  foreign key (receipt_number, copy) references receipt_print
);

create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  action text not null,
  terminal_id uuid,
  staff_number text,
  card_session_id uuid,
  subject text,
  detail jsonb not null default '{}'
);
`;

/** Tables whose rows are written once: the trigger names its schema, because a worker's search_path is not ours. */
const appendOnly = [
  'transfer',
  'personal_account_entry',
  'audit_event',
  'receipt',
  'receipt_print',
  'receipt_print_outcome',
  'operation_line',
  'lawful_flow',
  'ledger_account_type',
];

const guards = (schema: string): string => `
create function ${schema}.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are written once; book a reversal instead', tg_table_name using errcode = 'SS001';
end $$;
${appendOnly
  .map(
    (table) => `
create trigger ${table}_written_once before update or delete on ${table} for each row execute function ${schema}.refuse_change();
create trigger ${table}_never_emptied before truncate on ${table} for each statement execute function ${schema}.refuse_change();`,
  )
  .join('')}
`;

const rights = (schema: string, role: string): string => `
grant usage on schema ${schema} to ${role};
grant select, insert on all tables in schema ${schema} to ${role};
grant usage on all sequences in schema ${schema} to ${role};
grant update on person, card, terminal, staff_member, staff_session, card_session, due, entitlement, operation,
  bank_instruction, personal_account, receipt_sequence to ${role};
grant update (balance_fen, held_fen, version) on ledger_account to ${role};
grant delete on assertion_seen to ${role};
revoke insert on lawful_flow, ledger_account_type, policy_parameter from ${role};
`;
