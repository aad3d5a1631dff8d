/** One statement that writes everything a group came to; its foreign keys are checked when all of it is there. */

/** The tables' rows, in the order of the statement's parameters. */
export const writtenTables = [
  'newOperations',
  'finishedOperations',
  'lines',
  'instructions',
  'concludedInstructions',
  'dues',
  'entitlements',
  'transfers',
  'accounts',
  'personalAccounts',
  'personalAccountEntries',
  'receipts',
  'receiptSequence',
  'audit',
] as const;

export type WrittenTable = (typeof writtenTables)[number];

/** Rows of one table out of its parameter; json_populate_recordset reads the table's own column types. */
const rows = (written: WrittenTable, table: string): string =>
  `json_populate_recordset(null::${table}, $${writtenTables.indexOf(written) + 1}::json)`;

const operationColumns = `key, terminal_id, staff_number, card_session_id, person_id, kind, channel, body_digest, total_fen, state,
  receipt_number, problem_code, problem_detail, business_date, started_at, finished_at`;

const transferColumns = `operation_key, scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen,
  debit_version, debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at`;

const auditColumns = 'at, action, terminal_id, staff_number, card_session_id, subject, detail';

// A parameter for each table: one JSON of them all would be parsed anew for every table it is read for. Numbers of fen
// travel as text, because JSON numbers do not hold a bigint.
export const writeActsSql = `
with new_operations as (
  insert into operation (${operationColumns}) select ${operationColumns} from ${rows('newOperations', 'operation')}
), finished_operations as (
  update operation o set state = r.state, receipt_number = r.receipt_number, problem_code = r.problem_code,
    problem_detail = r.problem_detail, finished_at = r.finished_at, change_number = nextval('operation_change')
  from ${rows('finishedOperations', 'operation')} r where o.key = r.key
), new_lines as (
  insert into operation_line select * from ${rows('lines', 'operation_line')}
), new_instructions as (
  insert into bank_instruction select * from ${rows('instructions', 'bank_instruction')}
), concluded_instructions as (
  update bank_instruction i set outcome = r.outcome, bank_reference = r.bank_reference, refusal = r.refusal
  from ${rows('concludedInstructions', 'bank_instruction')} r where i.operation_key = r.operation_key
), dues as (
  update due d set state = r.state, amount_fen = r.amount_fen, settled_by = r.settled_by
  from ${rows('dues', 'due')} r where d.id = r.id
), entitlements as (
  update entitlement e set state = r.state, settled_by = r.settled_by
  from ${rows('entitlements', 'entitlement')} r where e.id = r.id
), transfers as (
  insert into transfer (${transferColumns}) select ${transferColumns} from ${rows('transfers', 'transfer')}
), accounts as (
  update ledger_account a set balance_fen = r.balance_fen, held_fen = r.held_fen, version = r.version
  from ${rows('accounts', 'ledger_account')} r where a.id = r.id
), personal_accounts as (
  update personal_account p set balance_fen = r.balance_fen, version = r.version
  from ${rows('personalAccounts', 'personal_account')} r where p.id = r.id
), personal_account_entries as (
  insert into personal_account_entry select * from ${rows('personalAccountEntries', 'personal_account_entry')}
), receipts as (
  insert into receipt select * from ${rows('receipts', 'receipt')}
), numbering as (
  update receipt_sequence q set last_number = r.last_number
  from ${rows('receiptSequence', 'receipt_sequence')} r where q.business_date = r.business_date
)
insert into audit_event (${auditColumns}) select ${auditColumns} from ${rows('audit', 'audit_event')}
`;
