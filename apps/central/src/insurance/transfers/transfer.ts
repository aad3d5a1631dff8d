/** A move of somebody's insurance relation (关系转移): to another place, from one, or between schemes here. */
import type { MovedSpan } from '#libs/contributions/moved-months.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen, formatYuan, yuan } from '#libs/money/fen.js';

export const transferDirections = ['out', 'in', 'between'] as const;
export type TransferDirection = (typeof transferDirections)[number];

export const transferStates = [
  'asked',
  'approved',
  'done',
  'refused',
  'bank-refused',
  'returned',
  'sent-back',
] as const;
export type TransferState = (typeof transferStates)[number];

/** A span as it is kept and as it travels: amounts in yuan. */
export type WrittenSpan = {
  readonly first: string;
  readonly last: string;
  readonly base: string;
  readonly account: string;
};

/** What the amounts were reckoned from: the explanation is made again of it. Amounts in yuan. */
export type TransferInputs = {
  /** The day whose rules it follows. */
  readonly on: string;
  /** The sum of the bases since 1998; null: the pool gives nothing along. */
  readonly bases: string | null;
  /** Months that count in the scheme entered without the move, and in the one left. */
  readonly monthsBefore: number;
  readonly monthsOfOther: number;
  /** What is on accounts that do not go along, such as that of the occupational annuity; left out: nothing, or it was not looked at. */
  readonly stays?: string;
  /** Months paid twice, of each of the resident's years. */
  readonly overlaps: readonly {
    readonly year: number;
    readonly first: string;
    readonly last: string;
    readonly tier: string;
    readonly subsidy: string;
  }[];
};

export type OtherAgency = {
  readonly code: string;
  readonly name: string;
  readonly account: string | null;
  readonly accountName: string | null;
};

export type NewTransfer = {
  readonly direction: TransferDirection;
  readonly personId: string;
  readonly from: string;
  readonly to: string;
  readonly agency: OtherAgency | null;
  readonly letter: string | null;
  readonly months: number;
  readonly account: Fen;
  readonly pool: Fen;
  readonly backToPerson: Fen;
  readonly backToFinance: Fen;
  readonly spans: readonly WrittenSpan[];
  readonly inputs: TransferInputs;
  readonly reason: string;
};

export type InsuranceTransfer = NewTransfer & {
  readonly id: string;
  readonly number: number;
  readonly state: TransferState;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly knownAt: Date;
  readonly approvalId: string | null;
  readonly endedAt: Date | null;
  readonly receivedOn: PlainDate | null;
  /** The voucher of the fiscal special account that the money came with; null: a line of a statement told of it, or it has not come. */
  readonly voucher: string | null;
};

export const readSpan = ({ first, last, base, account }: WrittenSpan): MovedSpan => ({
  first: first as PlainMonth,
  last: last as PlainMonth,
  base: yuan(base),
  account: yuan(account),
});

export const writeSpan = ({ first, last, base, account }: MovedSpan): WrittenSpan => ({
  first,
  last,
  base: formatYuan(base),
  account: formatYuan(account),
});

/** What passes between the two funds or agencies. */
export const moneyOf = ({ account, pool }: Pick<NewTransfer, 'account' | 'pool'>): Fen => fen(account + pool);
