/** How transfers are appended and accounts taken along with them, many at once. */
import type { RowWrite } from '../../ground/database/row-writes.js';

const transferColumns = `operation_key, scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen,
  debit_version, debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at`;

export const transfers: RowWrite = {
  table: 'transfer',
  sql: (rows) => `insert into transfer (${transferColumns}) select ${transferColumns} from ${rows}`,
};

/** Balance, hold and version of accounts after their transfers. */
export const ledgerAccounts: RowWrite = {
  table: 'ledger_account',
  sql: (
    rows,
  ) => `update ledger_account a set balance_fen = r.balance_fen, held_fen = r.held_fen, version = r.version
    from ${rows} r where a.id = r.id`,
};

/** Balance and version of personal accounts after their entries. */
export const personalAccounts: RowWrite = {
  table: 'personal_account',
  sql: (rows) => `update personal_account p set balance_fen = r.balance_fen, version = r.version
    from ${rows} r where p.id = r.id`,
};

export const personalAccountEntries: RowWrite = {
  table: 'personal_account_entry',
  sql: (rows) => `insert into personal_account_entry select * from ${rows}`,
};
