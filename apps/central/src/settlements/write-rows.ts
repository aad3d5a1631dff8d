/** A batch's writes as rows of the tables, under their column names. */
import { randomUUID } from 'node:crypto';
import type { BatchState } from './batch-state.js';
import type { Operation } from './settlement.js';
import type { WriteSet } from './write-set.js';

/** The bank is asked again this long after the first call left, should its answer not come back to us. */
const firstAskAfterMs = 20_000;

const operationRow = (operation: Operation) => ({
  key: operation.key,
  terminal_id: operation.terminalId,
  staff_number: operation.staffNumber,
  kind: operation.kind,
  channel: operation.channel,
  body_digest: operation.bodyDigest,
  total_fen: operation.total.toString(),
  state: operation.state,
  receipt_number: operation.receiptNumber,
  problem_code: operation.problemCode,
  problem_detail: operation.problemDetail,
  started_at: operation.startedAt.toISOString(),
  finished_at: operation.finishedAt?.toISOString() ?? null,
});

/** One array of rows for each table, as `writeSettlementsSql` reads them. */
export const toRows = (state: BatchState, writes: WriteSet): Record<string, readonly object[]> => {
  const now = state.now.toISOString();
  const touchedPersonalAccounts = new Set(writes.personalAccountEntries.map(({ accountId }) => accountId));
  return {
    newOperations: writes.newOperations.map(operationRow),
    finishedOperations: writes.finishedOperations.map(operationRow),
    settlements: writes.settlements.map((settlement) => ({
      id: settlement.id,
      operation_key: settlement.operationKey,
      kind: settlement.kind,
      channel: settlement.channel,
      person_id: settlement.personId,
      card_session_id: settlement.cardSessionId,
      terminal_id: settlement.terminalId,
      staff_number: settlement.staffNumber,
      total_fen: settlement.total.toString(),
      business_date: settlement.businessDate,
      state: settlement.state,
      started_at: now,
      settled_at: settlement.state === 'settled' ? now : null,
    })),
    lines: writes.settlements.flatMap(({ id, lines }) =>
      lines.map((line, index) => ({
        settlement_id: id,
        line: index + 1,
        scheme: line.scheme,
        period: line.period,
        subject_id: line.subjectId,
        amount_fen: line.amount.toString(),
        subsidy_fen: line.subsidy.toString(),
        account_part_fen: line.accountPart.toString(),
      })),
    ),
    concluded: writes.concluded.map(({ id, state: to }) => ({ id, state: to, settled_at: now })),
    concludedInstructions: writes.concluded.map(({ id, state: to, bankReference, refusal }) => ({
      reference: id,
      outcome: to === 'settled' ? 'succeeded' : 'refused',
      bank_reference: bankReference,
      refusal,
    })),
    instructions: writes.instructions.map(({ reference, settlementId, direction, account, amount }) => ({
      reference,
      settlement_id: settlementId,
      direction,
      account,
      amount_fen: amount.toString(),
      outcome: 'unknown',
      attempts: 1,
      next_attempt_at: new Date(state.now.getTime() + firstAskAfterMs).toISOString(),
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
      id: randomUUID(),
      settlement_id: transfer.settlementId,
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
      settlement_id: entry.settlementId,
      period: entry.period,
      booked_at: now,
    })),
    receipts: writes.receipts.map(({ settlementId, terminalId, document }) => ({
      number: document.number,
      settlement_id: settlementId,
      terminal_id: terminalId,
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
