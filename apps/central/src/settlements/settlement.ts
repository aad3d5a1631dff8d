/** The acts that move money at a counter, from what was asked to what became of it. */
import type { ProblemCode } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Writer } from '../http/identity.js';

export type SettlementKind = 'payment' | 'collection' | 'till-draw' | 'till-deposit';
export type Channel = 'bank' | 'cash';

/** What every request brings along. */
type Asked = Writer & {
  /** SHA-256 of the body without the card's proof. */
  readonly bodyDigest: string;
};

/** A holder pays dues or collects entitlements, with the card in the reader. */
export type CardAct = Asked & {
  readonly kind: 'payment' | 'collection';
  readonly channel: Channel;
  readonly cardSessionId: string;
  readonly cardProof: Uint8Array;
  readonly items: readonly { readonly id: string; readonly amount: Fen }[];
};

/** A clerk draws cash to pay benefits with, or banks the cash taken in. */
export type TillAct = Asked & {
  readonly kind: 'till-draw' | 'till-deposit';
  readonly channel: 'cash';
  readonly scheme: string;
  readonly amount: Fen;
};

/** The bank has answered for a settlement that waited for it. */
export type BankConclusion = {
  readonly kind: 'conclusion';
  /** Key of the operation that waits for it. */
  readonly key: string;
  readonly outcome:
    | { readonly succeeded: true; readonly bankReference: string }
    | { readonly succeeded: false; readonly reason: string };
};

export type Job = CardAct | TillAct | BankConclusion;

export type OperationState = 'running' | 'succeeded' | 'refused' | 'unknown';

/** An operation as it is stored. */
export type Operation = {
  readonly key: string;
  readonly terminalId: string;
  readonly staffNumber: string;
  readonly cardSessionId: string | null;
  readonly personId: string | null;
  readonly kind: SettlementKind;
  readonly channel: Channel;
  readonly bodyDigest: string;
  readonly total: Fen;
  readonly state: OperationState;
  readonly receiptNumber: string | null;
  readonly problemCode: ProblemCode | null;
  readonly problemDetail: string | null;
  readonly businessDate: PlainDate;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

/** Money that has to go through the bank before the settlement is done. */
export type Instruction = {
  /** Also what the bank knows it by: one key, one booking. */
  readonly operationKey: string;
  readonly direction: 'debit' | 'credit';
  readonly account: string;
  readonly amount: Fen;
  /** What each fund gets or gives. */
  readonly funds: readonly { readonly scheme: string; readonly amount: Fen }[];
};

/** What a job came to: its operation as it stands, and the bank instruction to send when there is one. */
export type Outcome =
  | {
      readonly settled: true;
      readonly operation: Operation;
      readonly replayed: boolean;
      readonly instruction: Instruction | null;
    }
  | { readonly settled: false; readonly code: ProblemCode; readonly detail?: string };
