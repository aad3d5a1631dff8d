/** How instructions to the bank are stored before they leave, and what became of them. */
import type { RowWrite } from '../../ground/database/row-writes.js';

const columns =
  'operation_key, direction, account, fund_account, amount_fen, outcome, attempts, next_attempt_at, created_at';

export const newInstructions: RowWrite = {
  table: 'bank_instruction',
  sql: (rows) => `insert into bank_instruction (${columns}) select ${columns} from ${rows}`,
};

export const concludedInstructions: RowWrite = {
  table: 'bank_instruction',
  sql: (
    rows,
  ) => `update bank_instruction i set outcome = r.outcome, bank_reference = r.bank_reference, refusal = r.refusal
    from ${rows} r where i.operation_key = r.operation_key`,
};
