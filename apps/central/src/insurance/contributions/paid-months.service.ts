/** Says what was paid for somebody, for papers and for what moves with them. */
import { Injectable } from '@nestjs/common';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import { type PaidBeside, PaidBesideStore } from './paid-beside.store.js';
import { type PaidRow, PaidMonthsStore } from './paid-months.store.js';

export type PaidPeriodRow = PaidRow;

@Injectable()
export class PaidMonths {
  constructor(
    private readonly store: PaidMonthsStore,
    private readonly besideStore: PaidBesideStore,
  ) {}

  /** All that was paid of every scheme; several ids: registrations of one person. */
  ofPerson(tx: Transaction, people: readonly string[]): Promise<PaidPeriodRow[]> {
    return this.store.ofPerson(tx, people);
  }

  /** What was paid of some schemes for months from one on, and goes back once a pension is drawn from that month; several ids: registrations of one person. */
  beside(
    tx: Transaction,
    people: readonly string[],
    schemes: readonly string[],
    month: PlainMonth,
  ): Promise<PaidBeside[]> {
    return this.besideStore.from(tx, people, schemes, month);
  }
}
