/** Gives back what was paid as a resident for months that were paid as an employee too: the own part to the person, the subsidy to finance. */
import { Injectable } from '@nestjs/common';
import { transferReference } from '#libs/contributions/notice-number.js';
import { overlapOf } from '#libs/contributions/transfers.js';
import { type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { type Fen, yuan, zeroFen } from '#libs/money/fen.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { OtherMoney } from '../collection/other-money.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import type { InsuranceTransfer } from './transfer.js';

const scheme = '170';

@Injectable()
export class OverlapRefunds {
  constructor(
    private readonly accounts: AccountMoves,
    private readonly other: OtherMoney,
    private readonly payments: OutgoingPayments,
    private readonly transfers: FundTransfersService,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes it out of the account and sends it on its way, before the rest of the account moves. Throws Refused `refund-account-missing`,
   * `credit-used`, `fund-short`.
   */
  async giveBack(
    tx: Transaction,
    approvalId: string,
    transfer: InsuranceTransfer,
    [person = transfer.personId]: readonly string[],
  ): Promise<void> {
    const byWay = new Map<'premium-refund' | 'premium-refund-earlier-year', Fen>();
    for (const { year, first, last, tier, subsidy } of transfer.inputs.overlaps) {
      const back = overlapOf({
        year,
        first: first as PlainMonth,
        last: last as PlainMonth,
        tier: yuan(tier),
        subsidy: yuan(subsidy),
      });
      const period = String(year);
      await this.accounts.takeBack(tx, scheme, person, {
        kind: 'personal',
        period,
        amount: back.refundToPerson,
      });
      await this.accounts.takeBack(tx, scheme, person, {
        kind: 'subsidy',
        period,
        amount: back.subsidyReturned,
      });
      const way = year < yearOf(this.clock.today()) ? 'premium-refund-earlier-year' : 'premium-refund';
      byWay.set(way, ((byWay.get(way) ?? zeroFen) + back.refundToPerson) as Fen);
    }
    if (transfer.backToFinance > zeroFen)
      await this.transfers.book(tx, scheme, 'subsidy-return', transfer.backToFinance);
    if (transfer.backToPerson === zeroFen) return;
    const to = await this.other.accountOfPerson(tx, person);
    if (to === null) throw new Refused('refund-account-missing');
    for (const [flow, amount] of byWay)
      if (amount > zeroFen)
        await this.payments.order(tx, {
          approvalId,
          what: 'overlap-refund',
          subject: transferReference(transfer.number),
          scheme,
          flow,
          account: to.account,
          accountName: to.name,
          amount,
        });
  }
}
