/** What whoever carries out acts of money asks of shifts: the limits of the day, and how things stand at each act's window. */
import { Injectable } from '@nestjs/common';
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import { wholePpm } from '#libs/money/rate.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { AskedAtWindow, AtWindow } from './at-window.js';
import { CashLimitsService, type CashLimits } from './cash-limits.service.js';
import { ShiftsOfActsStore } from './shifts-of-acts.store.js';

@Injectable()
export class ShiftsOfActs {
  constructor(
    private readonly limits: CashLimitsService,
    private readonly store: ShiftsOfActsStore,
    private readonly clock: Clock,
  ) {}

  /** Never in a transaction of somebody's: it may take a connection of its own. */
  limitsOf(day: PlainDate): Promise<CashLimits> {
    return this.limits.of(day);
  }

  /** From this amount of a draw on nothing is confirmed by a key alone. */
  async carefulFrom(): Promise<Fen> {
    const { draw, carefulShare } = await this.limitsOf(this.clock.today());
    return fen((draw * carefulShare) / wholePpm);
  }

  /** The shift that one act of money belongs to, begun by it if it is the day's first. Throws Refused `shift-ended`. */
  async join(tx: Transaction, asked: AskedAtWindow): Promise<string> {
    const day = this.clock.today();
    const here = async (): Promise<AtWindow | undefined> =>
      (await this.store.of(tx, [asked], day)).get(asked.key);
    const before = await here();
    if (before?.ended === true) throw new Refused('shift-ended');
    if (before?.shiftId != null) return before.shiftId;
    await this.store.begin(tx, asked, day, this.clock.now());
    const begun = (await here())?.shiftId;
    if (begun == null) throw new Error('a shift that was begun is not there');
    return begun;
  }

  /** How the holder of a bank account agrees to a debit today. */
  async debitConsent(): Promise<DebitConsent> {
    return (await this.limitsOf(this.clock.today())).debitConsent;
  }

  /** By key; open shifts are held until the transaction ends. One read, however many acts there are. */
  atWindow(
    tx: Transaction,
    asked: readonly AskedAtWindow[],
    day: PlainDate,
  ): Promise<ReadonlyMap<string, AtWindow>> {
    return this.store.of(tx, asked, day);
  }
}
