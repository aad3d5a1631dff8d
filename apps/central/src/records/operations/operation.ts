/** An operation as it is stored: an act that moves money at a counter, or a service of the card window. */
import type { CardService } from '#libs/cards/card-services.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';

export type MoneyActKind = 'payment' | 'collection' | 'till-draw' | 'till-deposit';
export type Channel = 'bank' | 'cash';

export type OperationState = 'running' | 'succeeded' | 'refused' | 'unknown';

/** An act that moves money, as it is stored. */
export type Operation = {
  readonly key: string;
  readonly terminalId: string;
  readonly staffNumber: string;
  readonly cardSessionId: string | null;
  readonly personId: string | null;
  readonly kind: MoneyActKind;
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

/** An operation of any kind: acts that move money, and services of the card window. */
export type RecordedOperation = Omit<Operation, 'kind' | 'channel'> & {
  readonly kind: MoneyActKind | 'card-service';
  /** `none`: no money moves. */
  readonly channel: Channel | 'none';
  /** Of kind `card-service` only. */
  readonly service?: CardService | null;
};
