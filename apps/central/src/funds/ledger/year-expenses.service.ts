/** What was spent out of funds in a year, and what lies ready to be. */
import { Injectable } from '@nestjs/common';
import type { Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { type YearExpense, YearExpensesStore } from './year-expenses.store.js';

export type { YearExpense } from './year-expenses.store.js';

@Injectable()
export class YearExpenses {
  constructor(private readonly store: YearExpensesStore) {}

  /** Debits less credits of a year, by fund and account of expenditure; `scheme` null: of all funds. */
  of(tx: Transaction, year: number, scheme: string | null): Promise<readonly YearExpense[]> {
    return this.store.of(tx, year, scheme);
  }

  /** What lies on a fund's expenditure account and is not owed to anybody whom the bank did not pay. */
  atHand(tx: Transaction, scheme: string): Promise<Fen> {
    return this.store.atHand(tx, scheme);
  }
}
