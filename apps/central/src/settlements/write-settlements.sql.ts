/** One statement that writes everything a batch came to; its foreign keys are checked when all of it is there. */

// $1 is a JSON object of arrays, one for each table; json_populate_recordset reads a table's own column types. Numbers
// of fen travel as text, because JSON numbers do not hold a bigint.
export const writeSettlementsSql = `
with new_operations as (
  insert into operation (key, terminal_id, staff_number, kind, channel, body_digest, total_fen, state, receipt_number, problem_code, problem_detail, started_at, finished_at)
  select key, terminal_id, staff_number, kind, channel, body_digest, total_fen, state, receipt_number, problem_code, problem_detail, started_at, finished_at
  from json_populate_recordset(null::operation, $1::json->'newOperations')
), finished_operations as (
  update operation o set state = r.state, receipt_number = r.receipt_number, problem_code = r.problem_code,
    problem_detail = r.problem_detail, finished_at = r.finished_at, change_number = nextval('operation_change')
  from json_populate_recordset(null::operation, $1::json->'finishedOperations') r where o.key = r.key
), new_settlements as (
  insert into settlement select * from json_populate_recordset(null::settlement, $1::json->'settlements')
), new_lines as (
  insert into settlement_line select * from json_populate_recordset(null::settlement_line, $1::json->'lines')
), concluded_settlements as (
  update settlement s set state = r.state, settled_at = r.settled_at
  from json_populate_recordset(null::settlement, $1::json->'concluded') r where s.id = r.id
), concluded_instructions as (
  update bank_instruction i set outcome = r.outcome, bank_reference = r.bank_reference, refusal = r.refusal
  from json_populate_recordset(null::bank_instruction, $1::json->'concludedInstructions') r where i.reference = r.reference
), new_instructions as (
  insert into bank_instruction select * from json_populate_recordset(null::bank_instruction, $1::json->'instructions')
), dues as (
  update due d set state = r.state, amount_fen = r.amount_fen, settled_by = r.settled_by
  from json_populate_recordset(null::due, $1::json->'dues') r where d.id = r.id
), entitlements as (
  update entitlement e set state = r.state, settled_by = r.settled_by
  from json_populate_recordset(null::entitlement, $1::json->'entitlements') r where e.id = r.id
), transfers as (
  insert into transfer select * from json_populate_recordset(null::transfer, $1::json->'transfers')
), accounts as (
  update ledger_account a set balance_fen = r.balance_fen, held_fen = r.held_fen, version = r.version
  from json_populate_recordset(null::ledger_account, $1::json->'accounts') r where a.id = r.id
), personal_accounts as (
  update personal_account p set balance_fen = r.balance_fen, version = r.version
  from json_populate_recordset(null::personal_account, $1::json->'personalAccounts') r where p.id = r.id
), personal_account_entries as (
  insert into personal_account_entry select * from json_populate_recordset(null::personal_account_entry, $1::json->'personalAccountEntries')
), receipts as (
  insert into receipt select * from json_populate_recordset(null::receipt, $1::json->'receipts')
), numbering as (
  update receipt_sequence q set last_number = r.last_number
  from json_populate_recordset(null::receipt_sequence, $1::json->'receiptSequence') r where q.business_date = r.business_date
)
insert into audit_event (at, action, terminal_id, staff_number, card_session_id, subject, detail)
select at, action, terminal_id, staff_number, card_session_id, subject, detail
from json_populate_recordset(null::audit_event, $1::json->'audit')
`;
