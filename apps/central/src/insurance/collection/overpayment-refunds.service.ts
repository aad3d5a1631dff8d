/**
 * Gives back what runs found to be paid too much: the unit's part to the unit, the people's own parts to them, with their accounts. Decided
 * as refunds are.
 */
import { Injectable } from '@nestjs/common';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { yearOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { fen, type Fen, formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AccountCredits } from '../accounts/account-credits.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import type { OverpaymentPageDto } from './overpayments.dto.js';
import { type Overpayment, type OverpaymentState, OverpaymentsStore } from './overpayments.store.js';
import { type RefundAccount, RefundAccountsStore } from './refund-accounts.store.js';
import type { AskedApprovalDto } from './unit-bills.dto.js';
import { UnitBillsStore } from './unit-bills.store.js';

type Payee = RefundAccount & { readonly amount: string };

/** What is decided: what goes to which account. */
export type OverpaymentRefund = {
  readonly overpayment: string;
  readonly reason: string;
  readonly payees: readonly Payee[];
};

const subjectOf = ({ noticeNumber, scheme, period }: Overpayment): string =>
  noticeNumber === null ? `${scheme} ${period}` : noticeReference(noticeNumber);

@Injectable()
export class OverpaymentRefunds {
  constructor(
    private readonly database: Database,
    private readonly store: OverpaymentsStore,
    private readonly bills: UnitBillsStore,
    private readonly accounts: RefundAccountsStore,
    private readonly credits: AccountCredits,
    private readonly payments: OutgoingPayments,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  list(
    filters: { readonly state: OverpaymentState | null; readonly unit: string | null },
    ask: ListAsk,
  ): Promise<OverpaymentPageDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, filters, ask);
      return {
        overpayments: rows.map(({ noticeNumber, amount, foundAt, ...row }) => ({
          ...row,
          schemeName: schemeName(row.scheme),
          amount: formatYuan(fen(BigInt(amount))),
          notice: noticeNumber === null ? null : noticeReference(noticeNumber),
          foundAt: foundAt.toISOString(),
        })),
        next,
        total,
      };
    });
  }

  /** Asks others to give it back. Throws Refused `not-found`, `refund-account-missing`, `approval-waiting`. */
  ask(id: string, reason: string, by: Pick<Decider, 'number' | 'terminalId'>): Promise<AskedApprovalDto> {
    return this.database.transaction(async (tx) => {
      const found = await this.store.hold(tx, id);
      if (found === null || found.state === 'given-back') throw new Refused('not-found', id);
      const asked = await this.approvals.ask<OverpaymentRefund>(tx, {
        kind: 'contribution-refund',
        subject: id,
        content: { overpayment: id, reason, payees: await this.payees(tx, found) },
        amountFen: found.amount,
        by,
        reason,
      });
      await this.store.setState(tx, id, {
        state: 'in-refund',
        approvalId: asked.id,
        at: this.clock.now(),
      });
      return { approval: asked.id, state: asked.state };
    });
  }

  async current(tx: Transaction, content: OverpaymentRefund): Promise<OverpaymentRefund | null> {
    const found = await this.store.hold(tx, content.overpayment);
    return found?.state === 'in-refund' ? { ...content, payees: await this.payees(tx, found) } : null;
  }

  async describe(tx: Transaction, { overpayment, payees, reason }: OverpaymentRefund): Promise<ApprovalView> {
    const found = await this.store.hold(tx, overpayment);
    const amount = displayYuan(found?.amount ?? zeroFen);
    const subject = found === null ? overpayment : subjectOf(found);
    return {
      what: { zh: `退还多缴保费 ${amount}`, en: `${amount} given back that was paid too much` },
      details: [
        { label: { zh: '通知单或期间', en: 'notice or period' }, value: { zh: subject, en: subject } },
        ...payees.map((payee) => {
          const words = `${payee.name} ${payee.account} ¥${payee.amount}`;
          return { label: { zh: '收款', en: 'payee' }, value: { zh: words, en: words } };
        }),
        { label: { zh: '理由', en: 'reason' }, value: { zh: reason, en: reason } },
      ],
    };
  }

  async approved(tx: Transaction, approvalId: string, content: OverpaymentRefund): Promise<void> {
    const found = await this.store.hold(tx, content.overpayment);
    if (found === null) throw new Refused('approval-outdated', approvalId);
    const paidOn =
      found.billId === null ? await this.ofDue(tx, found) : await this.ofBill(tx, found, found.billId);
    const today = this.clock.today();
    for (const { account, name, amount } of content.payees)
      await this.payments.order(tx, {
        approvalId,
        what: 'overpayment',
        subject: subjectOf(found),
        scheme: found.scheme,
        flow: yearOf(paidOn) < yearOf(today) ? 'premium-refund-earlier-year' : 'premium-refund',
        account,
        accountName: name,
        amount: yuan(amount),
      });
    await this.store.setState(tx, found.id, { state: 'given-back', approvalId, at: this.clock.now() });
  }

  /** It was not decided so: it can be asked for again. */
  async refused(tx: Transaction, { overpayment }: OverpaymentRefund): Promise<void> {
    await this.store.setState(tx, overpayment, { state: 'open', approvalId: null, at: this.clock.now() });
  }

  /** The people's accounts become what their lines say. */
  private async ofBill(tx: Transaction, found: Overpayment, billId: string): Promise<PlainDate> {
    await this.store.addRefunded(tx, billId, found.amount);
    const [paidOn = this.clock.today()] = await this.bills.paidOn(tx, billId);
    await this.credits.credit(tx, [{ id: billId, receivedOn: paidOn }]);
    return paidOn;
  }

  /** Of what was credited with a due, the share that is given back is taken off the account. */
  private async ofDue(tx: Transaction, found: Overpayment): Promise<PlainDate> {
    const paid = found.dueId === null ? null : await this.store.paidDue(tx, found.dueId);
    if (paid === null || found.personId === null) return this.clock.today();
    const back = timesFraction(found.amount, paid.toAccount, paid.paid);
    if (back > zeroFen)
      await this.credits.takeBack(
        tx,
        { id: null, period: found.period as PlainMonth },
        { participationId: paid.participationId, personId: found.personId },
        [{ account: found.scheme, kind: 'personal', amount: back }],
      );
    return paid.on;
  }

  /** A person's own part goes to them where it is known how much is whose and they have an account; else the unit, which withheld it, gets it. */
  private async payees(tx: Transaction, found: Overpayment): Promise<readonly Payee[]> {
    const { unitCode, personId, billId, part, amount } = found;
    if (personId !== null) return [await this.person(tx, personId, amount, true)].flatMap((one) => one ?? []);
    if (unitCode === null || billId === null) throw new Error('an overpayment of nobody');
    const persons: Payee[] = [];
    if (part === 'person') {
      const parts = await this.store.personsParts(tx, found);
      if (sum(parts.map((one) => one.amount)) === amount)
        for (const one of parts) {
          const payee = await this.person(tx, one.personId, one.amount, false);
          if (payee !== null) persons.push(payee);
        }
    }
    const rest = fen(amount - sum(persons.map((payee) => yuan(payee.amount))));
    if (rest === zeroFen) return persons;
    const unit = await this.accounts.ofUnit(tx, unitCode, billId);
    if (unit === null) throw new Refused('refund-account-missing', unitCode);
    return [...persons, { ...unit, amount: formatYuan(rest) }];
  }

  private async person(tx: Transaction, id: string, amount: Fen, isNeeded: boolean): Promise<Payee | null> {
    const account = await this.accounts.ofPerson(tx, id);
    if (account === null && isNeeded) throw new Refused('refund-account-missing');
    return account === null ? null : { ...account, amount: formatYuan(amount) };
  }
}
