/** A group's writes as rows of the tables, under their column names. */
import type { GroupState } from './group-state.js';
import type { Operation } from '../../records/operations/operation.js';
import type { WrittenTable } from './write-acts.sql.js';
import type { WriteSet } from './write-set.js';

const operationRow = (operation: Operation) => ({
  key: operation.key,
  terminal_id: operation.terminalId,
  staff_number: operation.staffNumber,
  card_session_id: operation.cardSessionId,
  person_id: operation.personId,
  kind: operation.kind,
  channel: operation.channel,
  body_digest: operation.bodyDigest,
  total_fen: operation.total.toString(),
  state: operation.state,
  receipt_number: operation.receiptNumber,
  problem_code: operation.problemCode,
  problem_detail: operation.problemDetail,
  business_date: operation.businessDate,
  started_at: operation.startedAt.toISOString(),
  finished_at: operation.finishedAt?.toISOString() ?? null,
});

/** Rows by table. */
export type Rows = Record<WrittenTable, readonly object[]>;

/** One array of rows for each table, as `writeActsSql` reads them. The bank is asked about a new instruction after `askBankAfterMs`. */
export const toRows = (state: GroupState, writes: WriteSet, askBankAfterMs: number): Rows => {
  const now = state.now.toISOString();
  const touchedPersonalAccounts = new Set(writes.personalAccountEntries.map(({ accountId }) => accountId));
  return {
    newOperations: writes.newOperations.map(operationRow),
    finishedOperations: writes.finishedOperations.map(operationRow),
    lines: writes.lines.flatMap(({ operationKey, lines }) =>
      lines.map((line, index) => ({
        operation_key: operationKey,
        line: index + 1,
        scheme: line.scheme,
        period: line.period,
        subject_id: line.subjectId,
        amount_fen: line.amount.toString(),
        subsidy_fen: line.subsidy.toString(),
        account_part_fen: line.accountPart.toString(),
      })),
    ),
    concludedInstructions: writes.concluded.map(({ operationKey, outcome, bankReference, refusal }) => ({
      operation_key: operationKey,
      outcome,
      bank_reference: bankReference,
      refusal,
    })),
    instructions: writes.instructions.map(({ operationKey, direction, account, amount }) => ({
      operation_key: operationKey,
      direction,
      account,
      amount_fen: amount.toString(),
      outcome: 'unknown',
      attempts: 1,
      next_attempt_at: new Date(state.now.getTime() + askBankAfterMs).toISOString(),
      created_at: now,
    })),
    dues: Array.from(writes.dues, ([id, due]) => ({
      id,
      state: due.state,
      amount_fen: due.amount?.toString() ?? null,
      settled_by: due.settledBy,
    })),
    entitlements: Array.from(writes.entitlements, ([id, entitlement]) => ({
      id,
      state: entitlement.state,
      settled_by: entitlement.settledBy,
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
    accounts: Array.from(writes.touchedAccounts, (id) => {
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
    receipts: writes.receipts.map(({ operationKey, document }) => ({
      number: document.number,
      operation_key: operationKey,
      document,
      verification_code: document.verificationCode,
      issued_at: now,
    })),
    receiptSequence:
      writes.receipts.length === 0
        ? []
        : [{ business_date: state.today, last_number: state.lastReceiptNumber }],
    audit: writes.audit.map((event) => ({
      at: event.at.toISOString(),
      action: event.action,
      terminal_id: event.terminalId ?? null,
      staff_number: event.staffNumber ?? null,
      card_session_id: event.cardSessionId ?? null,
      subject: event.subject ?? null,
      detail: event.detail ?? {},
    })),
  };
};
