/** Books money of units on their bills, many at once: the fund's books, the bills, and the accounts of their people, in one transaction. */
import { Injectable } from '@nestjs/common';
import { spreadOverBills } from '#libs/contributions/bill-payment.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import { add, type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { ManyTransfers, type FundMovement } from '../../funds/ledger/many-transfers.service.js';
import { AccountCredits } from '../accounts/account-credits.service.js';
import { BillsStore, type HeldBill, type NewBillPayment, type PaymentChannel } from './bills.store.js';

/** Where the money comes from in the books, and where it waits when no bill takes it; null: it stays where it is. */
export const ways = {
  income: { premium: 'contribution', fee: 'other-income', rest: 'suspense' },
  'fiscal-special': { premium: 'contribution-direct', fee: 'other-income-direct', rest: null },
  suspense: { premium: 'suspense-contribution', fee: 'suspense-other-income', rest: null },
} as const satisfies Record<string, { premium: FlowKind; fee: FlowKind; rest: FlowKind | null }>;

/** Money for bills that are held, in the order they are paid; no bills: nobody's yet. */
export type MoneyForBills = {
  readonly sourceId: string;
  readonly sourceLine: number;
  readonly amount: Fen;
  readonly receivedOn: PlainDate;
  readonly bills: readonly HeldBill[];
};

/** Gathers what is to be booked of one fund; the bills it was given carry what is open as it goes. */
export class Gathered {
  readonly movements: FundMovement[] = [];
  readonly payments: NewBillPayment[] = [];
  /** Bills that are paid whole now, with the day the last of it came. */
  readonly paidWhole = new Map<string, PlainDate>();

  constructor(
    private readonly parameters: Parameters,
    private readonly channel: PaymentChannel,
    readonly way: keyof typeof ways,
  ) {}

  /** Spreads money over bills; returns what no bill took. Throws Refused `parameter-missing`. */
  add({ sourceId, sourceLine, amount, receivedOn, bills }: MoneyForBills): Fen {
    const spread = spreadOverBills(this.parameters, amount, receivedOn, bills);
    if (!spread.ok) throw new Refused('parameter-missing', spread.refusal.key);
    const { payments, rest } = spread.value;
    let [premium, fees] = [zeroFen, zeroFen];
    for (const payment of payments) {
      const bill = bills.find(({ id }) => id === payment.bill);
      if (bill === undefined) throw new Error('a payment on a bill that was not given');
      bill.open = subtract(bill.open, payment.amount);
      bill.feeOwed = subtract(add(bill.feeOwed, payment.feeFixed), payment.feePaid);
      if (payment.amount > zeroFen && bill.open === zeroFen) this.paidWhole.set(bill.id, receivedOn);
      premium = add(premium, payment.amount);
      fees = add(fees, payment.feePaid);
      this.payments.push({ ...payment, channel: this.channel, sourceId, sourceLine, receivedOn });
    }
    const kinds = ways[this.way];
    if (premium > zeroFen) this.movements.push({ kind: kinds.premium, amount: premium });
    if (fees > zeroFen) this.movements.push({ kind: kinds.fee, amount: fees });
    if (rest > zeroFen && kinds.rest !== null) this.movements.push({ kind: kinds.rest, amount: rest });
    return rest;
  }
}

@Injectable()
export class PaymentBooking {
  constructor(
    private readonly transfers: ManyTransfers,
    private readonly store: BillsStore,
    private readonly credits: AccountCredits,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes what was gathered; `besides` writes what stands beside bills, once personal accounts of units' people are held and before the
   * fund's are. Throws Refused `fund-short`, `parameter-missing`.
   */
  async book(
    tx: Transaction,
    scheme: string,
    gathered: Gathered,
    besides?: () => Promise<readonly FundMovement[]>,
  ): Promise<void> {
    await this.store.pay(tx, gathered.payments, this.clock.now());
    await this.credits.credit(
      tx,
      Array.from(gathered.paidWhole, ([id, receivedOn]) => ({ id, receivedOn })),
    );
    // The fund's accounts are held last, and shortest: every chunk of every file waits for them.
    const others = (await besides?.()) ?? [];
    await this.transfers.book(tx, scheme, [...gathered.movements, ...others]);
  }
}
