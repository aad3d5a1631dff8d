/**
 * Whose each table is: the room that writes it, and the rooms that write it besides, with the reason. `table-owners.spec.ts` compares it
 * with the source and with the database; who reads across rooms is not kept here.
 */

export type TableOwner = {
  /** Folder below `apps/central/src`; null: filled by migrations alone. */
  readonly owner: string | null;
  /** Room → why it writes the table itself. */
  readonly besides?: Readonly<Record<string, string>>;
};

const oneLife =
  'moves many at once in a set of its own, by the states of the one table of card lives (decision 0008)';

const settled = 'settles a small city that is made up, where an area is marked for it';

const pastItsTime = 'removes what is past the time it is kept for, by the one table of that (decision 0013)';

export const tableOwners: Readonly<Record<string, TableOwner>> = {
  // register
  person: {
    owner: 'register/people',
    besides: {
      'cards/imports': 'registers the new people of a file by the thousand, beside their applications',
      'whole/demonstration': settled,
    },
  },
  person_former: { owner: 'register/people' },
  person_merge: { owner: 'register/people' },
  person_told_apart: { owner: 'register/people' },
  duplicate_pair: { owner: 'register/people' },
  unit: {
    owner: 'register/units',
    besides: { 'cards/imports': 'enters the units that a file names', 'whole/demonstration': settled },
  },
  depot: { owner: 'register/places' },
  township: { owner: 'register/places', besides: { 'whole/demonstration': settled } },
  unit_floating_step: { owner: 'register/units', besides: { 'whole/demonstration': settled } },
  unit_fact: { owner: 'register/units' },
  construction_project: { owner: 'register/units', besides: { 'whole/demonstration': settled } },
  policy_parameter: { owner: 'register/policy' },

  // records
  audit_event: { owner: 'records/audit' },
  file_import: { owner: 'records/imports' },
  file_import_row: {
    owner: 'records/imports',
    besides: {
      'cards/imports': 'marks the rows of applicants that the register refuses',
      'insurance/coverage': 'marks rows of the population that are of no township',
      'insurance/lists': 'marks the rows of units that the register refuses',
      'insurance/deaths': 'marks deaths that the register refuses',
    },
  },
  operation: { owner: 'records/operations' },
  operation_agent: { owner: 'records/operations' },
  operation_line: { owner: 'records/operations' },
  job: { owner: 'ground/jobs' },
  approval: { owner: 'records/approvals' },
  approval_decision: { owner: 'records/approvals' },
  receipt: { owner: 'records/receipts' },
  receipt_sequence: { owner: 'records/receipts' },
  receipt_print: { owner: 'records/receipts' },
  receipt_print_outcome: { owner: 'records/receipts' },

  // funds
  ledger_account_type: { owner: null },
  lawful_flow: { owner: null },
  ledger_account: { owner: 'funds/ledger' },
  transfer: { owner: 'funds/ledger' },
  books_checkpoint: { owner: 'funds/ledger' },
  // Written by the database alone, with a checkpoint.
  books_checkpoint_account: { owner: null },
  personal_account: {
    owner: 'funds/ledger',
    besides: {
      'insurance/contributions': 'opens the account of a person who is assessed for the first time',
      'insurance/accounts': 'opens the account of an employee whose unit pays for the first time',
    },
  },
  personal_account_entry: { owner: 'funds/ledger' },
  bank_instruction: {
    owner: 'funds/bank',
    besides: { 'counter/acts': 'leases what is unknown, and gives to a person what the bank does not take' },
  },

  // insurance
  population_member: { owner: 'insurance/coverage' },
  coverage_follow_up: { owner: 'insurance/coverage' },
  coverage_month: { owner: 'insurance/coverage' },
  participation: { owner: 'insurance/participations', besides: { 'whole/demonstration': settled } },
  participation_overlap: { owner: 'insurance/participations' },
  declared_wage: { owner: 'insurance/declarations', besides: { 'whole/demonstration': settled } },
  declaration: { owner: 'insurance/declarations', besides: { 'whole/demonstration': settled } },
  fund_movement: { owner: 'insurance/subsidies' },
  fund_budget: { owner: 'insurance/budgets' },
  arrears_agreement: { owner: 'insurance/arrears' },
  arrears_agreement_bill: { owner: 'insurance/arrears' },
  arrears_agreement_instalment: { owner: 'insurance/arrears' },
  due_agreement: { owner: 'insurance/arrears' },
  due_agreement_part: { owner: 'insurance/arrears' },
  arrears_notice: { owner: 'insurance/arrears' },
  arrears_notice_bill: { owner: 'insurance/arrears' },
  outgoing_payment: { owner: 'insurance/outgoing' },
  insurance_transfer: { owner: 'insurance/transfers' },
  bill_payment: { owner: 'insurance/collection' },
  bill_relief: { owner: 'insurance/collection' },
  contribution_refund: { owner: 'insurance/collection' },
  fund_bank_account: { owner: 'insurance/collection' },
  bank_statement: { owner: 'insurance/collection' },
  bank_statement_line: { owner: 'insurance/collection' },
  debit_agreement: { owner: 'insurance/collection' },
  person_debit_agreement: { owner: 'insurance/collection' },
  person_debit_agreement_end: { owner: 'insurance/collection' },
  channel_order: { owner: 'insurance/collection' },
  channel_order_row: { owner: 'insurance/collection' },
  channel_order_answer: { owner: 'insurance/collection' },
  channel_order_outcome: { owner: 'insurance/collection' },
  channel_order_arrival: { owner: 'insurance/collection' },
  assessment_run: { owner: 'insurance/assessment' },
  assessment_line: { owner: 'insurance/assessment' },
  assessment_gap: { owner: 'insurance/assessment' },
  project_line: { owner: 'insurance/assessment' },
  account_interest_run: { owner: 'insurance/accounts' },
  parameter_effect: { owner: 'insurance/parameters' },
  parameter_effect_part: { owner: 'insurance/parameters' },
  difference_run: { owner: 'insurance/assessment' },
  difference_row: { owner: 'insurance/assessment' },
  project_difference_row: { owner: 'insurance/assessment' },
  overpayment: {
    owner: 'insurance/assessment',
    besides: {
      'insurance/contributions':
        'enters what was paid of a due that is owed no longer, as it follows its lines',
      'insurance/collection': 'that it is being given back, and was',
    },
  },
  unit_bill: {
    owner: 'insurance/assessment',
    besides: {
      'insurance/collection': 'what is paid, waived and given back of it, and which channel has it in hand',
      'insurance/accounts': 'when the accounts of its people were credited',
    },
  },
  due: { owner: 'insurance/contributions' },
  benefit_application: { owner: 'insurance/claims' },
  handed_in_document: { owner: 'insurance/claims', besides: { 'whole/retention': pastItsTime } },
  document_content: { owner: 'insurance/claims' },
  benefit_document: { owner: 'insurance/claims' },
  adjustment: { owner: 'insurance/adjustments' },
  benefit_rise: { owner: 'insurance/benefits' },
  pay_run: { owner: 'insurance/payouts' },
  pay_run_item: { owner: 'insurance/payouts' },
  pay_run_line: { owner: 'insurance/payouts' },
  pay_run_answer: { owner: 'insurance/payouts' },
  pay_run_answer_row: { owner: 'insurance/payouts' },
  pay_run_transfer: { owner: 'insurance/payouts' },
  death_report: { owner: 'insurance/deaths' },
  retirement_ahead: { owner: 'insurance/retirements' },
  life_standing: { owner: 'insurance/proofs-of-life' },
  benefit_claim: { owner: 'insurance/benefits', besides: { 'whole/demonstration': settled } },
  benefit_change: { owner: 'insurance/benefits' },
  benefit_redetermination: { owner: 'insurance/benefits' },
  redetermined_rise: { owner: 'insurance/benefits' },
  benefit_recovery: { owner: 'insurance/benefits' },
  recovery_case: { owner: 'insurance/benefits' },
  recovery_part: { owner: 'insurance/benefits' },
  recovery_offset: { owner: 'insurance/benefits' },
  recovery_agreement: { owner: 'insurance/benefits' },
  recovery_agreement_part: { owner: 'insurance/benefits' },
  entitlement: {
    owner: 'insurance/benefits',
    besides: {
      'insurance/payouts': 'that the bank has it in hand, paid it, or sent it back',
      'whole/demonstration': settled,
    },
  },

  // access
  staff_member: { owner: 'access/staff' },
  staff_session: {
    owner: 'access/staff',
    besides: {
      'access/terminals': 'ends the sign-ins at a terminal that is withdrawn',
      'whole/retention': pastItsTime,
    },
  },
  sign_in_failure: { owner: 'access/staff' },
  demonstration: { owner: 'whole/database' },
  terminal: { owner: 'access/terminals' },
  assertion_seen: { owner: 'access/terminals' },
  waiting_acts: { owner: 'access/terminals' },
  terminal_report: { owner: 'access/terminals' },
  terminal_day: { owner: 'access/terminals', besides: { 'whole/retention': pastItsTime } },
  public_ask: { owner: 'access/asking' },
  keyed_write: { owner: 'access/asking', besides: { 'whole/retention': pastItsTime } },

  // cards
  card: { owner: 'cards/lives', besides: { 'cards/production': oneLife, 'whole/demonstration': settled } },
  card_application: {
    owner: 'cards/lives',
    besides: { 'cards/imports': oneLife, 'cards/production': oneLife, 'counter/issuing': oneLife },
  },
  card_event: { owner: 'cards/lives' },
  pin_given: { owner: 'cards/lives' },
  deny_entry: { owner: 'cards/lives' },
  photo: { owner: 'cards/lives' },
  notification: {
    owner: 'cards/notifications',
    besides: {
      'cards/lives': 'notes a state to be told in the transaction that changes it',
      'whole/retention': pastItsTime,
    },
  },
  chip_lot: { owner: 'cards/stock' },
  chip: {
    owner: 'cards/stock',
    besides: {
      'cards/lives': 'a chip follows the life of the card on it',
      'cards/production': oneLife,
      'counter/issuing': oneLife,
    },
  },
  key_version: { owner: 'cards/keys' },
  signing_key: { owner: 'cards/production' },
  card_maker: { owner: 'cards/production' },
  card_batch: { owner: 'cards/production' },
  card_batch_item: { owner: 'cards/production' },
  card_batch_file: { owner: 'cards/production' },
  card_batch_file_row: { owner: 'cards/production' },
  card_hand_over: { owner: 'cards/production' },
  production_order: { owner: 'cards/orders' },
  production_file: { owner: 'records/files' },

  // counter
  card_session: { owner: 'counter/tap' },
  paid_for: { owner: 'counter/tap' },
  issuance: { owner: 'counter/issuing' },
  card_brought_up: { owner: 'cards/lives' },
  service_release_start: { owner: 'counter/releases' },
  service_release_use: { owner: 'counter/releases' },
  shift: { owner: 'counter/shifts' },
  card_fee: { owner: 'counter/card-window' },
  issued_document: { owner: 'counter/documents' },

  // ground
  work: { owner: 'ground/chunked-work' },
  work_chunk: { owner: 'ground/chunked-work', besides: { 'whole/retention': pastItsTime } },

  /** TypeORM's own list of what ran. */
  migration: { owner: null },
};
