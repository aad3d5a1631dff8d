/** One statement that writes everything a group of acts came to: each table as its owner says, the operation book among them. */
import { together, type RowsOf } from '../../ground/database/row-writes.js';
import { concludedInstructions, newInstructions } from '../../funds/bank/instruction-rows.js';
import {
  ledgerAccounts,
  personalAccountEntries,
  personalAccounts,
  transfers,
} from '../../funds/ledger/ledger-rows.js';
import { markedEntitlements } from '../../insurance/benefits/entitlement-rows.js';
import { newRecoveryParts } from '../../insurance/benefits/recovery-rows.js';
import { markedDues } from '../../insurance/contributions/due-rows.js';
import { newShifts } from '../shifts/shift-rows.js';
import { bookWrites } from '../../records/operations/operation-book.store.js';
import { drawnReceiptNumbers } from '../../records/receipts/receipt-numbers.store.js';

const { operationAgents: _withoutAgents, ...book } = bookWrites;

const writes = {
  newShifts,
  ...book,
  drawnReceiptNumbers,
  newInstructions,
  concludedInstructions,
  markedDues,
  markedEntitlements,
  newRecoveryParts,
  transfers,
  ledgerAccounts,
  personalAccounts,
  personalAccountEntries,
} as const;

/** Rows by what is written. */
export type ActRows = RowsOf<typeof writes>;

export const writeActs = together('write-acts', writes);
