/** A group's writes as rows of the tables, under their column names. */
import { add } from '#libs/money/fen.js';
import type { GroupState } from './group-state.js';
import { auditRow } from '../../records/audit/audit-rows.js';
import { operationRow } from '../../records/operations/operation-rows.js';
import { drawnRow } from '../../records/receipts/receipt-numbers.store.js';
import { receiptRow } from '../../records/receipts/receipt-rows.js';
import type { ActRows } from './write-acts.js';
import type { WriteSet } from './write-set.js';

/** One array of rows for each table, as `writeActs` takes them. The bank is asked about a new instruction after `askBankAfterMs`. */
export const toRows = (state: GroupState, writes: WriteSet, askBankAfterMs: number): ActRows => {
  const now = state.now.toISOString();
  const touchedPersonalAccounts = new Set(writes.personalAccountEntries.map(({ accountId }) => accountId));
  return {
    newShifts: writes.shifts.map(({ id, staffNumber, terminalId }) => ({
      id,
      staff_number: staffNumber,
      terminal_id: terminalId,
      business_date: state.today,
      begun_at: now,
    })),
    newOperations: writes.newOperations.map(operationRow),
    finishedOperations: writes.finishedOperations.map(operationRow),
    operationLines: writes.lines.flatMap(({ operationKey, lines }) =>
      lines.map((line, index) => ({
        operation_key: operationKey,
        line: index + 1,
        scheme: line.scheme,
        period: line.period,
        subject_id: line.subjectId,
        amount_fen: line.amount.toString(),
        // All that the government gives for it; which part of it is of the tier stands in the assessment.
        subsidy_fen: add(line.governmentPart, line.subsidy).toString(),
        account_part_fen: line.accountPart.toString(),
      })),
    ),
    concludedInstructions: writes.concluded.map(({ operationKey, outcome, bankReference, refusal }) => ({
      operation_key: operationKey,
      outcome,
      bank_reference: bankReference,
      refusal,
    })),
    newInstructions: writes.instructions.map(({ operationKey, direction, account, fundAccount, amount }) => ({
      operation_key: operationKey,
      direction,
      account,
      fund_account: fundAccount,
      amount_fen: amount.toString(),
      outcome: 'unknown',
      attempts: 1,
      next_attempt_at: new Date(state.now.getTime() + askBankAfterMs).toISOString(),
      created_at: now,
    })),
    markedDues: Array.from(writes.dues, ([id, due]) => ({
      id,
      state: due.state,
      amount_fen: due.amount?.toString() ?? null,
      settled_by: due.settledBy,
    })),
    markedEntitlements: Array.from(writes.entitlements, ([id, entitlement]) => ({
      id,
      state: entitlement.state,
      settled_by: entitlement.settledBy,
    })),
    newRecoveryParts: writes.recoveryParts.map(({ recoveryId, operationKey, amount }) => ({
      recovery_id: recoveryId,
      amount_fen: amount.toString(),
      how: 'window',
      operation_key: operationKey,
      taken_at: now,
    })),
    transfers: writes.transfers.map((transfer) => ({
      operation_key: transfer.operationKey,
      scheme: transfer.scheme,
      kind: transfer.kind,
      debit_account_id: transfer.debitAccountId,
      debit_type: transfer.debitType,
      credit_account_id: transfer.creditAccountId,
      credit_type: transfer.creditType,
      amount_fen: transfer.amount.toString(),
      debit_version: transfer.debitVersion.toString(),
      debit_balance_after_fen: transfer.debitBalance.toString(),
      credit_version: transfer.creditVersion.toString(),
      credit_balance_after_fen: transfer.creditBalance.toString(),
      effective_on: state.today,
      booked_at: now,
    })),
    ledgerAccounts: Array.from(writes.touchedAccounts, (id) => {
      const balance = state.balances.get(id);
      return {
        id,
        balance_fen: balance?.balance.toString(),
        held_fen: balance?.held.toString(),
        version: state.accountVersions.get(id)?.toString(),
      };
    }),
    personalAccounts: Array.from(state.personalAccounts.values())
      .filter(({ id }) => touchedPersonalAccounts.has(id))
      .map(({ id, balance, version }) => ({
        id,
        balance_fen: balance.toString(),
        version: version.toString(),
      })),
    personalAccountEntries: writes.personalAccountEntries.map((entry) => ({
      account_id: entry.accountId,
      version: entry.version.toString(),
      kind: entry.kind,
      amount_fen: entry.amount.toString(),
      balance_after_fen: entry.balanceAfter.toString(),
      operation_key: entry.operationKey,
      period: entry.period,
      booked_at: now,
    })),
    receipts: writes.receipts.map(({ operationKey, document }) => receiptRow(operationKey, document)),
    drawnReceiptNumbers: writes.receipts.length === 0 ? [] : [drawnRow(state.today, state.lastReceiptNumber)],
    auditEvents: writes.audit.map(auditRow),
  };
};
