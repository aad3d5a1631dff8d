/** An operation as it is stored: an act that moves money at a counter, or a service of the card window. */
import type { CardService } from '#libs/cards/card-services.js';
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';

/** `reversal` undoes an act of the day that was keyed wrong, `refund` gives a contribution back. */
export type MoneyActKind =
  | 'payment'
  | 'collection'
  | 'till-draw'
  | 'till-deposit'
  | 'till-return'
  | 'reversal'
  | 'refund';
/** Acts that end a shift: the till counted, or handed over to another clerk. */
export type ShiftActKind = 'shift-count' | 'shift-hand-over';
export type Channel = 'bank' | 'cash';
/** Collected for the bureau, at no window: by a bank's debit, or by the tax authority. */
export type ChannelElsewhere = 'debit' | 'tax';

export type OperationState = 'running' | 'succeeded' | 'refused' | 'unknown';

/** An act that moves money, as it is stored. */
export type Operation = {
  readonly key: string;
  readonly terminalId: string;
  /** Null: the holder's own act, at a kiosk. */
  readonly staffNumber: string | null;
  readonly cardSessionId: string | null;
  readonly personId: string | null;
  readonly kind: MoneyActKind;
  readonly channel: Channel | ChannelElsewhere;
  readonly bodyDigest: string;
  readonly total: Fen;
  readonly state: OperationState;
  readonly receiptNumber: string | null;
  readonly problemCode: ProblemCode | null;
  readonly problemDetail: string | null;
  readonly businessDate: PlainDate;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** The shift it belongs to; null: it was refused, is the holder's own at a kiosk, or is from before there were shifts. */
  readonly shiftId: string | null;
  /** Key of the act that this one undoes. */
  readonly undoes?: string | null;
  /** How the holder has agreed to the debit of their account. */
  readonly debitConsent?: DebitConsent | null;
};

/** An operation of any kind: acts that move money, and services of the card window. */
export type RecordedOperation = Omit<Operation, 'kind' | 'channel' | 'shiftId' | 'terminalId'> & {
  /** Null: it was collected elsewhere. */
  readonly terminalId: string | null;
  readonly kind: MoneyActKind | ShiftActKind | 'card-service';
  /** `none`: no money moves. */
  readonly channel: Channel | ChannelElsewhere | 'none';
  /** Of kind `card-service` only. */
  readonly service?: CardService | null;
  /** Of a card service only where a fee was taken or given back. */
  readonly shiftId?: string | null;
};
