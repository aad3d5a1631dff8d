/** Credits the accounts of the people of a bill once it is paid whole: the months are those of the work, the interest runs from when the money came. */
import { Injectable } from '@nestjs/common';
import { creditsOfMonth, type AccountCredit } from '#libs/contributions/account-credit.js';
import { monthOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { formatYuan, negate, subtract, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountEntriesStore, type NewEntry, type ReceivedBill } from './account-entries.store.js';

export type { NewEntry } from './account-entries.store.js';

@Injectable()
export class AccountCredits {
  constructor(
    private readonly store: AccountEntriesStore,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Credits what each month's rule says, less what it was credited before. Throws Refused `parameter-missing`. Where a correction takes back
   * more than is on the account, that part stays: what was drawn is recovered from the person.
   */
  async credit(tx: Transaction, bills: readonly ReceivedBill[]): Promise<void> {
    if (bills.length === 0) return;
    const receivedOn = new Map(bills.map((bill) => [bill.id, bill.receivedOn]));
    const months = await this.store.paidMonths(tx, [...receivedOn.keys()]);
    const parameters = await this.policy.parameters(tx);
    const byScheme = new Map<string, NewEntry[]>();
    const seen = new Set<string>();
    for (const month of months) {
      // Two bills of one month that are paid together are one month.
      const key = `${month.participationId}/${month.period}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const day = receivedOn.get(month.billId);
      if (day === undefined) throw new Error('a bill that was not asked about');
      const found = creditsOfMonth(parameters, month.scheme, month.period, month);
      if (!found.ok) throw new Refused('parameter-missing', found.refusal.key);
      const wanted = new Map(found.value.map(({ kind, amount }) => [kind, amount]));
      const before = { personal: month.creditedPersonal, unit: month.creditedUnit } as const;
      for (const kind of ['personal', 'unit'] as const) {
        const amount = subtract(wanted.get(kind) ?? zeroFen, before[kind]);
        if (amount === zeroFen) continue;
        const entries = byScheme.get(month.scheme) ?? [];
        byScheme.set(month.scheme, entries);
        entries.push({
          personId: month.personId,
          kind,
          amount,
          period: month.period,
          creditedIn: monthOf(day),
          participationId: month.participationId,
          billId: month.billId,
          part: null,
        });
      }
    }
    const now = this.clock.now();
    for (const [scheme, entries] of [...byScheme].toSorted(([one], [other]) => one.localeCompare(other))) {
      const leftOut = await this.store.enter(tx, scheme, entries, now);
      // Somebody has to ask for what was drawn from it: the trail says of which bill.
      for (const { billId, amount, period } of leftOut)
        await this.audit.append(tx, {
          at: now,
          action: 'account-credit.left-out',
          ...(billId === null ? {} : { subject: billId }),
          detail: { scheme, period, amount: formatYuan(amount) },
        });
    }
    const credited = new Set(months.map(({ billId }) => billId));
    await this.store.markCredited(tx, [...credited], now);
  }

  /** Holds the accounts of people until the transaction ends, those that are missing being opened. */
  async hold(tx: Transaction, scheme: string, people: readonly string[]): Promise<void> {
    await this.store.lock(tx, scheme, people);
  }

  /** Enters what people paid themselves; nothing is taken back, so that every balance bears it. */
  async enterPaid(tx: Transaction, scheme: string, entries: readonly NewEntry[]): Promise<void> {
    await this.store.enter(tx, scheme, entries, this.clock.now());
  }

  /**
   * Takes back what somebody's month of a bill was credited, as it is given back. Throws Refused `credit-used` when the account no longer has
   * it: what was drawn is not given back twice.
   */
  async takeBack(
    tx: Transaction,
    {
      id,
      scheme,
      period,
    }: { readonly id: string | null; readonly scheme: string; readonly period: PlainMonth },
    { participationId, personId }: { readonly participationId: string | null; readonly personId: string },
    credits: readonly AccountCredit[],
  ): Promise<void> {
    const now = this.clock.now();
    const entries = credits.map(({ kind, amount }): NewEntry => ({
      personId,
      kind,
      amount: negate(amount),
      period,
      creditedIn: monthOf(this.clock.today()),
      participationId,
      billId: id,
      part: null,
    }));
    const leftOut = await this.store.enter(tx, scheme, entries, now);
    if (leftOut.length > 0) throw new Refused('credit-used', period);
  }
}
