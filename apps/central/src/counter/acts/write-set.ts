/** The rows one group writes, gathered in memory and written by one statement. */
import type { Fen } from '#libs/money/fen.js';
import type { AuditEvent } from '../../records/audit/audit.store.js';
import type { StoredReceipt } from '../../records/receipts/receipt-document.js';
import type { DueRow, EntitlementRow, ActLine } from './group-state.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import type { Operation } from '../../records/operations/operation.js';

export type NewTransfer = {
  readonly operationKey: string;
  readonly scheme: string;
  readonly kind: string;
  readonly debitAccountId: string;
  readonly debitType: string;
  readonly debitVersion: bigint;
  readonly debitBalance: Fen;
  readonly creditAccountId: string;
  readonly creditType: string;
  readonly creditVersion: bigint;
  readonly creditBalance: Fen;
  readonly amount: Fen;
};

export type PersonalAccountEntry = {
  readonly accountId: string;
  readonly version: bigint;
  readonly kind: 'personal' | 'subsidy' | 'benefit';
  readonly amount: Fen;
  readonly balanceAfter: Fen;
  readonly operationKey: string;
  readonly period: string;
};

export type WriteSet = {
  readonly shifts: {
    readonly id: string;
    readonly staffNumber: string;
    readonly terminalId: string;
  }[];
  readonly newOperations: Operation[];
  readonly finishedOperations: Operation[];
  readonly lines: { readonly operationKey: string; readonly lines: readonly ActLine[] }[];
  readonly concluded: {
    readonly operationKey: string;
    readonly outcome: 'succeeded' | 'refused';
    readonly bankReference: string | null;
    readonly refusal: string | null;
  }[];
  readonly instructions: Instruction[];
  /** Final state of each touched due or entitlement, once each: a statement may touch a row only once. */
  readonly dues: Map<
    string,
    { readonly state: DueRow['state']; readonly amount: Fen | null; readonly settledBy: string | null }
  >;
  readonly entitlements: Map<
    string,
    { readonly state: EntitlementRow['state']; readonly settledBy: string | null }
  >;
  /** Above zero: given back; below: open again. */
  readonly recoveryParts: {
    readonly recoveryId: string;
    readonly operationKey: string;
    readonly amount: Fen;
  }[];
  readonly transfers: NewTransfer[];
  readonly touchedAccounts: Set<string>;
  readonly personalAccountEntries: PersonalAccountEntry[];
  readonly receipts: {
    readonly operationKey: string;
    readonly document: StoredReceipt;
  }[];
  readonly audit: AuditEvent[];
};

export const emptyWriteSet = (): WriteSet => ({
  shifts: [],
  newOperations: [],
  finishedOperations: [],
  lines: [],
  concluded: [],
  instructions: [],
  dues: new Map(),
  entitlements: new Map(),
  recoveryParts: [],
  transfers: [],
  touchedAccounts: new Set(),
  personalAccountEntries: [],
  receipts: [],
  audit: [],
});
