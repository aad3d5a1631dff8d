/** Takes what comes back of benefits paid in error, the oldest month first: each sum once, booked by the year it was paid in, never more than is open. */
import { Injectable } from '@nestjs/common';
import { largestPart } from '#libs/benefits/recovery-offset.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { rateOf } from '#libs/policy/look-up.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { RecoveredBy, RecoveryCase } from './recovery.js';
import { RecoveriesStore } from './recoveries.store.js';

/** What is open of a case. */
export const openOf = ({ open }: RecoveryCase): Fen => sum(open.map(({ amount }) => amount));

@Injectable()
export class Recoveries {
  constructor(
    private readonly store: RecoveriesStore,
    private readonly transfers: FundTransfersService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Held until the transaction ends; null: there is none. */
  hold(tx: Transaction, number: number): Promise<RecoveryCase | null> {
    return this.store.hold(tx, number, this.clock.today());
  }

  /**
   * Takes a sum of a case that is held and has as much open. Money by the bank lies in temporary receipts of the fund; what is written off was an
   * expense and stays one (cash basis). Throws Refused `fund-short`.
   */
  async take(tx: Transaction, of: RecoveryCase, amount: Fen, by: RecoveredBy): Promise<void> {
    const at = this.clock.now();
    let left = amount;
    let [thisYear, earlier] = [zeroFen, zeroFen];
    for (const one of of.open) {
      const part = smaller(one.amount, left);
      if (part === zeroFen) break;
      await this.store.takePart(tx, one.id, part, by, at);
      if (one.earlierYear) earlier = sum([earlier, part]);
      else thisYear = sum([thisYear, part]);
      left = subtract(left, part);
    }
    if (left > zeroFen) throw new Error(`more than is open of recovery ${of.number}`);
    if (by.how === 'written-off') return;
    // Of this year, what is kept back is an expense less and one more: nothing moves.
    if (thisYear > zeroFen && by.how === 'transfer')
      await this.transfers.book(tx, of.scheme, 'suspense-recovery', thisYear);
    if (earlier > zeroFen)
      await this.transfers.book(
        tx,
        of.scheme,
        by.how === 'transfer' ? 'suspense-other-income' : 'offset-earlier-year',
        earlier,
      );
  }

  /** Keeps back so much of a case each month from now on, also of what is due and unpaid. */
  async agree(
    tx: Transaction,
    of: RecoveryCase,
    monthly: Fen,
    approvalId: string,
    until: PlainMonth,
  ): Promise<void> {
    await this.store.addOffset(tx, { approvalId, claimId: of.claimId, monthly, at: this.clock.now() });
    await this.keepBack(tx, [of.payeeId], until);
  }

  /**
   * Keeps back what was agreed of the open lines of people up to a month: once of a month of a benefit, of the same fund, and never more than may be
   * (`recovery.least-left-share`). Throws Refused `parameter-missing`, `fund-short`.
   */
  async keepBack(tx: Transaction, payees: readonly string[], until: PlainMonth): Promise<void> {
    const offsets = await this.store.offsets(tx, payees);
    if (offsets.length === 0) return;
    const least = await this.policy.value(tx, this.clock.today(), rateOf('recovery.least-left-share'));
    for (const offset of offsets)
      for (const line of await this.store.linesToKeep(tx, offset, until)) {
        const of = await this.hold(tx, offset.number);
        if (of === null || of.open.length === 0) break;
        const kept = [offset.monthly, openOf(of), largestPart(line, least)].reduce((one, other) =>
          smaller(one, other),
        );
        if (kept === zeroFen) continue;
        const entitlementId = await this.store.divide(tx, line, kept);
        await this.take(tx, of, kept, { how: 'offset', entitlementId });
      }
  }
}
