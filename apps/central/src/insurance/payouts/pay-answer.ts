/** What a bank answered to a run of benefits, whatever the form of its file. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';

export type PayOutcome = 'paid' | 'failed' | 'doubt';

/** What the bank made of a row. */
export type AnsweredItem = {
  readonly row: number;
  readonly serial: number;
  readonly account: string;
  readonly amount: Fen;
  readonly outcome: PayOutcome;
  readonly reference: string;
  readonly reason: string;
};

export type PayAnswer = {
  readonly run: number;
  /** Of the message it answers; null: its form does not say. */
  readonly month: PlainMonth | null;
  readonly original: { readonly rows: number; readonly total: Fen } | null;
  readonly digest: string;
  readonly paid: Fen;
  readonly rows: readonly AnsweredItem[];
  readonly findings: readonly RowFinding[];
};
