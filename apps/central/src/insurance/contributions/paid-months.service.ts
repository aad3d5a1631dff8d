/** Says what was paid for somebody, for papers and for what moves with them. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { type PaidRow, PaidMonthsStore } from './paid-months.store.js';

export type PaidPeriodRow = PaidRow;

@Injectable()
export class PaidMonths {
  constructor(private readonly store: PaidMonthsStore) {}

  /** All that was paid of every scheme; several ids: registrations of one person. */
  ofPerson(tx: Transaction, people: readonly string[]): Promise<PaidPeriodRow[]> {
    return this.store.ofPerson(tx, people);
  }
}
