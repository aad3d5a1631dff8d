/** A run that pays benefits through the bank, and what it holds, as they are kept. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';

export const payRunStates = ['listing', 'listed', 'asked', 'approved', 'refused', 'answered'] as const;
export type PayRunState = (typeof payRunStates)[number];

/** How a run's file is written for the bank: delimited, or as ISO 20022 pain.001. */
export const payForms = ['delimited', 'pain.001'] as const;
export type PayForm = (typeof payForms)[number];

export const payItemStates = ['listed', 'left', 'sent', 'paid', 'failed', 'doubt', 'returned'] as const;
export type PayItemState = (typeof payItemStates)[number];

/** Heads and fen of each reason why this month differs from the one before. */
export type Comparison = Readonly<Record<ComparedReason, { readonly heads: number; readonly fen: string }>>;
export const comparedReasons = [
  'same',
  'changed',
  'new',
  'arrears',
  'ended',
  'suspended',
  'collected',
  'no-account',
  'unexplained',
] as const;
export type ComparedReason = (typeof comparedReasons)[number];

export type PayRun = {
  readonly id: string;
  readonly number: number;
  readonly scheme: string;
  readonly month: PlainMonth;
  readonly kind: 'monthly' | 'again';
  readonly bounds: readonly string[];
  /** The set of parameters its lines followed at least; null: of a run of before that was kept, or one that has none follow. */
  readonly parameters: string | null;
  readonly state: PayRunState;
  readonly heads: number | null;
  readonly total: Fen | null;
  readonly comparison: Comparison | null;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly approvalId: string | null;
  readonly approvedAt: Date | null;
  readonly answeredAt: Date | null;
};

export type PayItem = {
  readonly id: string;
  readonly serial: number;
  readonly personId: string;
  readonly account: string | null;
  readonly accountName: string;
  readonly amount: Fen;
  readonly state: PayItemState;
  readonly why: string | null;
  readonly bankReference: string | null;
};

/** How a file for the bank is written, however many items it has: what comes before them, some of them, and what comes after. */
export type PayFile = {
  readonly before: string;
  readonly write: (items: readonly PayItem[]) => string;
  readonly after: string;
};

/** How many items of a run are in a state, and what they come to. */
export type ItemSums = { readonly state: PayItemState; readonly heads: number; readonly amount: Fen };
