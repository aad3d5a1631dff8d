/** What may be spent out of a fund in a year, as it is kept. */
import type { AccountTypeId } from '#libs/ledger/account-types.js';
import type { Fen } from '#libs/money/fen.js';

/** Yuan by account of expenditure. */
export type BudgetLines = Readonly<Partial<Record<AccountTypeId, string>>>;

export type Budget = {
  readonly scheme: string;
  readonly year: number;
  /** From 1; the last counts. */
  readonly version: number;
  readonly lines: BudgetLines;
  /** The document it rests on. */
  readonly source: string;
  readonly enteredBy: string;
  readonly enteredAt: Date;
  readonly approvalId: string;
};

/** How benefits of a fund stand against its budget of the year. */
export type BudgetStanding = {
  readonly year: number;
  readonly approved: Fen;
  readonly spent: Fen;
  /** Less than nothing where more was spent. */
  readonly left: Fen;
};
