/** What each role of the machine may do: the counter no files of batches and imports, reports read without cards, keys and names. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames, type AreaNames } from './area-names.js';

export class Roles1797000000000 implements MigrationInterface {
  readonly name = 'Roles1797000000000';

  async up(runner: QueryRunner): Promise<void> {
    const names = areaNames(runner);
    await runner.query(work(names));
    await runner.query(reports(names));
  }

  async down(): Promise<void> {
    throw new Error('what a role may do is only ever narrowed: restore the backup of before instead');
  }
}

const work = ({ service, work: role }: AreaNames): string => `
grant ${service} to ${role} with inherit true, set false;
-- How far the schema is brought is the owner's to say.
revoke insert on migration from ${service};
-- Files of applicants, of the bank and of card makers are read by commands alone.
revoke insert, update, delete on card_import, card_import_row, card_batch_file, card_batch_file_row, card_maker, signing_key from ${service};
revoke maintain on card_import_row, card_batch_file_row from ${service};
grant insert, update on card_import, card_batch_file, card_batch_file_row, card_maker to ${role};
grant insert on signing_key to ${role};
grant delete on card_import, card_batch_file_row to ${role};
grant insert, update, delete, maintain on card_import_row to ${role};
grant maintain on card_batch_file_row to ${role};
`;

// By column: what a report does not need to count is not there to be read. A column that comes later is not read until it is granted.
const reports = ({ schema, reports: role }: AreaNames): string => `
grant usage on schema ${schema} to ${role};
grant select on participation, benefit_claim, operation_line, ledger_account_type, lawful_flow, ledger_account, transfer, personal_account,
  personal_account_entry, policy_parameter, unit, depot, chip_lot, work, work_chunk, card_batch, card_event, receipt_print,
  receipt_print_outcome to ${role};
grant select (id, sex, birth_date, category, created_at, ethnic_group, birthplace) on person to ${role};
grant select (id, person_id, scheme, period, amount_fen, state, settled_by, assessed_at) on due to ${role};
grant select (id, claim_id, person_id, scheme, period, amount_fen, account_part_fen, state, settled_by, assessed_at) on entitlement to ${role};
grant select (key, terminal_id, staff_number, card_session_id, person_id, kind, service, channel, total_fen, state, receipt_number,
  problem_code, business_date, started_at, finished_at) on operation to ${role};
grant select (operation_key, direction, amount_fen, outcome, attempts, created_at) on bank_instruction to ${role};
grant select (number, operation_key, issued_at) on receipt to ${role};
grant select (id, at, action, terminal_id, staff_number) on audit_event to ${role};
grant select (id, code, name, state, depot) on terminal to ${role};
grant select (staff_number, name, role, active) on staff_member to ${role};
grant select (id, staff_number, terminal_id, signed_in_at, shift_ends_at, ended_at) on staff_session to ${role};
grant select (id, card_id, person_id, terminal_id, staff_number, state, started_at, ended_at) on card_session to ${role};
grant select (id, person_id, specification_version, algorithm, state, issued_on, valid_until, bank_account_state, application_id,
  key_version, depot, enabled_at, loss_lapses_at) on card to ${role};
grant select (id, person_id, reason, state, unit_code, depot, replaces_card_id, fee_fen, applied_at, applied_by, decided_at, decided_by,
  reject_reason, card_id, import_id) on card_application to ${role};
grant select (batch_id, item, application_id, key_version, outcome, reason, outcome_at, hand_over_id) on card_batch_item to ${role};
grant select (id, batch_id, kind, rows, received_at, received_by, done_at) on card_batch_file to ${role};
grant select (id, number, batch_id, unit_code, at, by) on card_hand_over to ${role};
grant select (id, state, with_photos, totals, examined_at, examined_by, committed_at, committed_by) on card_import to ${role};
grant select (id, application_id, stage, spoiled_reason, card_id, terminal_id, staff_number, begun_at, changed_at) on issuance to ${role};
grant select (id, application_id, state, created_at, attempts, next_attempt_at) on notification to ${role};
`;
