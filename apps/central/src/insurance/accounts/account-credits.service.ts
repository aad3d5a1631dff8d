/** Credits the accounts of the people of a bill once it is paid whole: the months are those of the work, the interest runs from when the money came. */
import { Injectable } from '@nestjs/common';
import {
  type AccountCredit,
  creditsGivenBack,
  creditsOfMonth,
  creditsTakenBack,
} from '#libs/contributions/account-credit.js';
import { monthOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import { add, formatYuan, negate, smaller, zeroFen } from '#libs/money/fen.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import {
  AccountEntriesStore,
  type NewEntry,
  type PaidMonth,
  type ReceivedBill,
} from './account-entries.store.js';

export type { NewEntry } from './account-entries.store.js';

/** What an account is credited more, or less, by whose money it is. */
export type AccountChange = Omit<AccountCredit, 'account'> & { readonly account: string };

/** One account after another, always in the same turn: whoever holds several cannot wait for another who does. */
const inTurn = <T>(byAccount: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...byAccount].toSorted(([one], [other]) => (one < other ? -1 : 1));

const demanded = (found: Result<readonly AccountCredit[], MissingParameter>): readonly AccountCredit[] => {
  if (!found.ok) throw new Refused('parameter-missing', found.refusal.key);
  return found.value;
};

const negated = (changes: readonly AccountChange[]): readonly AccountChange[] =>
  changes.map((change) => ({ ...change, amount: negate(change.amount) }));

/** What a month still brings to each account: what it is of all that was assessed, less what was given back and what was credited before. */
const changesOf = (parameters: Parameters, month: PaidMonth): readonly AccountChange[] => {
  const { scheme, period, refunded, credited } = month;
  const now = { unit: smaller(refunded.unit, month.unit), person: smaller(refunded.person, month.person) };
  const given = { before: { unit: zeroFen, person: zeroFen }, now };
  const back = demanded(creditsTakenBack(parameters, scheme, period, month, given));
  const changes = new Map<string, AccountChange>();
  const credits = demanded(creditsOfMonth(parameters, scheme, period, month));
  for (const each of [...credits, ...negated(back), ...negated(credited)]) {
    const key = `${each.account}/${each.kind}`;
    changes.set(key, { ...each, amount: add(changes.get(key)?.amount ?? zeroFen, each.amount) });
  }
  return [...changes.values()].filter(({ amount }) => amount !== zeroFen);
};

@Injectable()
export class AccountCredits {
  constructor(
    private readonly store: AccountEntriesStore,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Credits each account what the month's rule says, less what was given back and what it was credited before. Throws Refused `parameter-missing`. Where a correction takes back
   * more than is on the account, that part stays: what was drawn is recovered from the person.
   */
  async credit(tx: Transaction, bills: readonly ReceivedBill[]): Promise<void> {
    if (bills.length === 0) return;
    const receivedOn = new Map(bills.map((bill) => [bill.id, bill.receivedOn]));
    const months = await this.store.paidMonths(tx, [...receivedOn.keys()]);
    const parameters = await this.policy.parameters(tx);
    const byAccount = new Map<string, NewEntry[]>();
    const seen = new Set<string>();
    for (const month of months) {
      // Two bills of one month that are paid together are one month.
      const key = `${month.participationId}/${month.period}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const day = receivedOn.get(month.billId);
      if (day === undefined) throw new Error('a bill that was not asked about');
      for (const { account, kind, amount } of changesOf(parameters, month)) {
        const entries = byAccount.get(account) ?? [];
        byAccount.set(account, entries);
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
    for (const [account, entries] of inTurn(byAccount)) {
      const leftOut = await this.store.enter(tx, account, entries, now);
      // Somebody has to ask for what was drawn from it: the trail says of which bill.
      for (const { billId, amount, period } of leftOut)
        await this.audit.append(tx, {
          at: now,
          action: 'account-credit.left-out',
          ...(billId === null ? {} : { subject: billId }),
          detail: { account, period, amount: formatYuan(amount) },
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

  /** What accounts have of somebody's month of a bill, as far as a part of what is left of it is given back now. */
  async ofPart(
    tx: Transaction,
    { participationId, period }: { readonly participationId: string; readonly period: PlainMonth },
    left: Pick<PaidMonth, 'unit' | 'person'>,
    now: Pick<PaidMonth, 'unit' | 'person'>,
  ): Promise<readonly AccountChange[]> {
    return creditsGivenBack(await this.store.creditedOf(tx, participationId, period), left, now);
  }

  /**
   * Takes back what somebody's month of a bill was credited, as it is given back. Throws Refused `credit-used` when the account no longer has
   * it: what was drawn is not given back twice.
   */
  async takeBack(
    tx: Transaction,
    { id, period }: { readonly id: string | null; readonly period: PlainMonth },
    { participationId, personId }: { readonly participationId: string | null; readonly personId: string },
    credits: readonly AccountChange[],
  ): Promise<void> {
    const now = this.clock.now();
    const byAccount = new Map<string, NewEntry[]>();
    for (const { account, kind, amount } of credits)
      byAccount.set(account, [
        ...(byAccount.get(account) ?? []),
        {
          personId,
          kind,
          amount: negate(amount),
          period,
          creditedIn: monthOf(this.clock.today()),
          participationId,
          billId: id,
          part: null,
        },
      ]);
    for (const [account, entries] of inTurn(byAccount)) {
      const leftOut = await this.store.enter(tx, account, entries, now);
      if (leftOut.length > 0) throw new Refused('credit-used', period);
    }
  }
}
