/**
 * How long each database table is kept, why, and what takes its rows away. Decision 0013 shows this table to people; `retention.spec.ts`
 * compares the two, and both with the database.
 */

/** Counted from the moment in the column named, or from the end of what a row belongs to. */
export type Term = { readonly years: number } | { readonly days: number };

/**
 * `never`: no row ever goes. `archive`: by a person with the owner's login, after an archive, and not before the term is over; no role of the machine can.
 * `rows`: by the job `past-retention`, some rows at a time. `months`: by that job, a whole month at a time. `own`: by what makes the rows,
 * as soon as they are over.
 */
export type Removal = 'never' | 'archive' | 'rows' | 'months' | 'own';

export type Retention = {
  readonly why: string;
  /** Null: for ever, or until it is over. */
  readonly term: Term | null;
  /** The column the term is counted from; for rows that go by an archive, in words. */
  readonly from: string | null;
  readonly removal: Removal;
};

const forEver = (why: string): Retention => ({ why, term: null, from: null, removal: 'never' });
const own = (why: string): Retention => ({ why, term: null, from: null, removal: 'own' });
const archive = (why: string, years: number, from: string): Retention => ({
  why,
  term: { years },
  from,
  removal: 'archive',
});

const books = forEver('the books; a pension is reckoned from them');
const reference = forEver('what was reckoned, signed or done with it names it');
const accounting = archive(
  'accounting records; the Idempotency-Key answers whoever asks again; holders verify their receipts',
  30,
  'the end of the business year',
);
const rights = archive('rights of a person, and what they were reckoned from', 30, "the person's death");
const lifeOfCard = archive('the life of a card, what it was made of, who collected it', 10, "the card's end");
const decisions = archive('who asked for what, and who decided it', 10, 'the end of the year');

export const retention: Readonly<Record<string, Retention>> = {
  // register
  person: rights,
  person_former: rights,
  person_merge: rights,
  person_told_apart: rights,
  unit: reference,
  depot: reference,
  township: reference,
  unit_floating_step: reference,
  unit_fact: reference,
  construction_project: reference,
  policy_parameter: reference,
  adjustment: reference,

  // records
  audit_event: { why: 'who did and saw what', term: { years: 10 }, from: 'at', removal: 'months' },
  operation: accounting,
  operation_agent: accounting,
  operation_line: accounting,
  approval: decisions,
  approval_decision: decisions,
  parameter_effect: decisions,
  parameter_effect_part: decisions,
  service_release_start: decisions,
  service_release_use: decisions,
  shift: accounting,
  card_fee: accounting,
  receipt: accounting,
  receipt_sequence: accounting,
  issued_document: accounting,
  paid_for: accounting,
  receipt_print: accounting,
  receipt_print_outcome: accounting,
  job: own('how each job stands; one that no program knows any more goes after a day'),

  // funds
  ledger_account_type: books,
  lawful_flow: books,
  ledger_account: books,
  transfer: books,
  books_checkpoint: books,
  books_checkpoint_account: books,
  personal_account: books,
  personal_account_entry: books,
  account_interest_run: books,
  bank_instruction: accounting,
  outgoing_payment: accounting,
  pay_run: accounting,
  pay_run_item: accounting,
  pay_run_line: accounting,
  pay_run_answer: accounting,
  pay_run_answer_row: accounting,
  pay_run_transfer: accounting,
  fund_movement: accounting,
  fund_budget: accounting,
  arrears_agreement: accounting,
  arrears_agreement_bill: accounting,
  arrears_agreement_instalment: accounting,
  due_agreement: accounting,
  due_agreement_part: accounting,
  arrears_notice: accounting,
  arrears_notice_bill: accounting,

  // insurance
  participation: rights,
  participation_overlap: rights,
  insurance_transfer: rights,
  population_member: rights,
  coverage_follow_up: rights,
  coverage_month: reference,
  declared_wage: rights,
  declaration: rights,
  bill_payment: accounting,
  bill_relief: accounting,
  contribution_refund: accounting,
  fund_bank_account: reference,
  bank_statement: accounting,
  bank_statement_line: accounting,
  debit_agreement: accounting,
  person_debit_agreement: accounting,
  person_debit_agreement_end: accounting,
  channel_order: accounting,
  channel_order_row: accounting,
  channel_order_answer: accounting,
  channel_order_outcome: accounting,
  channel_order_arrival: accounting,
  assessment_run: rights,
  assessment_line: rights,
  project_line: rights,
  difference_run: rights,
  difference_row: rights,
  project_difference_row: rights,
  overpayment: rights,
  unit_bill: rights,
  due: rights,
  benefit_application: rights,
  document_content: rights,
  benefit_document: rights,
  benefit_claim: rights,
  benefit_change: rights,
  benefit_recovery: rights,
  benefit_redetermination: rights,
  benefit_rise: rights,
  redetermined_rise: rights,
  recovery_case: rights,
  recovery_part: rights,
  recovery_offset: rights,
  recovery_agreement: rights,
  recovery_agreement_part: rights,
  death_report: rights,
  entitlement: rights,
  handed_in_document: {
    why: 'what a claim is to be asked for with; once it is, it is the claim’s own',
    term: { days: 30 },
    from: 'handed_in_at',
    removal: 'rows',
  },
  assessment_gap: own('what cannot be assessed yet; goes once it can be'),
  retirement_ahead: own('who reaches the age for a pension, as reckoned last; goes once they draw one'),
  life_standing: own('until when people were seen alive; goes once nothing they draw asks for it'),
  duplicate_pair: own('who may be registered twice, as found last; goes once nothing says so any more'),

  // access
  staff_member: reference,
  staff_session: {
    why: 'who was signed in where, when something is asked',
    term: { years: 3 },
    from: 'shift_ends_at',
    removal: 'rows',
  },
  sign_in_failure: own('counts failed sign-ins of the last minutes'),
  terminal: reference,
  assertion_seen: own('no assertion is used twice while it is valid'),
  waiting_acts: forEver('what each window last said waits there: one row a terminal, replaced by the next'),
  terminal_report: forEver(
    'what each terminal last reported of itself: one row a terminal, replaced by the next',
  ),
  terminal_day: {
    why: 'how acts went at a terminal, in counts, for whoever looks after it',
    term: { years: 1 },
    from: 'counted_at',
    removal: 'rows',
  },
  public_ask: own('counts what an address asks in a minute'),
  keyed_write: {
    why: 'answers whoever asks again with the same Idempotency-Key',
    term: { days: 30 },
    from: 'asked_at',
    removal: 'rows',
  },
  demonstration: forEver('marks an area for the demonstration'),

  // cards
  card: lifeOfCard,
  card_application: lifeOfCard,
  card_event: lifeOfCard,
  photo: lifeOfCard,
  pin_given: lifeOfCard,
  card_brought_up: lifeOfCard,
  deny_entry: forEver('terminals that were away for long hear what to refuse'),
  notification: {
    why: 'delivery of a state, once it was received',
    term: { days: 90 },
    from: 'created_at',
    removal: 'rows',
  },
  chip_lot: lifeOfCard,
  chip: lifeOfCard,
  key_version: reference,
  signing_key: reference,
  card_maker: reference,
  card_batch: lifeOfCard,
  card_batch_item: lifeOfCard,
  card_batch_file: lifeOfCard,
  card_batch_file_row: own('a row of a file goes in the transaction that acts on it'),
  card_hand_over: lifeOfCard,
  file_import: lifeOfCard,
  file_import_row: own(
    'staging: with its import, or by the next import once it was only looked at and is a week old',
  ),
  production_order: lifeOfCard,
  production_file: lifeOfCard,
  issuance: lifeOfCard,

  // counter
  card_session: {
    why: 'proves presence for an act',
    term: { years: 1 },
    from: 'started_at',
    removal: 'months',
  },

  // ground
  work: lifeOfCard,
  work_chunk: {
    why: 'how long work went, when something is asked; that it is done stands in its work',
    term: { years: 3 },
    from: 'done_at',
    removal: 'rows',
  },

  /** TypeORM's own list of what ran. */
  migration: forEver('tells what the schema is'),
};

/** The last instant that is past the term at `now`: what was before it may go. Calendar years, in UTC. */
export const pastAt = (table: string, now: Date): Date => {
  const term = retention[table]?.term;
  if (term === null || term === undefined) throw new Error(`${table} is kept without a term`);
  const past = new Date(now);
  if ('years' in term) past.setUTCFullYear(past.getUTCFullYear() - term.years);
  else past.setUTCDate(past.getUTCDate() - term.days);
  return past;
};
