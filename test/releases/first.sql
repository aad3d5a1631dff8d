-- What the first release made of an empty database, and a small city in it. Frozen: what is installed out there looks like this.
-- Taken once from the statements that release ran; its people are those of the demonstration.

set search_path = area_632802;
create schema if not exists area_632802;

CREATE TABLE "area_632802"."migration" ("id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL, CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY ("id"));

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

create function area_632802.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are written once; book a reversal instead', tg_table_name using errcode = 'SS001';
end $$;

create trigger transfer_written_once before update or delete on transfer for each row execute function area_632802.refuse_change();
create trigger transfer_never_emptied before truncate on transfer for each statement execute function area_632802.refuse_change();
create trigger personal_account_entry_written_once before update or delete on personal_account_entry for each row execute function area_632802.refuse_change();
create trigger personal_account_entry_never_emptied before truncate on personal_account_entry for each statement execute function area_632802.refuse_change();
create trigger audit_event_written_once before update or delete on audit_event for each row execute function area_632802.refuse_change();
create trigger audit_event_never_emptied before truncate on audit_event for each statement execute function area_632802.refuse_change();
create trigger receipt_written_once before update or delete on receipt for each row execute function area_632802.refuse_change();
create trigger receipt_never_emptied before truncate on receipt for each statement execute function area_632802.refuse_change();
create trigger receipt_print_written_once before update or delete on receipt_print for each row execute function area_632802.refuse_change();
create trigger receipt_print_never_emptied before truncate on receipt_print for each statement execute function area_632802.refuse_change();
create trigger receipt_print_outcome_written_once before update or delete on receipt_print_outcome for each row execute function area_632802.refuse_change();
create trigger receipt_print_outcome_never_emptied before truncate on receipt_print_outcome for each statement execute function area_632802.refuse_change();
create trigger operation_line_written_once before update or delete on operation_line for each row execute function area_632802.refuse_change();
create trigger operation_line_never_emptied before truncate on operation_line for each statement execute function area_632802.refuse_change();
create trigger lawful_flow_written_once before update or delete on lawful_flow for each row execute function area_632802.refuse_change();
create trigger lawful_flow_never_emptied before truncate on lawful_flow for each statement execute function area_632802.refuse_change();
create trigger ledger_account_type_written_once before update or delete on ledger_account_type for each row execute function area_632802.refuse_change();
create trigger ledger_account_type_never_emptied before truncate on ledger_account_type for each statement execute function area_632802.refuse_change();

grant usage on schema area_632802 to area_632802_service;
grant select, insert on all tables in schema area_632802 to area_632802_service;
grant usage on all sequences in schema area_632802 to area_632802_service;
grant update on person, card, terminal, staff_member, staff_session, card_session, due, entitlement, operation,
  bank_instruction, personal_account, receipt_sequence to area_632802_service;
grant update (balance_fen, held_fen, version) on ledger_account to area_632802_service;
grant delete on assertion_seen to area_632802_service;
revoke insert on lawful_flow, ledger_account_type, policy_parameter from area_632802_service;

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795500000000, 'House1795500000000');

insert into ledger_account_type select * from json_populate_recordset(null::ledger_account_type, '[
  {"type":"till-received","code":"1001","name_zh":"库存现金（收缴款）","name_en":"Cash in the till, received","normal_side":"debit","may_be_negative":false},
  {"type":"till-imprest","code":"1001","name_zh":"库存现金（备付金）","name_en":"Cash in the till, imprest","normal_side":"debit","may_be_negative":false},
  {"type":"income","code":"1002","name_zh":"收入户存款","name_en":"Income account","normal_side":"debit","may_be_negative":false},
  {"type":"fiscal-special","code":"1003","name_zh":"财政专户存款","name_en":"Fiscal special account","normal_side":"debit","may_be_negative":false},
  {"type":"expenditure","code":"1004","name_zh":"支出户存款","name_en":"Expenditure account","normal_side":"debit","may_be_negative":false},
  {"type":"temporary-receipts","code":"2001","name_zh":"暂收款","name_en":"Temporary receipts","normal_side":"credit","may_be_negative":false},
  {"type":"fund-balance","code":"3001","name_zh":"基金结余","name_en":"Fund balance","normal_side":"credit","may_be_negative":true},
  {"type":"contribution-income","code":"4001","name_zh":"社会保险费收入","name_en":"Contribution income","normal_side":"credit","may_be_negative":true},
  {"type":"fiscal-subsidy","code":"4101","name_zh":"财政补贴收入","name_en":"Fiscal subsidy","normal_side":"credit","may_be_negative":true},
  {"type":"interest-income","code":"4201","name_zh":"利息收入","name_en":"Interest","normal_side":"credit","may_be_negative":true},
  {"type":"transfer-in","code":"4301","name_zh":"转移收入","name_en":"Transfer in","normal_side":"credit","may_be_negative":true},
  {"type":"from-upper-level","code":"4401","name_zh":"上级补助收入","name_en":"From upper level","normal_side":"credit","may_be_negative":true},
  {"type":"from-lower-level","code":"4402","name_zh":"下级上解收入","name_en":"From lower level","normal_side":"credit","may_be_negative":true},
  {"type":"other-income","code":"4501","name_zh":"其他收入","name_en":"Other income","normal_side":"credit","may_be_negative":true},
  {"type":"benefits","code":"5001","name_zh":"社会保险待遇支出","name_en":"Benefits","normal_side":"debit","may_be_negative":true},
  {"type":"to-upper-level","code":"5301","name_zh":"上解上级支出","name_en":"To upper level","normal_side":"debit","may_be_negative":true},
  {"type":"to-lower-level","code":"5302","name_zh":"补助下级支出","name_en":"To lower level","normal_side":"debit","may_be_negative":true}
]');

insert into lawful_flow select * from json_populate_recordset(null::lawful_flow, '[
  {"kind":"contribution","debit_type":"income","credit_type":"contribution-income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"contribution-cash","debit_type":"till-received","credit_type":"contribution-income","basis":"财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金"},
  {"kind":"contribution-direct","debit_type":"fiscal-special","credit_type":"contribution-income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"banking","debit_type":"income","credit_type":"till-received","basis":"财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金"},
  {"kind":"sweep","debit_type":"fiscal-special","credit_type":"income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"premium-refund","debit_type":"contribution-income","credit_type":"income","basis":"财社〔2017〕144号 第四十条"},
  {"kind":"other-income","debit_type":"income","credit_type":"other-income","basis":"社会保险法 第八十六条；财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"subsidy","debit_type":"fiscal-special","credit_type":"fiscal-subsidy","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"supply","debit_type":"expenditure","credit_type":"fiscal-special","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"benefit","debit_type":"benefits","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"imprest-draw","debit_type":"till-imprest","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金"},
  {"kind":"imprest-return","debit_type":"expenditure","credit_type":"till-imprest","basis":"财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金"},
  {"kind":"benefit-cash","debit_type":"benefits","credit_type":"till-imprest","basis":"财社〔2017〕144号 第三十九至四十二条；财会〔2017〕28号 库存现金"},
  {"kind":"bounce","debit_type":"expenditure","credit_type":"temporary-receipts","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"pay-again","debit_type":"temporary-receipts","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"interest-income-account","debit_type":"income","credit_type":"interest-income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"interest-fiscal-special","debit_type":"fiscal-special","credit_type":"interest-income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"interest-expenditure","debit_type":"expenditure","credit_type":"interest-income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"interest-sweep","debit_type":"fiscal-special","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"transfer-in","debit_type":"income","credit_type":"transfer-in","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"transfer-in-direct","debit_type":"fiscal-special","credit_type":"transfer-in","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"transfer-in-return","debit_type":"transfer-in","credit_type":"income","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"from-upper-level","debit_type":"income","credit_type":"from-upper-level","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"from-lower-level","debit_type":"income","credit_type":"from-lower-level","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"upper-level-direct","debit_type":"fiscal-special","credit_type":"from-upper-level","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"lower-level-direct","debit_type":"fiscal-special","credit_type":"from-lower-level","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"upper-level-supply","debit_type":"expenditure","credit_type":"from-upper-level","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"to-upper-level","debit_type":"to-upper-level","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条"},
  {"kind":"to-lower-level","debit_type":"to-lower-level","credit_type":"expenditure","basis":"财社〔2017〕144号 第三十九至四十二条"}
]');

insert into policy_parameter select * from json_populate_recordset(null::policy_parameter, '[
  {"id":"170.minimum-age@2009-09-01","key":"170.minimum-age","kind":"integer","value":"16","source":"国发〔2009〕32号、国发〔2014〕8号 参保范围","status":"national","effective_from":"2009-09-01"},
  {"id":"170.pension-age@2009-09-01","key":"170.pension-age","kind":"integer","value":"60","source":"国发〔2009〕32号、国发〔2014〕8号 领取条件","status":"national","effective_from":"2009-09-01"},
  {"id":"170.minimum-years@2009-09-01","key":"170.minimum-years","kind":"integer","value":"15","source":"国发〔2009〕32号、国发〔2014〕8号 领取条件","status":"national","effective_from":"2009-09-01"},
  {"id":"170.payout-months@2009-09-01","key":"170.payout-months","kind":"months","value":"139","source":"国发〔2009〕32号、国发〔2014〕8号 个人账户计发月数","status":"national","effective_from":"2009-09-01"},
  {"id":"170.tiers@2014-01-01","key":"170.tiers","kind":"table","value":"100.00;200.00;300.00;400.00;500.00;600.00;700.00;800.00;900.00;1000.00;1500.00;2000.00","source":"国发〔2014〕8号 缴费档次（生效日期为假定）","status":"national","effective_from":"2014-01-01"},
  {"id":"170.subsidies@2014-01-01","key":"170.subsidies","kind":"table","value":"100.00,30.00;200.00,40.00;300.00,50.00;400.00,55.00;500.00,60.00","source":"假定：国发〔2014〕8号 规定最低档不低于30元、500元及以上不低于60元，本地标准待确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"170.government-part.severely-disabled@2014-01-01","key":"170.government-part.severely-disabled","kind":"ppm","value":"1000000","source":"假定：国发〔2014〕8号 规定由地方人民政府代缴部分或全部最低标准保费，本地比例待确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"170.government-part.minimum-living-allowance@2014-01-01","key":"170.government-part.minimum-living-allowance","kind":"ppm","value":"1000000","source":"假定：国发〔2014〕8号 规定由地方人民政府代缴部分或全部最低标准保费，本地比例待确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"170.government-part.low-income@2014-01-01","key":"170.government-part.low-income","kind":"ppm","value":"1000000","source":"假定：国发〔2014〕8号 规定由地方人民政府代缴部分或全部最低标准保费，本地比例待确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"170.basic-pension@2012-01-01","key":"170.basic-pension","kind":"fen","value":"150.00","source":"德令哈市2017-11-16社会保障工作报告（生效日期为假定）","status":"local","effective_from":"2012-01-01"},
  {"id":"170.basic-pension@2017-01-01","key":"170.basic-pension","kind":"fen","value":"250.00","source":"德令哈市2017-11-16社会保障工作报告（高于全省155元标准95元）（生效日期为假定）","status":"local","effective_from":"2017-01-01"},
  {"id":"170.account-interest-rate@2013-01-01","key":"170.account-interest-rate","kind":"ppm","value":"30000","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2013-01-01"},
  {"id":"170.account-interest-rate@2014-01-01","key":"170.account-interest-rate","kind":"ppm","value":"35000","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"170.account-interest-rate@2015-01-01","key":"170.account-interest-rate","kind":"ppm","value":"35000","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2015-01-01"},
  {"id":"170.account-interest-rate@2016-01-01","key":"170.account-interest-rate","kind":"ppm","value":"83100","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2016-01-01"},
  {"id":"170.account-interest-rate@2017-01-01","key":"170.account-interest-rate","kind":"ppm","value":"71200","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2017-01-01"},
  {"id":"170.account-interest-rate@2018-01-01","key":"170.account-interest-rate","kind":"ppm","value":"82900","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2018-01-01"},
  {"id":"170.account-interest-rate@2019-01-01","key":"170.account-interest-rate","kind":"ppm","value":"76100","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2019-01-01"},
  {"id":"170.account-interest-rate@2020-01-01","key":"170.account-interest-rate","kind":"ppm","value":"60400","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2020-01-01"},
  {"id":"170.account-interest-rate@2021-01-01","key":"170.account-interest-rate","kind":"ppm","value":"66900","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2021-01-01"},
  {"id":"170.account-interest-rate@2022-01-01","key":"170.account-interest-rate","kind":"ppm","value":"61200","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2022-01-01"},
  {"id":"170.account-interest-rate@2023-01-01","key":"170.account-interest-rate","kind":"ppm","value":"39700","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2023-01-01"},
  {"id":"170.account-interest-rate@2024-01-01","key":"170.account-interest-rate","kind":"ppm","value":"26200","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2024-01-01"},
  {"id":"170.account-interest-rate@2025-01-01","key":"170.account-interest-rate","kind":"ppm","value":"15000","source":"假定：采用职工基本养老保险个人账户年度记账利率，居民账户利率待确认","status":"assumed","effective_from":"2025-01-01"},
  {"id":"390.personal-part@2016-01-01","key":"390.personal-part","kind":"fen","value":"150.00","source":"国家2016年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2016-01-01"},
  {"id":"390.personal-part@2017-01-01","key":"390.personal-part","kind":"fen","value":"180.00","source":"国家2017年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2017-01-01"},
  {"id":"390.personal-part@2018-01-01","key":"390.personal-part","kind":"fen","value":"220.00","source":"国家2018年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2018-01-01"},
  {"id":"390.personal-part@2019-01-01","key":"390.personal-part","kind":"fen","value":"250.00","source":"国家2019年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2019-01-01"},
  {"id":"390.personal-part@2020-01-01","key":"390.personal-part","kind":"fen","value":"280.00","source":"国家2020年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2020-01-01"},
  {"id":"390.personal-part@2021-01-01","key":"390.personal-part","kind":"fen","value":"320.00","source":"国家2021年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2021-01-01"},
  {"id":"390.personal-part@2022-01-01","key":"390.personal-part","kind":"fen","value":"350.00","source":"国家2022年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2022-01-01"},
  {"id":"390.personal-part@2023-01-01","key":"390.personal-part","kind":"fen","value":"380.00","source":"国家2023年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2023-01-01"},
  {"id":"390.personal-part@2024-01-01","key":"390.personal-part","kind":"fen","value":"400.00","source":"国家2024年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2024-01-01"},
  {"id":"390.personal-part@2025-01-01","key":"390.personal-part","kind":"fen","value":"400.00","source":"国家2025年城乡居民基本医疗保险个人缴费最低标准","status":"national","effective_from":"2025-01-01"},
  {"id":"390.public-subsidy@2016-01-01","key":"390.public-subsidy","kind":"fen","value":"420.00","source":"国家2016年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2016-01-01"},
  {"id":"390.public-subsidy@2017-01-01","key":"390.public-subsidy","kind":"fen","value":"450.00","source":"国家2017年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2017-01-01"},
  {"id":"390.public-subsidy@2018-01-01","key":"390.public-subsidy","kind":"fen","value":"490.00","source":"国家2018年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2018-01-01"},
  {"id":"390.public-subsidy@2019-01-01","key":"390.public-subsidy","kind":"fen","value":"520.00","source":"国家2019年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2019-01-01"},
  {"id":"390.public-subsidy@2020-01-01","key":"390.public-subsidy","kind":"fen","value":"550.00","source":"国家2020年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2020-01-01"},
  {"id":"390.public-subsidy@2021-01-01","key":"390.public-subsidy","kind":"fen","value":"580.00","source":"国家2021年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2021-01-01"},
  {"id":"390.public-subsidy@2022-01-01","key":"390.public-subsidy","kind":"fen","value":"610.00","source":"国家2022年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2022-01-01"},
  {"id":"390.public-subsidy@2023-01-01","key":"390.public-subsidy","kind":"fen","value":"640.00","source":"国家2023年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2023-01-01"},
  {"id":"390.public-subsidy@2024-01-01","key":"390.public-subsidy","kind":"fen","value":"670.00","source":"国家2024年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2024-01-01"},
  {"id":"390.public-subsidy@2025-01-01","key":"390.public-subsidy","kind":"fen","value":"700.00","source":"国家2025年城乡居民基本医疗保险人均财政补助标准","status":"national","effective_from":"2025-01-01"},
  {"id":"390.elder-age@2011-07-01","key":"390.elder-age","kind":"integer","value":"60","source":"社会保险法 第二十五条","status":"law","effective_from":"2011-07-01"},
  {"id":"390.minor-age@2011-07-01","key":"390.minor-age","kind":"integer","value":"18","source":"社会保险法 第二十五条；民法通则 第十一条","status":"law","effective_from":"2011-07-01"},
  {"id":"390.waiver.severely-disabled@2011-07-01","key":"390.waiver.severely-disabled","kind":"ppm","value":"1000000","source":"假定全额：社会保险法 第二十五条规定由政府给予补贴，本地比例待确认","status":"assumed","effective_from":"2011-07-01"},
  {"id":"390.waiver.minimum-living-allowance@2011-07-01","key":"390.waiver.minimum-living-allowance","kind":"ppm","value":"1000000","source":"假定全额：社会保险法 第二十五条规定由政府给予补贴，本地比例待确认","status":"assumed","effective_from":"2011-07-01"},
  {"id":"390.waiver.low-income-elder@2011-07-01","key":"390.waiver.low-income-elder","kind":"ppm","value":"1000000","source":"假定全额：社会保险法 第二十五条规定由政府给予补贴，本地比例待确认","status":"assumed","effective_from":"2011-07-01"},
  {"id":"390.waiver.low-income-minor@2011-07-01","key":"390.waiver.low-income-minor","kind":"ppm","value":"1000000","source":"假定全额：社会保险法 第二十五条规定由政府给予补贴，本地比例待确认","status":"assumed","effective_from":"2011-07-01"}
]');

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795500000001, 'Parameters1795500000001');

alter table person
  -- Two digits of GB/T 3304; null where it was never asked.
  add column ethnic_group text check (ethnic_group ~ '^[0-9]{2}$'),
  -- Six digits of GB/T 2260.
  add column birthplace text check (birthplace ~ '^[0-9]{6}$'),
  add column phone text,
  add column address text;

-- An employer, school or village that collects cards for its people.
create table unit (
  code text primary key,
  name text not null
);

-- Where cards lie: the bureau's store, a service centre, a township.
create table depot (
  code text primary key,
  name text not null
);

-- A delivery of blank cards: what all of its chips have in common.
create table chip_lot (
  lot text primary key,
  depot text not null references depot,
  specification_version text not null check (specification_version in ('2.00', '3.00')),
  algorithm text not null check (algorithm in ('3des', 'sm4')),
  chips int not null check (chips > 0),
  received_at timestamptz not null,
  received_by text not null
);

-- One row is one physical card body: where it lies and what became of it.
create table chip (
  -- T1-TD of the answer to reset.
  historical_bytes text primary key check (historical_bytes ~ '^[0-9A-F]{26}$'),
  lot text not null references chip_lot,
  depot text not null references depot,
  -- blank → allotted (to an application) → personalised → handed-over; spoiled from any of the first three.
  state text not null default 'blank' check (state in ('blank', 'allotted', 'personalised', 'spoiled', 'handed-over')),
  spoiled_reason text,
  check ((state = 'spoiled') = (spoiled_reason is not null))
);
create index chip_blank on chip (depot, lot, historical_bytes) where state = 'blank';

create table photo (
  -- SHA-256 of the file, hex.
  digest text primary key,
  jpeg bytea not null
);
alter table photo alter column jpeg set storage external;

create table card_application (
  -- The application number that people are given is made from it (libs/identity/application-number.ts).
  id bigint generated always as identity primary key,
  person_id uuid not null references person,
  reason text not null check (reason in ('first', 'lost', 'damaged', 'expiry', 'change-of-data')),
  state text not null check (state in ('applied', 'approved', 'rejected', 'withdrawn', 'in-production', 'issued')),
  unit_code text references unit,
  -- Where the card is to be collected.
  depot text references depot,
  photo_digest text references photo,
  phone text,
  -- Under the guardian's age: who applies for them.
  guardian_number text,
  guardian_name text,
  -- Somebody who applies for a grown-up relative.
  agent_number text,
  agent_name text,
  agent_relation text,
  replaces_card_id uuid references card,
  -- What a replacement costs the holder; the first card is free.
  fee_fen bigint not null default 0 check (fee_fen >= 0),
  -- Given when it goes into production, and kept through spoiled chips.
  card_number text unique,
  historical_bytes text unique references chip,
  bank_account text,
  applied_at timestamptz not null,
  applied_by text not null,
  decided_at timestamptz,
  decided_by text,
  reject_reason text,
  card_id uuid references card,
  check ((state = 'rejected') = (reject_reason is not null)),
  check ((state = 'issued') = (card_id is not null)),
  check ((guardian_number is null) = (guardian_name is null)),
  check ((agent_number is null) = (agent_name is null))
);
-- Whoever has one under way cannot have another.
create unique index card_application_one_open on card_application (person_id)
  where state in ('applied', 'approved', 'in-production');
create index card_application_of_person on card_application (person_id);
create index card_application_by_state on card_application (state, id);

-- Serials of card numbers: base 36 in the last seven places, with a check character (libs/identity/card-number.ts).
create sequence card_number_serial;

drop index card_one_live;
alter table card drop constraint card_state_check;
alter table card alter column state type text using
  case state when 0 then 'handed-over' when 1 then 'enabled' when 2 then 'formally-lost' when 3 then 'locked'
    when 4 then 'temporarily-lost' else 'cancelled' end;
alter table card
  add constraint card_state_check check (state in ('personalised', 'delivered', 'handed-over', 'enabled', 'temporarily-lost', 'formally-lost', 'locked', 'replaced', 'cancelled')),
  add column application_id bigint references card_application,
  -- Of the master keys its own keys were derived from.
  add column key_version smallint not null default 1,
  add column depot text references depot,
  add column enabled_at timestamptz,
  -- When a temporary loss ends by itself.
  add column loss_lapses_at timestamptz;
update card set enabled_at = issued_on where state <> 'handed-over';
-- Reported lost for a while before there was an end to it: it begins now.
update card set loss_lapses_at = now() + interval '10 days' where state = 'temporarily-lost';
alter table card add check ((state = 'temporarily-lost') = (loss_lapses_at is not null));
-- Never two live cards: one in use, and one on its way.
-- A sealed card that was lost is neither.
create unique index card_one_in_use on card (person_id)
  where state in ('enabled', 'temporarily-lost', 'locked') or (state = 'formally-lost' and enabled_at is not null);
create unique index card_one_coming on card (person_id) where state in ('personalised', 'delivered', 'handed-over');
create index card_of_person on card (person_id);
create index card_of_application on card (application_id);
create index card_loss_lapses on card (loss_lapses_at) where state = 'temporarily-lost';

-- What happened in the life of a card: of the application until there is a card, of the card from then on.
create table card_event (
  id bigint generated always as identity primary key,
  application_id bigint references card_application,
  card_id uuid references card,
  at timestamptz not null,
  act text not null,
  -- Null: the life begins.
  from_state text,
  to_state text not null,
  staff_number text,
  terminal_id uuid,
  batch_number text,
  reason text,
  check ((application_id is null) <> (card_id is null))
);
create index card_event_of_application on card_event (application_id) where application_id is not null;
create index card_event_of_card on card_event (card_id) where card_id is not null;

create sequence deny_change;
-- Cards that terminals refuse also without a network; a card that is usable again stays, so that terminals hear of it.
create table deny_entry (
  card_number text primary key,
  identification_code text not null,
  -- Null: may be used again.
  refusal text,
  -- Drawn under a lock, so that who has read up to one number has missed nothing before it.
  change_number bigint not null unique
);
-- Cards that were out of use before there was a list.
insert into deny_entry
  select card_number, identification_code,
    case state when 'locked' then 'card-locked' when 'cancelled' then 'card-cancelled' else 'card-lost' end,
    nextval('deny_change')
  from card where state in ('temporarily-lost', 'formally-lost', 'locked', 'cancelled');

-- How often an address asked in its minute what anyone may ask. Unlogged: lost with a crash, everybody begins anew.
create unlogged table public_ask (
  route text not null,
  address text not null,
  since timestamptz not null,
  asked int not null,
  primary key (route, address)
);

create table notification (
  id bigint generated always as identity primary key,
  application_id bigint not null references card_application,
  state text not null check (state in ('applied', 'approved', 'rejected', 'withdrawn', 'in-production', 'personalised', 'delivered', 'handed-over', 'enabled', 'temporarily-lost', 'formally-lost', 'locked', 'replaced', 'cancelled')),
  created_at timestamptz not null,
  attempts int not null default 0,
  -- Null: delivered.
  next_attempt_at timestamptz,
  last_fault text
);
create index notification_waiting on notification (next_attempt_at) where next_attempt_at is not null;
-- States of one application are told in their order.
create index notification_waiting_of on notification (application_id, id) where next_attempt_at is not null;

alter table operation drop constraint operation_kind_check;
alter table operation drop constraint operation_channel_check;
alter table operation drop constraint operation_check;
alter table operation
  add constraint operation_kind_check check (kind in ('payment', 'collection', 'till-draw', 'till-deposit', 'card-service')),
  add constraint operation_channel_check check (channel in ('bank', 'cash', 'none')),
  add constraint operation_total_check check (state = 'refused' or (total_fen > 0) = (kind <> 'card-service')),
  -- Which service of the card window (libs/cards/card-services.ts).
  add column service text,
  add constraint operation_service_check check ((kind = 'card-service') = (service is not null));

-- Who stood at the window for the holder: both identities are kept.
create table operation_agent (
  operation_key uuid primary key references operation,
  number text not null,
  name text not null,
  relation text not null
);

create trigger card_event_written_once before update or delete on card_event for each row execute function area_632802.refuse_change();
create trigger card_event_never_emptied before truncate on card_event for each statement execute function area_632802.refuse_change();
create trigger operation_agent_written_once before update or delete on operation_agent for each row execute function area_632802.refuse_change();
create trigger operation_agent_never_emptied before truncate on operation_agent for each statement execute function area_632802.refuse_change();

grant select, insert on unit, depot, chip_lot, chip, photo, card_application, card_event, deny_entry, notification, operation_agent to area_632802_service;
grant select, insert, update, delete on public_ask to area_632802_service;
grant usage on all sequences in schema area_632802 to area_632802_service;
grant update on unit, depot, chip, card_application, deny_entry, notification to area_632802_service;

insert into policy_parameter select * from json_populate_recordset(null::policy_parameter, '[
  {"id":"card.validity-years@2014-01-01","key":"card.validity-years","kind":"integer","value":"10","source":"假定：社会保障卡有效期 10 年；生效日亦为假定","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.guardian-age@2014-01-01","key":"card.guardian-age","kind":"integer","value":"16","source":"假定：未满十六周岁由监护人凭户口簿代办；生效日亦为假定","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.temporary-loss-days@2014-01-01","key":"card.temporary-loss-days","kind":"integer","value":"10","source":"假定：电话、网上挂失为临时挂失，到期自动失效；天数待经办机构确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.formal-loss-may-be-lifted@2014-01-01","key":"card.formal-loss-may-be-lifted","kind":"integer","value":"1","source":"假定：正式挂失后能否解挂各地不同；1 为可以","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.renewal-days-before@2014-01-01","key":"card.renewal-days-before","kind":"integer","value":"60","source":"假定：有效期满前 60 日起可换领；生效日亦为假定","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.replacement-fee@2014-01-01","key":"card.replacement-fee","kind":"fen","value":"20.00","source":"假定：首次申领免费，补换卡收工本费；金额待经办机构确认","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.answer-working-days@2014-01-01","key":"card.answer-working-days","kind":"integer","value":"10","source":"假定：经办机构十个工作日内答复（经办条例第六条）；卡服务自何日起适用为假定","status":"assumed","effective_from":"2014-01-01"},
  {"id":"card.pin-try-limit@2014-01-01","key":"card.pin-try-limit","kind":"integer","value":"6","source":"假定：密码连续输错次数上限为地方参数，6 次常见","status":"assumed","effective_from":"2014-01-01"},
  {"id":"390.minor-age@2017-10-01","key":"390.minor-age","kind":"integer","value":"18","source":"社会保险法 第二十五条；民法总则 第十七条","status":"law","effective_from":"2017-10-01"},
  {"id":"390.minor-age@2021-01-01","key":"390.minor-age","kind":"integer","value":"18","source":"社会保险法 第二十五条；民法典 第十七条","status":"law","effective_from":"2021-01-01"},
  {"id":"card.majority-age@2014-01-01","key":"card.majority-age","kind":"integer","value":"18","source":"民法通则 第十一条；自卡服务启用之日起","status":"law","effective_from":"2014-01-01"},
  {"id":"card.majority-age@2017-10-01","key":"card.majority-age","kind":"integer","value":"18","source":"民法总则 第十七条","status":"law","effective_from":"2017-10-01"},
  {"id":"card.majority-age@2021-01-01","key":"card.majority-age","kind":"integer","value":"18","source":"民法典 第十七条","status":"law","effective_from":"2021-01-01"},
  {"id":"calendar.2017@2016-12-01","key":"calendar.2017","kind":"days","value":"2017-01-01/2017-01-02,2017-01-27/2017-02-02,2017-04-02/2017-04-04,2017-04-29/2017-05-01,2017-05-28/2017-05-30,2017-10-01/2017-10-08;2017-01-22,2017-02-04,2017-04-01,2017-05-27,2017-09-30","source":"国务院办公厅关于2017年部分节假日安排的通知（国办发明电〔2016〕17号）","status":"national","effective_from":"2016-12-01"},
  {"id":"calendar.2026@2025-11-04","key":"calendar.2026","kind":"days","value":"2026-01-01/2026-01-03,2026-02-15/2026-02-23,2026-04-04/2026-04-06,2026-05-01/2026-05-05,2026-06-19/2026-06-21,2026-09-25/2026-09-27,2026-10-01/2026-10-07;2026-01-04,2026-02-14,2026-02-28,2026-05-09,2026-09-20,2026-10-10","source":"国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）","status":"national","effective_from":"2025-11-04"}
]');

update policy_parameter set source = '社会保险法 第二十五条；民法通则 第十一条' where id = '390.minor-age@2011-07-01';

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795600000000, 'CardService1795600000000');

create table work (
  id uuid primary key,
  kind text not null,
  -- What it is done to: an import's or a batch's number.
  subject text not null,
  items bigint not null check (items >= 0),
  chunks int not null check (chunks >= 0),
  planned_at timestamptz not null,
  planned_by text not null,
  -- When the finishing step was done, once all chunks were.
  finished_at timestamptz,
  unique (kind, subject)
);

-- Done in one transaction with the chunk's effect: a row says done exactly when the effect is there.
create table work_chunk (
  work_id uuid not null references work,
  number int not null check (number > 0),
  -- The range of rows it stands for, both ends included.
  first bigint not null,
  last bigint not null check (last >= first),
  items int not null check (items >= 0),
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts int not null default 0,
  fault text,
  done_at timestamptz,
  primary key (work_id, number),
  check ((state = 'done') = (done_at is not null)),
  check (state <> 'failed' or fault is not null)
);
create index work_chunk_open on work_chunk (work_id, number) where state <> 'done';

create table card_import (
  id bigint generated always as identity primary key,
  -- SHA-256 of the file, hex: what makes it the same file wherever it is imported.
  file_digest text not null check (file_digest ~ '^[0-9a-f]{64}$'),
  file_name text not null,
  state text not null default 'examined' check (state in ('examined', 'committing', 'committed')),
  -- With a photo beside each row, or without any.
  with_photos boolean not null,
  -- What whoever looks at the dry run signs with the commit: made of file, totals and every row's outcome.
  control_code text,
  totals jsonb,
  examined_at timestamptz not null,
  examined_by text not null,
  committed_at timestamptz,
  committed_by text,
  check ((state = 'committed') = (committed_at is not null))
);
-- A file is imported once.
create unique index card_import_once on card_import (file_digest) where state <> 'examined';

-- Rows of files that are looked at, until they are imported.
create table card_import_row (
  import_id bigint not null,
  row int not null,
  -- Why it is refused, by the registry of problems; null: accepted.
  code text,
  field text,
  detail text,
  number text,
  name text,
  sex text,
  birth_date date,
  is_minor boolean,
  ethnic_group text,
  birthplace text,
  phone text,
  address text,
  unit_code text,
  unit_name text,
  guardian_number text,
  guardian_name text,
  photo_digest text,
  -- Of the person, where they are not registered yet; in the order of time, which is the order of the index.
  new_person_id uuid not null default uuidv7(),
  primary key (import_id, row)
);

-- The import an application came with.
alter table card_application add column import_id bigint;
-- An application has neither until it goes into production; a whole city of nothing need not be indexed.
alter table card_application
  drop constraint card_application_card_number_key,
  drop constraint card_application_historical_bytes_key;
create unique index card_application_card_number on card_application (card_number) where card_number is not null;
create unique index card_application_chip on card_application (historical_bytes) where historical_bytes is not null;

grant select, insert, update on work, work_chunk, card_import to area_632802_service;
grant delete on card_import to area_632802_service;
grant select, insert, update, delete, maintain on card_import_row to area_632802_service;
grant usage on sequence card_import_id_seq to area_632802_service;

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795600000001, 'CardImports1795600000001');

-- Who makes cards for the bureau; personalisation data is encrypted for the public key.
create table card_maker (
  code text primary key,
  name text not null,
  public_key jsonb not null,
  added_at timestamptz not null,
  added_by text not null
);

-- The bureau's own keys that sign what makers are sent, by the thumbprint (RFC 7638) of each: the newest is in use.
create table signing_key (
  id int generated always as identity primary key,
  thumbprint text not null unique,
  since timestamptz not null,
  since_by text not null
);

create table card_batch (
  id int generated always as identity primary key,
  -- What people call it: year and serial, such as 2026-000012.
  number text not null unique,
  state text not null check (state in ('made', 'approved', 'rejected')),
  -- How many applications were taken; left out ones among them.
  items int not null check (items > 0),
  made_at timestamptz not null,
  made_by text not null,
  decided_at timestamptz,
  decided_by text,
  reject_reason text,
  -- Set when its data is first made for a maker: the dates stand on every chip of it.
  maker text references card_maker,
  depot text references depot,
  issued_on date,
  valid_until date,
  exported_at timestamptz,
  exported_by text,
  check ((state = 'made') = (decided_by is null)),
  check ((state = 'rejected') = (reject_reason is not null)),
  check (decided_by is null or decided_by <> made_by),
  check ((maker is null) = (issued_on is null) and (maker is null) = (valid_until is null) and (maker is null) = (depot is null))
);

-- A hand-over of many cards to a unit, or of one card to its holder, with the list they signed.
create table card_hand_over (
  id int generated always as identity primary key,
  -- Year and serial, as batches.
  number text not null unique,
  batch_id int not null references card_batch,
  unit_code text references unit,
  -- A single holder instead of a unit.
  holder_id uuid references person,
  -- Who signs: two of the unit with numbers and names; or the holder's agent.
  signers jsonb not null,
  letter text,
  at timestamptz not null,
  by text not null,
  check ((unit_code is null) <> (holder_id is null)),
  check ((unit_code is null) = (letter is null))
);
-- The same letter again is the same hand-over.
create unique index card_hand_over_letter on card_hand_over (batch_id, unit_code, letter) where letter is not null;

-- One application in one batch; a spoiled one comes again in a later batch.
create table card_batch_item (
  batch_id int not null references card_batch,
  item int not null check (item > 0),
  application_id bigint not null references card_application,
  -- The chip it was given, the key version of the card, and the code that chip and card number make.
  historical_bytes text references chip,
  key_version smallint,
  identification_code text,
  -- How it ended for this batch; null: under way.
  outcome text check (outcome in ('left-out', 'rejected', 'personalised', 'spoiled')),
  reason text,
  outcome_at timestamptz,
  hand_over_id int references card_hand_over,
  primary key (batch_id, item),
  check ((historical_bytes is null) = (key_version is null) and (historical_bytes is null) = (identification_code is null)),
  check (outcome not in ('personalised', 'spoiled') or historical_bytes is not null),
  check ((outcome is null) = (outcome_at is null)),
  check (outcome not in ('left-out', 'rejected', 'spoiled') or reason is not null)
) with (fillfactor = 60);
-- In one batch at a time.
create unique index card_batch_item_under_way on card_batch_item (application_id) where outcome is null;
create index card_batch_item_of_application on card_batch_item (application_id);
create index card_batch_item_of_hand_over on card_batch_item (hand_over_id, item) where hand_over_id is not null;

-- A file of the bank or of the card maker: read whole and checked before any of it counts.
create table card_batch_file (
  id int generated always as identity primary key,
  batch_id int not null references card_batch,
  kind text not null check (kind in ('accounts', 'result')),
  -- SHA-256, hex: the same file again is known.
  digest text not null,
  rows int not null,
  received_at timestamptz not null,
  received_by text not null,
  done_at timestamptz,
  unique (batch_id, kind, digest)
);

-- Rows of such a file until they count: each goes in the transaction that acts on it.
create table card_batch_file_row (
  file_id int not null,
  line int not null,
  item int,
  batch text,
  card_number text,
  identification_code text,
  historical_bytes text,
  result text,
  reason text,
  social_security_number text,
  name text,
  bank_account text,
  -- What is wrong with the row by itself: its column, and a code of the registry of problems.
  fault_field text,
  fault_code text,
  primary key (file_id, line)
);
create index card_batch_file_row_of_item on card_batch_file_row (file_id, item);

create sequence card_hand_over_serial;
create sequence card_batch_serial;
-- An account is given once.
create index card_application_bank_account on card_application (bank_account) where bank_account is not null;
create index card_bank_account on card (bank_account) where bank_account is not null;

grant select, insert on card_maker, signing_key, card_batch, card_batch_item, card_batch_file, card_batch_file_row, card_hand_over to area_632802_service;
grant update on card_maker, card_batch, card_batch_item, card_batch_file, card_batch_file_row to area_632802_service;
-- Known once all chips of a delivery are in.
grant update (chips) on chip_lot to area_632802_service;
grant delete on card_batch_file_row to area_632802_service;
-- A batch fills tables faster than the server notices by itself.
grant maintain on card_batch_item, card_batch_file_row, card_application, person, card, chip, chip_lot to area_632802_service;
grant usage on all sequences in schema area_632802 to area_632802_service;

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795600000002, 'CardBatches1795600000002');

alter table terminal
  -- Whose blank cards are made at this window; null: none.
  add column depot text references depot;

alter table chip_lot
  -- Of the master key from which the transport keys of its chips were derived.
  add column transport_key_version smallint not null default 1;

create table issuance (
  id uuid primary key,
  application_id bigint not null references card_application,
  -- A chip is allotted once: a spoiled one never comes back.
  historical_bytes text not null unique references chip,
  card_number text not null,
  identification_code text not null unique,
  key_version smallint not null,
  -- As they stand on the chip, on whatever day its making ends.
  issued_on date not null,
  valid_until date not null,
  -- What the finished chip has to prove itself with, 8 bytes each in hex; new with every try.
  process_factor text not null,
  source text not null,
  -- allotted: the chip may be blank, half written or whole; personalised: read back and in the register; then enabled.
  stage text not null check (stage in ('allotted', 'personalised', 'enabled', 'spoiled')),
  spoiled_reason text,
  card_id uuid unique references card,
  -- Who takes the card for its holder; null: the holder, who is no minor.
  agent_number text,
  agent_name text,
  agent_relation text,
  terminal_id uuid not null,
  staff_number text not null,
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  check ((stage = 'spoiled') = (spoiled_reason is not null)),
  check (num_nulls(agent_number, agent_name, agent_relation) in (0, 3)),
  check ((stage in ('personalised', 'enabled')) = (card_id is not null))
);
-- One blank at a time for an application.
create unique index issuance_one_open on issuance (application_id) where stage in ('allotted', 'personalised');
create index issuance_of_application on issuance (application_id);

grant select, insert, update on issuance to area_632802_service;

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795600000003, 'Issuances1795600000003');

create table key_version (
  version smallint primary key check (version > 0),
  -- By algorithm and key name; says whether keys in a vault are these, and nothing else about them.
  check_values jsonb not null,
  -- Custodian and component of each half; empty for keys from before ceremonies were held.
  components jsonb not null,
  made_at timestamptz not null,
  -- Null: made by the installation itself.
  made_by text,
  -- The one that new cards are made with.
  active boolean not null,
  active_since timestamptz,
  retired_at timestamptz,
  check (not active or (active_since is not null and retired_at is null))
);
create unique index key_version_one_active on key_version (active) where active;

grant select, insert on key_version to area_632802_service;
grant update (active, active_since, retired_at) on key_version to area_632802_service;

INSERT INTO "area_632802"."migration"("timestamp", "name") VALUES (1795600000004, 'KeyVersions1795600000004');

insert into assertion_seen (jti, expires_at) values
  ('8404b601-8023-4e95-95a7-d7c3ace7b038 79df2539-631a-493b-aa30-8b61dfd050e3', '2026-11-24 02:02:00+00');

insert into audit_event (id, at, action, terminal_id, staff_number, card_session_id, subject, detail) overriding system value values
  ('1', '2026-11-24 02:00:00+00', 'staff.registered', null, '0001', null, null, '{"role": "window-clerk"}'),
  ('2', '2026-11-24 02:00:00+00', 'staff.registered', null, '0009', null, null, '{"role": "auditor"}'),
  ('3', '2026-11-24 02:00:00+00', 'staff.registered', null, '0101', null, null, '{"role": "batch-operator"}'),
  ('4', '2026-11-24 02:00:00+00', 'staff.registered', null, '0201', null, null, '{"role": "approver"}'),
  ('5', '2026-11-24 02:00:00+00', 'staff.registered', null, '0301', null, null, '{"role": "reviewer"}'),
  ('6', '2026-11-24 02:00:00+00', 'staff.registered', null, '0401', null, null, '{"role": "administrator"}'),
  ('7', '2026-11-24 02:00:00+00', 'staff.registered', null, '0501', null, null, '{"role": "fund-accountant"}'),
  ('8', '2026-11-24 02:00:00+00', 'keys.made', null, null, null, 'version 1', '{"vault": "file", "components": "2986BA4B8C9D7C1F 528537BA48E8A137"}'),
  ('9', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000012', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "FF803913F5941DB72C1B368688", "algorithm": "3des", "firstChip": "FF803913F5941DB72C1B368688", "keyVersion": 1}'),
  ('10', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000020', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "FE376B614A0A4DEC4B1991742A", "algorithm": "sm4", "firstChip": "FE376B614A0A4DEC4B1991742A", "keyVersion": 1}'),
  ('11', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000039', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "EC802ABAE7223294F8984B9BB8", "algorithm": "3des", "firstChip": "EC802ABAE7223294F8984B9BB8", "keyVersion": 1}'),
  ('12', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000047', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "C4B740144B9D67130E51686026", "algorithm": "sm4", "firstChip": "C4B740144B9D67130E51686026", "keyVersion": 1}'),
  ('13', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000055', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "E002F33018B79739D208CF1C28", "algorithm": "3des", "firstChip": "E002F33018B79739D208CF1C28", "keyVersion": 1}'),
  ('14', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000063', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "77254D6BEA810F2A9C514E15C3", "algorithm": "sm4", "firstChip": "77254D6BEA810F2A9C514E15C3", "keyVersion": 1}'),
  ('15', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000071', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "4FBF323294DB9D2FDA865CBB1A", "algorithm": "3des", "firstChip": "4FBF323294DB9D2FDA865CBB1A", "keyVersion": 1}'),
  ('16', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H0000008X', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "0E447A66912615BC020E923106", "algorithm": "3des", "firstChip": "0E447A66912615BC020E923106", "keyVersion": 1}'),
  ('17', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000098', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "7CC735B94AFAB05D7E186FFA7E", "algorithm": "sm4", "firstChip": "7CC735B94AFAB05D7E186FFA7E", "keyVersion": 1}'),
  ('18', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000100', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "525BADAB26A2CBB6DDC0087A61", "algorithm": "3des", "firstChip": "525BADAB26A2CBB6DDC0087A61", "keyVersion": 1}'),
  ('19', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000119', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "6567B2BC54E4C1B81B442A6051", "algorithm": "3des", "firstChip": "6567B2BC54E4C1B81B442A6051", "keyVersion": 1}'),
  ('20', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000127', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "88FE7EC9062DFA2CDB7CF993EC", "algorithm": "sm4", "firstChip": "88FE7EC9062DFA2CDB7CF993EC", "keyVersion": 1}'),
  ('21', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000135', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "AB1CD8640E4653DE51CEC17D53", "algorithm": "3des", "firstChip": "AB1CD8640E4653DE51CEC17D53", "keyVersion": 1}'),
  ('22', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000143', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "CFAF0BC761475316074D9A938D", "algorithm": "sm4", "firstChip": "CFAF0BC761475316074D9A938D", "keyVersion": 1}'),
  ('23', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000151', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "F4D9B8EB36C598D00523BAF280", "algorithm": "3des", "firstChip": "F4D9B8EB36C598D00523BAF280", "keyVersion": 1}'),
  ('24', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00009017', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "9BF5216EECCE5258F97D1261E2", "algorithm": "3des", "firstChip": "9BF5216EECCE5258F97D1261E2", "keyVersion": 1}'),
  ('25', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'H00000012', '{"key": "irk rksse uk puk stk", "count": 1, "purpose": "demonstration", "lastChip": "FF803913F5941DB72C1B368688", "algorithm": "3des", "firstChip": "FF803913F5941DB72C1B368688", "keyVersion": 1}'),
  ('26', '2026-11-24 02:00:00+00', 'terminal.prepared', '8404b601-8023-4e95-95a7-d7c3ace7b038', null, null, null, '{}'),
  ('27', '2026-11-24 02:00:00+00', 'card-stock.received', null, '0001', null, 'DEMO-SM4', '{"chips": 3, "depot": "D01"}'),
  ('28', '2026-11-24 02:00:00+00', 'card-stock.received', null, '0001', null, 'DEMO-3DES', '{"chips": 2, "depot": "D01"}'),
  ('29', '2026-11-24 02:00:00+00', 'key.used', null, null, null, '4AFB0EBC153C5DC6B08BD98256', '{"key": "tk", "purpose": "demonstration", "algorithm": "sm4", "keyVersion": 1}'),
  ('30', '2026-11-24 02:00:00+00', 'key.used', null, null, null, 'B7EE20D6D5A37C73CFC3EDE17B', '{"key": "tk", "purpose": "demonstration", "algorithm": "sm4", "keyVersion": 1}'),
  ('31', '2026-11-24 02:00:00+00', 'key.used', null, null, null, '47518F194D1E64BD62D374B988', '{"key": "tk", "purpose": "demonstration", "algorithm": "sm4", "keyVersion": 1}'),
  ('32', '2026-11-24 02:00:00+00', 'key.used', null, null, null, '5724AFDCF271B32F9DDBD68C6D', '{"key": "tk", "purpose": "demonstration", "algorithm": "3des", "keyVersion": 1}'),
  ('33', '2026-11-24 02:00:00+00', 'key.used', null, null, null, '0DE30B1BFDB1624A72A1B1614E', '{"key": "tk", "purpose": "demonstration", "algorithm": "3des", "keyVersion": 1}'),
  ('34', '2026-11-24 02:00:00+00', 'terminal.enrolled', '8404b601-8023-4e95-95a7-d7c3ace7b038', null, null, null, '{}'),
  ('35', '2026-11-24 02:00:00+00', 'staff.signed-in', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', null, null, '{}'),
  ('36', '2026-11-24 02:00:00+00', 'key.used', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', 'edc38298-13f3-4905-ab94-eb7f73b19cfd', 'H00000063', '{"key": "irk", "purpose": "internal-authentication", "algorithm": "sm4", "keyVersion": 1}'),
  ('37', '2026-11-24 02:00:00+00', 'card.proven', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', 'edc38298-13f3-4905-ab94-eb7f73b19cfd', 'H00000063', '{}'),
  ('38', '2026-11-24 02:00:00+00', 'payment.succeeded', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', 'edc38298-13f3-4905-ab94-eb7f73b19cfd', '63280220261124000001', '{"key": "irk", "code": null, "total": "900.00", "channel": "cash", "keyVersion": 1}');

insert into deny_entry (card_number, identification_code, refusal, change_number) values
  ('H00000135', '632802D156000005CEC17D53D0200F3E', 'card-lost', '1');

insert into depot (code, name) values
  ('D01', '德令哈市社会保障卡服务中心');

insert into chip_lot (lot, depot, specification_version, algorithm, chips, received_at, received_by, transport_key_version) values
  ('DEMO-SM4', 'D01', '3.00', 'sm4', '3', '2026-11-24 02:00:00+00', '0001', '1'),
  ('DEMO-3DES', 'D01', '2.00', '3des', '2', '2026-11-24 02:00:00+00', '0001', '1');

insert into chip (historical_bytes, lot, depot, state, spoiled_reason) values
  ('4AFB0EBC153C5DC6B08BD98256', 'DEMO-SM4', 'D01', 'blank', null),
  ('B7EE20D6D5A37C73CFC3EDE17B', 'DEMO-SM4', 'D01', 'blank', null),
  ('47518F194D1E64BD62D374B988', 'DEMO-SM4', 'D01', 'blank', null),
  ('5724AFDCF271B32F9DDBD68C6D', 'DEMO-3DES', 'D01', 'blank', null),
  ('0DE30B1BFDB1624A72A1B1614E', 'DEMO-3DES', 'D01', 'blank', null);

insert into key_version (version, check_values, components, made_at, made_by, active, active_since, retired_at) values
  ('1', '{"sm4": {"tk": "4BDA44", "uk": "30B8D4", "irk": "9C593E", "puk": "F3A6B0", "stk": "70FB95", "rksse": "5AEF6F"}, "3des": {"tk": "A4208A", "uk": "B9DF10", "irk": "569DEB", "puk": "575804", "stk": "6D6688", "rksse": "2EE4A6"}}', '[{"component": "2986BA4B8C9D7C1F", "custodian": "演示保管人甲", "checkValues": {"sm4": {"tk": "1BA968", "uk": "B2B900", "irk": "9D6000", "puk": "784681", "stk": "DF8AD5", "rksse": "CC34F5"}, "3des": {"tk": "509088", "uk": "7D4559", "irk": "0A3803", "puk": "AADA49", "stk": "2374AE", "rksse": "9F9603"}}}, {"component": "528537BA48E8A137", "custodian": "演示保管人乙", "checkValues": {"sm4": {"tk": "80212E", "uk": "54C237", "irk": "CD1307", "puk": "BBD609", "stk": "EC6251", "rksse": "FA07FD"}, "3des": {"tk": "85165B", "uk": "3B1F54", "irk": "73CDAC", "puk": "05F4EE", "stk": "433768", "rksse": "20C687"}}}]', '2026-11-24 02:00:00+00', null, 'true', '2026-11-24 02:00:00+00', null);

insert into ledger_account (id, scheme, type, clerk, balance_fen, held_fen, version, may_be_negative) values
  ('d1433610-ec77-43d8-a89a-9d9dd3286860', '170', 'fiscal-subsidy', '', '200000000', '0', '1', 'true'),
  ('53021ab5-98b9-47d6-8737-3509cc9e2bcd', '170', 'expenditure', '', '200000000', '0', '1', 'false'),
  ('6b2b0b43-29cc-47a2-ae43-e0edf7076b5a', '170', 'fiscal-special', '', '0', '0', '2', 'false'),
  ('531e050a-23d5-4280-8d54-d235a0a22fdc', '390', 'fiscal-subsidy', '', '200000000', '0', '1', 'true'),
  ('bfa32da2-53cd-4013-bf42-f0b7b7b157a4', '390', 'expenditure', '', '200000000', '0', '1', 'false'),
  ('173722da-a135-4b25-9fb4-7e1c9adc7788', '390', 'fiscal-special', '', '0', '0', '2', 'false'),
  ('0ddbf968-caad-421f-aa7d-c47949d03504', '170', 'contribution-income', '', '50000', '0', '1', 'true'),
  ('53f4ba7c-7863-46fb-8766-4ee33ca35519', '170', 'till-received', '0001', '50000', '0', '1', 'false'),
  ('5671055a-8810-42f7-8194-f79ed8b3f194', '390', 'contribution-income', '', '40000', '0', '1', 'true'),
  ('8cb0a998-1d02-4ad2-a7a0-d177be61d809', '390', 'till-received', '0001', '40000', '0', '1', 'false');

insert into operation (key, terminal_id, staff_number, card_session_id, person_id, kind, channel, body_digest, total_fen, state, receipt_number, problem_code, problem_detail, business_date, started_at, finished_at, change_number, service) values
  ('6dc55250-7f13-42f7-8d0d-c212cb0a961d', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', 'edc38298-13f3-4905-ab94-eb7f73b19cfd', '97bd048e-e122-4515-8dbb-bd2b627e31f6', 'payment', 'cash', '0ed3d3dbffc21dd06c66c33d921b548fa1386e3807f6939f4cee849a1bfee6f6', '90000', 'succeeded', '63280220261124000001', null, null, '2026-11-24', '2026-11-24 02:00:00+00', '2026-11-24 02:00:00+00', '1', null);

insert into operation_line (operation_key, line, scheme, period, subject_id, amount_fen, subsidy_fen, account_part_fen) values
  ('6dc55250-7f13-42f7-8d0d-c212cb0a961d', '1', '170', '2026', '787105b2-db39-4778-b841-a38dc15570b4', '50000', '6000', '0'),
  ('6dc55250-7f13-42f7-8d0d-c212cb0a961d', '2', '390', '2026', '85a6c529-8715-4a87-8272-3e628c61c9ce', '40000', '0', '0');

insert into person (id, social_security_number, name, sex, birth_date, category, created_at, ethnic_group, birthplace, phone, address) values
  ('89fc4f1e-13b2-4b87-822b-7c217a92cc87', '63280219660105100X', '才仁卓玛', 'female', '1966-01-05', 'ordinary', '2026-11-27 03:58:50.290196+00', null, null, null, null),
  ('f91e8f30-a567-458a-a327-57a208619c0d', '632802196601051034', '王建国', 'male', '1966-01-05', 'ordinary', '2026-11-27 03:58:50.376475+00', null, null, null, null),
  ('b49e4f7d-c4ed-46fa-a836-bc3727c229dc', '632802196601051042', '马秀兰', 'female', '1966-01-05', 'ordinary', '2026-11-27 03:58:50.418155+00', null, null, null, null),
  ('d2f306b7-cebb-4081-aa77-bb2ffa169a3a', '632802196601051077', '多杰才让', 'male', '1966-01-05', 'ordinary', '2026-11-27 03:58:50.451443+00', null, null, null, null),
  ('06b6ae30-6756-41a6-ae67-a1b593b2d59f', '632802196601051085', '李桂荣', 'female', '1966-01-05', 'ordinary', '2026-11-27 03:58:50.494385+00', null, null, null, null),
  ('97bd048e-e122-4515-8dbb-bd2b627e31f6', '632802199205181105', '索南代吉', 'female', '1992-05-18', 'ordinary', '2026-11-27 03:58:50.524167+00', null, null, null, null),
  ('21d789f5-609f-42d1-85fc-d2ca8455d8cb', '632802198109301133', '韩德明', 'male', '1981-09-30', 'ordinary', '2026-11-27 03:58:50.623803+00', null, null, null, null),
  ('2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', '632802195503121145', '赵玉兰', 'female', '1955-03-12', 'ordinary', '2026-11-27 03:58:50.645147+00', null, null, null, null),
  ('e86f1f8e-f8e1-4b6d-b4d2-0b6fe462324b', '632802199711021171', '旦巴坚措', 'male', '1997-11-02', 'minimum-living-allowance', '2026-11-27 03:58:50.662479+00', null, null, null, null),
  ('f0c9a50b-1e89-4c2f-b980-8ffe4e09a419', '632802198807071187', '孙丽娟', 'female', '1988-07-07', 'ordinary', '2026-11-27 03:58:50.681764+00', null, null, null, null),
  ('8cd1eed5-d691-4b64-8689-af145ec17312', '632802197410011210', '祁胜利', 'male', '1974-10-01', 'ordinary', '2026-11-27 03:58:50.817197+00', null, null, null, null),
  ('f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', '632802196002201221', '刘春花', 'female', '1960-02-20', 'ordinary', '2026-11-27 03:58:50.834003+00', null, null, null, null),
  ('59510703-3ba1-4ceb-80af-e21a35c8fdbf', '632802198512121255', '何晓军', 'male', '1985-12-12', 'ordinary', '2026-11-27 03:58:50.89731+00', null, null, null, null),
  ('7767c31e-5ab8-48a2-9c1a-3afdc6652b32', '632802200706011273', '杨帆', 'male', '2007-06-01', 'ordinary', '2026-11-27 03:58:50.935359+00', null, null, null, null),
  ('ece77e6b-f599-4ba5-8c6d-479a3ee0ab79', '632802197904231280', '白玲', 'female', '1979-04-23', 'ordinary', '2026-11-27 03:58:50.962164+00', null, null, null, null),
  ('71d59140-bfaa-48d4-abb9-9522ab43ea45', '632802200401194611', '洛桑尼玛', 'male', '2004-01-19', 'ordinary', '2026-11-27 03:58:51.039037+00', null, null, null, null),
  ('90655339-b4e4-4f79-a945-095e5373555e', '632802201705024624', '仁青卓玛', 'female', '2017-05-02', 'ordinary', '2026-11-27 03:58:51.048206+00', null, null, null, null),
  ('9172c4f7-098b-4894-b51a-84c7f1270910', '63280219481030465X', '周德福', 'male', '1948-10-30', 'ordinary', '2026-11-27 03:58:51.054152+00', null, null, null, null),
  ('0df4bb0c-9d6e-4474-bdd4-89f8501a1b3d', '632802199002114674', '吴海生', 'male', '1990-02-11', 'ordinary', '2026-11-27 03:58:51.057442+00', null, null, null, null),
  ('70ccc069-844b-4ee8-add8-7037a9ead37a', '632802199908164002', '央金拉姆', 'female', '1999-08-16', 'ordinary', '2026-11-27 03:58:51.176933+00', null, null, null, null),
  ('134b9e93-311c-48d0-accf-6eb41bd78adb', '632802199303284036', '陈志强', 'male', '1993-03-28', 'ordinary', '2026-11-27 03:58:51.184757+00', null, null, null, null);

insert into benefit_claim (id, person_id, scheme, first_month, contributed_years, last_month, account_at_grant_fen) values
  ('d73fefac-e9d2-4c6f-8f29-4e0a4774016a', '89fc4f1e-13b2-4b87-822b-7c217a92cc87', '170', '2026-02', '15', null, '960000'),
  ('f132b4f9-4824-4362-8d73-71b7426040ad', 'f91e8f30-a567-458a-a327-57a208619c0d', '170', '2026-02', '15', null, '960000'),
  ('2132c5c2-3369-421e-ae69-e71f1a20d956', 'b49e4f7d-c4ed-46fa-a836-bc3727c229dc', '170', '2026-02', '15', null, '960000'),
  ('47226456-7b73-4b33-ad11-e3930fc4be69', 'd2f306b7-cebb-4081-aa77-bb2ffa169a3a', '170', '2026-02', '15', null, '960000'),
  ('e80ee3f7-ec34-4729-a6ab-d049a60e988e', '06b6ae30-6756-41a6-ae67-a1b593b2d59f', '170', '2026-02', '15', null, '960000'),
  ('cfd4a0da-9e96-47b9-a136-e23ce54baa7f', '2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', '170', '2026-05', '15', null, '417000'),
  ('27b08a6b-6eb1-428f-ae4d-0c08922e6e36', 'f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', '170', '2026-09', '15', null, '208500');

insert into due (id, person_id, scheme, period, amount_fen, assessment, state, settled_by, assessed_at) values
  ('787105b2-db39-4778-b841-a38dc15570b4', '97bd048e-e122-4515-8dbb-bd2b627e31f6', '170', '2026', '50000', '{"tiers": [{"amount": "100.00", "subsidy": "30.00"}, {"amount": "200.00", "subsidy": "40.00"}, {"amount": "300.00", "subsidy": "50.00"}, {"amount": "400.00", "subsidy": "55.00"}, {"amount": "500.00", "subsidy": "60.00"}, {"amount": "600.00", "subsidy": "60.00"}, {"amount": "700.00", "subsidy": "60.00"}, {"amount": "800.00", "subsidy": "60.00"}, {"amount": "900.00", "subsidy": "60.00"}, {"amount": "1000.00", "subsidy": "60.00"}, {"amount": "1500.00", "subsidy": "60.00"}, {"amount": "2000.00", "subsidy": "60.00"}], "explanation": {"steps": [{"basis": "国发〔2009〕32号、国发〔2014〕8号 参保范围；国发〔2009〕32号、国发〔2014〕8号 领取条件", "label": {"en": "Age", "zh": "参保年龄"}, "result": "应缴", "status": "national", "expression": "34 ≥ 16，33 < 60"}, {"basis": "国发〔2014〕8号 缴费档次（生效日期为假定）", "label": {"en": "Tiers", "zh": "可选档次"}, "result": "12 档", "status": "national", "expression": "100.00 / 200.00 / 300.00 / 400.00 / 500.00 / 600.00 / 700.00 / 800.00 / 900.00 / 1000.00 / 1500.00 / 2000.00"}, {"basis": "假定：国发〔2014〕8号 规定最低档不低于30元、500元及以上不低于60元，本地标准待确认", "label": {"en": "Government subsidy", "zh": "政府补贴"}, "result": "按所选档次", "status": "assumed", "expression": "100.00 → 30.00 / 200.00 → 40.00 / 300.00 → 50.00 / 400.00 → 55.00 / 500.00 → 60.00"}], "parameterVersions": ["170.minimum-age@2009-09-01", "170.pension-age@2009-09-01", "170.tiers@2014-01-01", "170.subsidies@2014-01-01"]}, "creditsPersonalAccount": true}', 'paid', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '2026-11-24 02:00:00+00'),
  ('85a6c529-8715-4a87-8272-3e628c61c9ce', '97bd048e-e122-4515-8dbb-bd2b627e31f6', '390', '2026', '40000', '{"tiers": [], "explanation": {"steps": [{"basis": "国家2025年城乡居民基本医疗保险个人缴费最低标准", "label": {"en": "Personal part", "zh": "个人缴费标准"}, "result": "400.00", "status": "national", "expression": "2026"}, {"basis": "国家2025年城乡居民基本医疗保险个人缴费最低标准", "label": {"en": "To be paid", "zh": "个人应缴"}, "result": "400.00", "status": "national", "expression": "400.00 − 0.00"}, {"basis": "国家2025年城乡居民基本医疗保险人均财政补助标准", "label": {"en": "Public subsidy", "zh": "财政补助"}, "result": "700.00", "status": "national", "expression": "2026"}], "parameterVersions": ["390.personal-part@2025-01-01", "390.public-subsidy@2025-01-01"]}, "creditsPersonalAccount": false}', 'paid', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '2026-11-24 02:00:00+00');

insert into participation (person_id, scheme, since, until) values
  ('89fc4f1e-13b2-4b87-822b-7c217a92cc87', '170', '2026-01-01', null),
  ('89fc4f1e-13b2-4b87-822b-7c217a92cc87', '390', '2026-01-01', null),
  ('f91e8f30-a567-458a-a327-57a208619c0d', '170', '2026-01-01', null),
  ('f91e8f30-a567-458a-a327-57a208619c0d', '390', '2026-01-01', null),
  ('b49e4f7d-c4ed-46fa-a836-bc3727c229dc', '170', '2026-01-01', null),
  ('b49e4f7d-c4ed-46fa-a836-bc3727c229dc', '390', '2026-01-01', null),
  ('d2f306b7-cebb-4081-aa77-bb2ffa169a3a', '170', '2026-01-01', null),
  ('d2f306b7-cebb-4081-aa77-bb2ffa169a3a', '390', '2026-01-01', null),
  ('06b6ae30-6756-41a6-ae67-a1b593b2d59f', '170', '2026-01-01', null),
  ('06b6ae30-6756-41a6-ae67-a1b593b2d59f', '390', '2026-01-01', null),
  ('97bd048e-e122-4515-8dbb-bd2b627e31f6', '170', '2026-01-01', null),
  ('97bd048e-e122-4515-8dbb-bd2b627e31f6', '390', '2026-01-01', null),
  ('21d789f5-609f-42d1-85fc-d2ca8455d8cb', '170', '2026-01-01', null),
  ('21d789f5-609f-42d1-85fc-d2ca8455d8cb', '390', '2026-01-01', null),
  ('2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', '170', '2026-01-01', null),
  ('2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', '390', '2026-01-01', null),
  ('e86f1f8e-f8e1-4b6d-b4d2-0b6fe462324b', '170', '2026-01-01', null),
  ('e86f1f8e-f8e1-4b6d-b4d2-0b6fe462324b', '390', '2026-01-01', null),
  ('f0c9a50b-1e89-4c2f-b980-8ffe4e09a419', '170', '2026-01-01', null),
  ('f0c9a50b-1e89-4c2f-b980-8ffe4e09a419', '390', '2026-01-01', null),
  ('8cd1eed5-d691-4b64-8689-af145ec17312', '170', '2026-01-01', null),
  ('8cd1eed5-d691-4b64-8689-af145ec17312', '390', '2026-01-01', null),
  ('f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', '170', '2026-01-01', null),
  ('f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', '390', '2026-01-01', null),
  ('59510703-3ba1-4ceb-80af-e21a35c8fdbf', '170', '2026-01-01', null),
  ('59510703-3ba1-4ceb-80af-e21a35c8fdbf', '390', '2026-01-01', null),
  ('7767c31e-5ab8-48a2-9c1a-3afdc6652b32', '170', '2026-01-01', null),
  ('7767c31e-5ab8-48a2-9c1a-3afdc6652b32', '390', '2026-01-01', null),
  ('ece77e6b-f599-4ba5-8c6d-479a3ee0ab79', '170', '2026-01-01', null),
  ('ece77e6b-f599-4ba5-8c6d-479a3ee0ab79', '390', '2026-01-01', null),
  ('71d59140-bfaa-48d4-abb9-9522ab43ea45', '170', '2026-01-01', null),
  ('71d59140-bfaa-48d4-abb9-9522ab43ea45', '390', '2026-01-01', null),
  ('90655339-b4e4-4f79-a945-095e5373555e', '170', '2026-01-01', null),
  ('90655339-b4e4-4f79-a945-095e5373555e', '390', '2026-01-01', null),
  ('9172c4f7-098b-4894-b51a-84c7f1270910', '170', '2026-01-01', null),
  ('9172c4f7-098b-4894-b51a-84c7f1270910', '390', '2026-01-01', null),
  ('0df4bb0c-9d6e-4474-bdd4-89f8501a1b3d', '170', '2026-01-01', null),
  ('0df4bb0c-9d6e-4474-bdd4-89f8501a1b3d', '390', '2026-01-01', null),
  ('70ccc069-844b-4ee8-add8-7037a9ead37a', '170', '2026-01-01', null),
  ('70ccc069-844b-4ee8-add8-7037a9ead37a', '390', '2026-01-01', null),
  ('134b9e93-311c-48d0-accf-6eb41bd78adb', '170', '2026-01-01', null),
  ('134b9e93-311c-48d0-accf-6eb41bd78adb', '390', '2026-01-01', null);

insert into personal_account (id, person_id, scheme, balance_fen, version) values
  ('e5687920-b28e-4dc1-bb30-4681c26c8d4d', '89fc4f1e-13b2-4b87-822b-7c217a92cc87', '170', '960000', '1'),
  ('4610b599-c2e8-451a-9fc7-4815d64134e4', 'f91e8f30-a567-458a-a327-57a208619c0d', '170', '960000', '1'),
  ('5570fc0c-50eb-4cb6-8af8-3064f4007cd8', 'b49e4f7d-c4ed-46fa-a836-bc3727c229dc', '170', '960000', '1'),
  ('7b98eb42-15cc-4e40-a350-3acd345d6418', 'd2f306b7-cebb-4081-aa77-bb2ffa169a3a', '170', '960000', '1'),
  ('0e3f4f3e-a5d2-4fcd-aa00-f7bcb67d33e2', '06b6ae30-6756-41a6-ae67-a1b593b2d59f', '170', '960000', '1'),
  ('ab678da2-ddaa-410a-bb01-e2b7a029fa7f', '2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', '170', '417000', '1'),
  ('ceb2fe64-85e8-433e-8aa3-d3aaf442a154', 'f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', '170', '208500', '1'),
  ('809af20f-15a6-4cfe-b5a6-772a366e3ce2', '97bd048e-e122-4515-8dbb-bd2b627e31f6', '170', '56000', '2');

insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, operation_key, period, booked_at) values
  ('e5687920-b28e-4dc1-bb30-4681c26c8d4d', '1', 'opening', '960000', '960000', null, '2026-02', '2026-11-24 02:00:00+00'),
  ('4610b599-c2e8-451a-9fc7-4815d64134e4', '1', 'opening', '960000', '960000', null, '2026-02', '2026-11-24 02:00:00+00'),
  ('5570fc0c-50eb-4cb6-8af8-3064f4007cd8', '1', 'opening', '960000', '960000', null, '2026-02', '2026-11-24 02:00:00+00'),
  ('7b98eb42-15cc-4e40-a350-3acd345d6418', '1', 'opening', '960000', '960000', null, '2026-02', '2026-11-24 02:00:00+00'),
  ('0e3f4f3e-a5d2-4fcd-aa00-f7bcb67d33e2', '1', 'opening', '960000', '960000', null, '2026-02', '2026-11-24 02:00:00+00'),
  ('ab678da2-ddaa-410a-bb01-e2b7a029fa7f', '1', 'opening', '417000', '417000', null, '2026-05', '2026-11-24 02:00:00+00'),
  ('ceb2fe64-85e8-433e-8aa3-d3aaf442a154', '1', 'opening', '208500', '208500', null, '2026-09', '2026-11-24 02:00:00+00'),
  ('809af20f-15a6-4cfe-b5a6-772a366e3ce2', '1', 'personal', '50000', '50000', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '2026', '2026-11-24 02:00:00+00'),
  ('809af20f-15a6-4cfe-b5a6-772a366e3ce2', '2', 'subsidy', '6000', '56000', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '2026', '2026-11-24 02:00:00+00');

insert into photo (digest, jpeg) values
  ('9fec48760e406597e2a5b654e1f896707195621a4ddf3ea943993742dcee4d33', '\xffd8ffe000104a46494600010100000100010000ffe201d84943435f50524f46494c45000101000001c800000000043000006d6e74725247422058595a2007e00001000100000000000061637370000000000000000000000000000000000000000000000000000000010000f6d6000100000000d32d0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000964657363000000f0000000247258595a00000114000000146758595a00000128000000146258595a0000013c00000014777470740000015000000014725452430000016400000028675452430000016400000028625452430000016400000028637072740000018c0000003c6d6c756300000000000000010000000c656e5553000000080000001c007300520047004258595a200000000000006fa2000038f50000039058595a2000000000000062990000b785000018da58595a2000000000000024a000000f840000b6cf58595a20000000000000f6d6000100000000d32d706172610000000000040000000266660000f2a700000d59000013d000000a5b00000000000000006d6c756300000000000000010000000c656e5553000000200000001c0047006f006f0067006c006500200049006e0063002e00200032003000310036ffdb00430017101114110e171412141a18171b223925221f1f224632352939524857555148504e5b66836f5b617c624e50729b737c878b929492586da0ac9f8eaa838f928dffdb004301181a1a221e22432525438d5e505e8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8d8dffc000110801b9016603012200021101031101ffc4001a000100030101010000000000000000000000030405020106ffc4003210010002010203070108020301000000000001020304112131510512133241617122344252728191a1b115622482c1d1ffc400160101010100000000000000000000000000000102ffc400161101010100000000000000000000000000000111ffda000c03010002110311003f00fa40150000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000039730054cfafa527bb8e3bf3d7d1472ea32e5f35e76e91c21706adf51869c2d92b13d37453afc11ca6d3f10ca0c4d69ff0091c3d2ff00b3baebb04fde98f9864860dba65c793c978b7c4bb60f258c5adcb8b84cf7e3a58c35ac20c1abc79b86fddb7494e8a000000000000000000000000000000000000000000000000038cb92b8a937bced11fc83dc992b8a936bced10cbd4eaef9e768fa69d3ab8cf9ef9efdeb72f48e8897100140000000001774dae9aed4cdc63d2dd14806f44c4c6f13bc48cbd26ae70cc52f3be39fe1a913131bc7189654000000000000000000000000000000000000000000000998889999da2191aad44e7c9bc7923942cf68e7da230d678cf1b33d6200280000000000000002f68353b4f8379e13e59ffc5139037843a4cde3e1899f347094cca8000000000000000000000000000000000000000e6f78c749bdb9446ee94bb4b2ed8eb8e39db8cfc02864bce4c96bdb9cceee41a400000000000000000000058d166f0b3c6f3f4db84b5982d9d2e4f174f5b4f3e53f294894045000000000000000000000000000000000000191acbf7f537e91c21ad7b77696b4fa46ec299de779f5589401400000000000000000000017bb32fc6f8ff58514fa3b773554f79d81ae032a00000000000000000000000000000000000087596eee9724fb6cc76a7684eda6f9b432d62500500000000000000000000007b49eedeb6e93bbc01bc39c73be2a4f5ac3a65400000000000000000000000000000000000153b4becf1f9a3fa966353b463fe37c5a196b100140000000000000000000000006de0fb3e3fcb1fd3b738a36c348ff005874ca80000000000000000000000000000000000020d6c6fa4bfb6d3fcb21b996bdfc57af589861ac4a00a0000000000000000000000f6237988eaf12e96bdfd4e38f7dc1b311b46c032a00000000000000000000000000000000000031b534f0f517afa6fbc3659fda58f8d7247af09582880a80000000000000000000002e766d37cb6bfe18d94dada1c7e1e9a2679db8a516004500000000000000000000000000000000000011e7c519b0da9d797ca4018331313313c2605ced0c1dcbf8b58e16e7ed2a6d200000000000000000000024d3e29cd9ab4f4f5f86d728da1574183c3c5dfb79affc42d2550040000000000000000000000000000000000000001ce4a572639a5b94b1b362b61c934b7a7f2db41aad3c67a74bc729583207b6acd2d35b46d31ce1e2a0000000000000000b3a3d3f8d93bd68fa2bcfdfd9160c16cf93bb5e5eb3d1b18f1d71522948da2128e804500000000000000000000000000000000000000000000041a9d3573d7a5e394b2f2e2be2bf76f1b4ff006db73931532d7bb78de174618b79f417a71c5f5d7a7ac2a4c4c4ed31b4fbaa00000000ea94b64b6d4acda7d81ca6d3e9af9e7870afada5670767f2b669ff00ac2fc445622223688f484d1c62c55c548ad2368fedd8228000000000000000000000000000000000000000000000000000e3261c797cf48976029dfb3b1cf92d6aff0028a7b3726fc2f59f968868cdff001d97f153f797b5ecdb7dec911f11bb445d1571e830d7cdbde7dd66b4ad236ad62b1d221e880000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000133b46f2ad975d871f0899bcfb02c933b46f2cbc9afcb7f26d48f6e6af6c97bcfd769b7ccae26b5afaac14e7923f4e28adda38a3cb5b4fe8cc0c17e7b4a7eee2fde5ccf6964f4a55485c173fc8e5fc34fda5ec7695fd71d7f75201a15ed28fbd8bf69495ed0c33cfbd5f986589836a99f164f2e4acfb6e9182ee99b2e3f25ed1edb986b6c6762ed1bc70c958b4758e12b78b558b2f0adb69e93c1153000000000000000000000000000000000000000022cfa8a60aef69de7d2b1ce412f254cfafa538638efcf5f452cfaac99f84ced5fc30857112e5d464cd3f5db8748e4881400000000000000000000058c3accb8b86fdeaf495fc1abc79b844f76dd2590260de199a7d75f1ed5c9f5d7afac3471e4ae4ac5a931308ae800000000000000000000000000000014757addb7c78678fadbff0080ef55ad8c5bd31ed37f59f4866dad6bda6d699999f597834800000000000000000000000000000024c39af86ddea4fcc7a4a301b1a7d4d33d7870b473aa66152f6a5a2d59da63d5aba5d5573c6d3c2f1ce3aa62ac00800000000000000000000000adadd4f834eed67ebb7f1008f5babeeef8b1cf1fbd3d19c0d20000000000000000000000000000000000000f6b69a5a2d59da6394bc01afa5d4c67a71e178e709d878ef6c778bd276986c60cb5cd8a2f5fd63a4a5548020000000000000000000e3365ae1c537b7a728eac6c97b64bcded3bcca7d767f172f76b3f4d7f995658800a00000000000000000000000000000000000000009f4ba89c19779f2cf9a1000de89898898e31229767e7ef57c2b4f18e5f0baca8000000000000000835b9bc2c13b4fd56e109d93adcde2e79da7e9af08582b80a8000000000000000000000000000000000000000000000eb1de71de2f5e712dac778c94adebca63761aff66e6e138a7e6128be02280000000000023d464f0b05edebb70f962aff0069e4f2638fcd2a0b100140000000000000000000000000000000000000000000001de1c9e166adfa4f170037a38c6f020d164f134d5df9d7e994eca80000000000f2d3ddaccf48dc193acbf7f557e91c103d99999999e72f1a40000000000000000000000000000000000000000000000000005eeccbfd57a7eb0d06468adddd553df835d2a802000000022d55bbba6c93febb2556d7ceda5b7bcc03280690000000000000000000000000000000000000000000000000001d62b7772d2dd2d12dc60b76b3bd227ac2523d011400000055ed19db4d1ef685a54ed2fb3d7f3c7f520cc01a40000000000000000000000000000000000000000000000000001b78677c349ff586236b07d9f1fe48fe92912008a000ffd9');

insert into receipt (number, operation_key, document, verification_code, issued_at) values
  ('63280220261124000001', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '{"number":"63280220261124000001","kind":"payment","agency":{"zh":"德令哈市社会保险服务局","en":"Delingha Social Insurance Service Bureau"},"terminalName":"一号窗口","operator":{"number":"0001","name":"拉毛措"},"payerName":"索南代吉","maskedNumber":"6328**********1105","cardNumber":"H00000063","lines":[{"scheme":"170","schemeName":{"zh":"城乡居民基本养老保险","en":"Resident pension"},"period":"2026","personal":"500.00"},{"scheme":"390","schemeName":{"zh":"城乡居民基本医疗保险","en":"Resident medical"},"period":"2026","personal":"400.00"}],"total":"900.00","totalCapitals":"玖佰元整","businessDate":"2026-11-24","issuedAt":"2026-11-24T02:00:00.000Z","channel":"cash","bankReference":null,"verificationCode":"7RKQTT0GK7CZ"}', '7RKQTT0GK7CZ', '2026-11-24 02:00:00+00');

insert into receipt_sequence (business_date, last_number) values
  ('2026-11-24', '1');

insert into staff_member (staff_number, name, role, password_hash, failed_sign_ins, locked_until, active) values
  ('0001', '拉毛措', 'window-clerk', '$argon2id$v=19$m=19456,t=2,p=1$w9MJTJ130CV6Nm+IFOmRKQ$pyXolexXvPxGN6YdL60/e6Bi1tSkezhN2XmtSNkBjCc', '0', null, 'true'),
  ('0009', '审计员', 'auditor', '$argon2id$v=19$m=19456,t=2,p=1$nFt41DS4+9JV+xmcH02VrQ$kkbajL5t2fQifhMiSMiTzwHRbmz/4hKP9RKaeybaIZs', '0', null, 'true'),
  ('0101', '李文博', 'batch-operator', '$argon2id$v=19$m=19456,t=2,p=1$diYuZyjJtWP9ymovN+XEXA$1tnQtv5wWDQn7SiMWU8dzumiRM47zPL3LxNTmD5sJT0', '0', null, 'true'),
  ('0201', '马国强', 'approver', '$argon2id$v=19$m=19456,t=2,p=1$6u1o3Xj31F5e3nuj/JWMMg$/E+qYa5zy4sWhT2//1WgMCyRzxIffjiYNicy/7bB22k', '0', null, 'true'),
  ('0301', '赵晓梅', 'reviewer', '$argon2id$v=19$m=19456,t=2,p=1$RYVbiXYfVpShRr3u74LScQ$0I0spXzzq4lbQWRs0G3k/gfUed/ePF6WsgcWzvPQ+ME', '0', null, 'true'),
  ('0401', '李管理', 'administrator', '$argon2id$v=19$m=19456,t=2,p=1$JBnyNVmonhZfTmfz+oMHhQ$H5cSdhH9W9VOI7QF2/SbLsGWS4p+U9IeuXy/GHwndso', '0', null, 'true'),
  ('0501', '王财务', 'fund-accountant', '$argon2id$v=19$m=19456,t=2,p=1$UUrdINQCh0tOeEN/i2DXDA$Qggs8UbHyvGgahbnioAvyO/7J22fuS5GHqY6v7E/pVU', '0', null, 'true');

insert into terminal (id, code, name, enrolment_code_digest, enrolment_code_expires_at, public_key, state, depot) values
  ('8404b601-8023-4e95-95a7-d7c3ace7b038', 'W01', '一号窗口', 'eede0d7e0214260adbaa92f51e5295919ac2cb80bbe7674db25a3858496234fc', '2026-11-25 02:00:00+00', 'KtkY3UyNZem2kpTcsNP2MaJaydLuwLoWHOiSV4BRQLo', 'enrolled', 'D01');

insert into staff_session (id, staff_number, terminal_id, signed_in_at, shift_ends_at, ended_at) values
  ('319a9fb8-9937-4b99-a3aa-55e26f4d7a83', '0001', '8404b601-8023-4e95-95a7-d7c3ace7b038', '2026-11-24 02:00:00+00', '2026-11-24 12:00:00+00', null);

insert into transfer (id, operation_key, scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version, debit_balance_after_fen, credit_version, credit_balance_after_fen, reverses, effective_on, booked_at) overriding system value values
  ('1', null, '170', 'subsidy', '6b2b0b43-29cc-47a2-ae43-e0edf7076b5a', 'fiscal-special', 'd1433610-ec77-43d8-a89a-9d9dd3286860', 'fiscal-subsidy', '200000000', '1', '200000000', '1', '200000000', null, '2026-11-24', '2026-11-24 02:00:00+00'),
  ('2', null, '170', 'supply', '53021ab5-98b9-47d6-8737-3509cc9e2bcd', 'expenditure', '6b2b0b43-29cc-47a2-ae43-e0edf7076b5a', 'fiscal-special', '200000000', '1', '200000000', '2', '0', null, '2026-11-24', '2026-11-24 02:00:00+00'),
  ('3', null, '390', 'subsidy', '173722da-a135-4b25-9fb4-7e1c9adc7788', 'fiscal-special', '531e050a-23d5-4280-8d54-d235a0a22fdc', 'fiscal-subsidy', '200000000', '1', '200000000', '1', '200000000', null, '2026-11-24', '2026-11-24 02:00:00+00'),
  ('4', null, '390', 'supply', 'bfa32da2-53cd-4013-bf42-f0b7b7b157a4', 'expenditure', '173722da-a135-4b25-9fb4-7e1c9adc7788', 'fiscal-special', '200000000', '1', '200000000', '2', '0', null, '2026-11-24', '2026-11-24 02:00:00+00'),
  ('5', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '170', 'contribution-cash', '53f4ba7c-7863-46fb-8766-4ee33ca35519', 'till-received', '0ddbf968-caad-421f-aa7d-c47949d03504', 'contribution-income', '50000', '1', '50000', '1', '50000', null, '2026-11-24', '2026-11-24 02:00:00+00'),
  ('6', '6dc55250-7f13-42f7-8d0d-c212cb0a961d', '390', 'contribution-cash', '8cb0a998-1d02-4ad2-a7a0-d177be61d809', 'till-received', '5671055a-8810-42f7-8194-f79ed8b3f194', 'contribution-income', '40000', '1', '40000', '1', '40000', null, '2026-11-24', '2026-11-24 02:00:00+00');

insert into unit (code, name) values
  ('U001', '德令哈市第一小学');

insert into card (id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state, issued_on, valid_until, bank_account, bank_account_state, application_id, key_version, depot, enabled_at, loss_lapses_at) values
  ('39d32591-e72c-42c0-a84a-71aa835115a4', '89fc4f1e-13b2-4b87-822b-7c217a92cc87', 'H00000012', '632802D1560000051B368688CFAEBF9E', 'FF803913F5941DB72C1B368688', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000000001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('8763685a-46b5-466f-9d0a-c60007bd8503', 'f91e8f30-a567-458a-a327-57a208619c0d', 'H00000020', '632802D1560000051991742A7AE87BF4', 'FE376B614A0A4DEC4B1991742A', '3.00', 'sm4', 'enabled', '2023-09-01', '2033-09-01', '6217998800000001001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('3640cbbd-ad75-4290-a4ff-e3b44ee63aba', 'b49e4f7d-c4ed-46fa-a836-bc3727c229dc', 'H00000039', '632802D156000005984B9BB82DC56CBE', 'EC802ABAE7223294F8984B9BB8', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000002001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('a0c5fb92-9178-498c-a216-54e24822fdd0', 'd2f306b7-cebb-4081-aa77-bb2ffa169a3a', 'H00000047', '632802D15600000551686026693D4D91', 'C4B740144B9D67130E51686026', '3.00', 'sm4', 'enabled', '2023-09-01', '2033-09-01', '6217998800000003001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('92b2e7e8-177f-49b5-adec-2cf883442f2f', '06b6ae30-6756-41a6-ae67-a1b593b2d59f', 'H00000055', '632802D15600000508CF1C284848ABCD', 'E002F33018B79739D208CF1C28', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000004001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('ecc8f56b-cd06-4cbd-bd6e-8c3afefd3ef6', '97bd048e-e122-4515-8dbb-bd2b627e31f6', 'H00000063', '632802D156000005514E15C3CC3D5BA4', '77254D6BEA810F2A9C514E15C3', '3.00', 'sm4', 'enabled', '2023-09-01', '2033-09-01', '6217998800000005001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('dcb4cf73-92b6-462b-be09-29b8c6e27591', '21d789f5-609f-42d1-85fc-d2ca8455d8cb', 'H00000071', '632802D156000005865CBB1AE7B94371', '4FBF323294DB9D2FDA865CBB1A', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000006001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('760a4097-756d-44b5-b19a-9729ea5acdee', '2dbc78e7-ebb7-4a82-8c18-83faa1d525f2', 'H0000008X', '632802D1560000050E9231060ED895F7', '0E447A66912615BC020E923106', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000007001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('9412d958-3b6a-4834-974a-378548414a5d', 'e86f1f8e-f8e1-4b6d-b4d2-0b6fe462324b', 'H00000098', '632802D156000005186FFA7ED51F760C', '7CC735B94AFAB05D7E186FFA7E', '3.00', 'sm4', 'enabled', '2023-09-01', '2033-09-01', '6217998800000008001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('f6e763fc-db1b-4f66-b41d-db713cfba828', 'f0c9a50b-1e89-4c2f-b980-8ffe4e09a419', 'H00000100', '632802D156000005C0087A613553003E', '525BADAB26A2CBB6DDC0087A61', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', '6217998800000009001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('62198355-cf50-4967-a4d9-5d569500105f', '8cd1eed5-d691-4b64-8689-af145ec17312', 'H00000119', '632802D156000005442A60511E3B109A', '6567B2BC54E4C1B81B442A6051', '2.00', '3des', 'enabled', '2023-09-01', '2033-09-01', null, 'none', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('a307edeb-960c-475d-b16d-f8762326594c', 'f9066aa6-c0f6-4d83-b906-e0abd8ae3da8', 'H00000127', '632802D1560000057CF993ECCDD537EA', '88FE7EC9062DFA2CDB7CF993EC', '3.00', 'sm4', 'enabled', '2023-09-01', '2033-09-01', '6217998800000011001', 'inactive', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('d20c088f-57d1-42fb-b9ee-df34f0492596', '59510703-3ba1-4ceb-80af-e21a35c8fdbf', 'H00000135', '632802D156000005CEC17D53D0200F3E', 'AB1CD8640E4653DE51CEC17D53', '2.00', '3des', 'formally-lost', '2023-09-01', '2033-09-01', '6217998800000012001', 'active', null, '1', null, '2023-09-01 02:00:00+00', null),
  ('ad64c475-8380-4f47-a264-eeeacd867caa', '7767c31e-5ab8-48a2-9c1a-3afdc6652b32', 'H00000143', '632802D1560000054D9A938DFD351D67', 'CFAF0BC761475316074D9A938D', '3.00', 'sm4', 'handed-over', '2023-09-01', '2033-09-01', '6217998800000013001', 'active', null, '1', null, null, null),
  ('431d8ed1-3a6b-4062-a25e-3d5d517ec637', 'ece77e6b-f599-4ba5-8c6d-479a3ee0ab79', 'H00000151', '632802D15600000523BAF28065AA6B01', 'F4D9B8EB36C598D00523BAF280', '2.00', '3des', 'enabled', '2014-09-01', '2024-09-01', '6217998800000014001', 'active', null, '1', null, '2014-09-01 02:00:00+00', null);

insert into card_application (id, person_id, reason, state, unit_code, depot, photo_digest, phone, guardian_number, guardian_name, agent_number, agent_name, agent_relation, replaces_card_id, fee_fen, card_number, historical_bytes, bank_account, applied_at, applied_by, decided_at, decided_by, reject_reason, card_id, import_id) overriding system value values
  ('1', '71d59140-bfaa-48d4-abb9-9522ab43ea45', 'first', 'applied', null, 'D01', '9fec48760e406597e2a5b654e1f896707195621a4ddf3ea943993742dcee4d33', null, null, null, null, null, null, null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', null, null, null, null, null),
  ('2', '90655339-b4e4-4f79-a945-095e5373555e', 'first', 'applied', 'U001', 'D01', '9fec48760e406597e2a5b654e1f896707195621a4ddf3ea943993742dcee4d33', null, '632802198506064805', '卓玛吉', null, null, null, null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', null, null, null, null, null),
  ('3', '9172c4f7-098b-4894-b51a-84c7f1270910', 'first', 'applied', null, 'D01', '9fec48760e406597e2a5b654e1f896707195621a4ddf3ea943993742dcee4d33', null, null, null, '632802198506064821', '周小燕', 'child', null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', null, null, null, null, null),
  ('4', '0df4bb0c-9d6e-4474-bdd4-89f8501a1b3d', 'first', 'rejected', null, 'D01', '9fec48760e406597e2a5b654e1f896707195621a4ddf3ea943993742dcee4d33', null, null, null, null, null, null, null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', '2026-11-24 02:00:00+00', '0301', '照片与本人不符，请重新拍照', null, null),
  ('5', '70ccc069-844b-4ee8-add8-7037a9ead37a', 'first', 'approved', null, 'D01', null, null, null, null, null, null, null, null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', '2026-11-24 02:00:00+00', null, null, null, null),
  ('6', '134b9e93-311c-48d0-accf-6eb41bd78adb', 'first', 'approved', null, 'D01', null, null, null, null, null, null, null, null, '0', null, null, null, '2026-11-24 02:00:00+00', '0001', '2026-11-24 02:00:00+00', null, null, null, null);

insert into card_event (id, application_id, card_id, at, act, from_state, to_state, staff_number, terminal_id, batch_number, reason) overriding system value values
  ('1', null, 'd20c088f-57d1-42fb-b9ee-df34f0492596', '2026-11-24 02:00:00+00', 'report-lost', 'enabled', 'formally-lost', '0001', null, null, null),
  ('2', '1', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('3', '2', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('4', '3', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('5', '4', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('6', '4', null, '2026-11-24 02:00:00+00', 'reject', 'applied', 'rejected', '0301', null, null, '照片与本人不符，请重新拍照'),
  ('7', '5', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('8', '5', null, '2026-11-24 02:00:00+00', 'approve', 'applied', 'approved', null, null, null, null),
  ('9', '6', null, '2026-11-24 02:00:00+00', 'apply', null, 'applied', '0001', null, null, null),
  ('10', '6', null, '2026-11-24 02:00:00+00', 'approve', 'applied', 'approved', null, null, null, null);

insert into card_session (id, card_id, person_id, terminal_id, staff_number, state, process_factor, source, nonce, started_at, ended_at) values
  ('edc38298-13f3-4905-ab94-eb7f73b19cfd', 'ecc8f56b-cd06-4cbd-bd6e-8c3afefd3ef6', '97bd048e-e122-4515-8dbb-bd2b627e31f6', '8404b601-8023-4e95-95a7-d7c3ace7b038', '0001', 'open', '160FD65FBA353B9E', 'BE81AF1454C56AAB', 'A1F2A0FA4BABE4F032A1BEA6090FF134', '2026-11-24 02:00:00+00', null);

select setval('operation_change', 1);
select setval('transfer_id_seq', 6);
select setval('audit_event_id_seq', 38);
select setval('card_application_id_seq', 6);
select setval('card_event_id_seq', 10);
select setval('deny_change', 1);
