/** For what else comes in and goes back beside the bills of units: waiting lines taken by others, and the account of a person's card. */
import { Injectable } from '@nestjs/common';
import { type Fen, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { type RefundAccount, RefundAccountsStore } from './refund-accounts.store.js';
import { StatementsStore } from './statements.store.js';
import { type HeldLine, WaitingMoneyStore } from './waiting-money.store.js';

export type WaitingLineHeld = HeldLine;

@Injectable()
export class OtherMoney {
  constructor(
    private readonly lines: StatementsStore,
    private readonly waiting: WaitingMoneyStore,
    private readonly accounts: RefundAccountsStore,
    private readonly clock: Clock,
  ) {}

  /** A line that waits, by numbers that somebody typed, held until the transaction ends; null: it waits no longer. */
  waitingLine(tx: Transaction, statement: number, line: number): Promise<WaitingLineHeld | null> {
    return this.waiting.holdAsked(tx, statement, line);
  }

  /** As {@link OtherMoney.waitingLine}, also what came to the fiscal special account and is in no book. */
  anyWaitingLine(tx: Transaction, statement: number, line: number): Promise<WaitingLineHeld | null> {
    return this.waiting.holdAnyAsked(tx, statement, line);
  }

  /** Settles a line that is held, and in no book, as booked already by another paper, whose number is kept with it. */
  async bookedBefore(
    tx: Transaction,
    held: WaitingLineHeld,
    paper: string,
    staffNumber: string,
  ): Promise<void> {
    await this.takenByHand(tx, held, staffNumber);
    await this.noteBookedBy(tx, held, paper);
  }

  /** Keeps by which paper the money of a line was booked before. */
  noteBookedBy(
    tx: Transaction,
    line: Pick<WaitingLineHeld, 'statementId' | 'line'>,
    paper: string,
  ): Promise<void> {
    return this.lines.noteBookedBy(tx, line, paper);
  }

  /** Settles a line that is held as taken by a person, whole, or but for what is over. */
  takenByHand(
    tx: Transaction,
    { statementId, line }: WaitingLineHeld,
    staffNumber: string,
    rest: Fen = zeroFen,
  ): Promise<void> {
    const isWhole = rest === zeroFen;
    return this.lines.settle(
      tx,
      statementId,
      [
        {
          line,
          state: isWhole ? 'assigned' : 'in-suspense',
          why: isWhole ? null : 'overpaid',
          how: 'hand',
          unit: null,
          suspense: rest,
          candidates: [],
        },
      ],
      { at: this.clock.now(), staffNumber },
    );
  }

  /** Whether statements of a fund's fiscal special account are taken in. */
  hasFiscalStatements(tx: Transaction, scheme: string): Promise<boolean> {
    return this.lines.hasAny(tx, scheme, '1003');
  }

  /** Where money goes back to somebody; null: no card of theirs has an account. */
  accountOfPerson(tx: Transaction, personId: string): Promise<RefundAccount | null> {
    return this.accounts.ofPerson(tx, personId);
  }
}
