/** The card fee at the window: taken and given back in cash, in the transaction of the service it is for, in books that are no fund's. */
import { Injectable } from '@nestjs/common';
import { feeBooks } from '#libs/contract/schemes.js';
import { formatYuan, parseYuan, zeroFen, type Fen } from '#libs/money/fen.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffWriter } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { ShiftsOfActs } from '../shifts/shifts-of-acts.service.js';
import { CardFeesStore } from './card-fees.store.js';

/** Cash that passes for an application. */
export type FeeMove = {
  readonly applicationId: string;
  readonly amount: Fen;
  readonly way: 'taken' | 'returned';
};

/** A move that can be made: the shift it belongs to, and what writes it once its operation is written. */
type PreparedFee = { readonly shiftId: string; readonly write: () => Promise<void> };

/** The clerk has counted just what is owed or given back. Throws Refused `fee-differs` with the sum. */
export const demandFee = (counted: string | undefined, move: FeeMove | null): void => {
  const due = move?.amount ?? zeroFen;
  if ((counted === undefined ? zeroFen : parseYuan(counted)) !== due)
    throw new Refused('fee-differs', `${formatYuan(due)} 元 / yuan`);
};

@Injectable()
export class CardFees {
  constructor(
    private readonly transfers: FundTransfersService,
    private readonly shifts: ShiftsOfActs,
    private readonly store: CardFeesStore,
  ) {}

  /**
   * Holds the clerk's shift and the accounts, before a receipt is numbered. Throws Refused `shift-ended`, and `fee-till-short` when there
   * is too little to give back.
   */
  async prepare(tx: Transaction, { key, staff, terminal }: StaffWriter, move: FeeMove): Promise<PreparedFee> {
    const { applicationId, amount, way } = move;
    const shiftId = await this.shifts.join(tx, { key, staff: staff.number, terminal: terminal.id });
    const append = await this.transfers.prepare(tx, {
      scheme: feeBooks,
      kind: way === 'taken' ? 'card-fee' : 'card-fee-returned',
      amount,
      clerk: staff.number,
      short: 'fee-till-short',
    });
    return {
      shiftId,
      write: async () => {
        await append(key);
        if (way === 'taken') await this.store.take(tx, applicationId, amount, key);
        else await this.store.giveBack(tx, applicationId, key);
      },
    };
  }
}
