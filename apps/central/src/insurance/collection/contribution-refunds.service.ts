/**
 * Gives back what was paid for somebody's month at a unit, by the channel it came by: the unit's part to the unit, the person's own to the
 * person; books, bill and account go back with it. Asked for by the accountant, decided by others.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { yearOf } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { add, type Fen, formatYuan, subtract, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AccountCredits } from '../accounts/account-credits.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import { type OverpaymentRefund, OverpaymentRefunds } from './overpayment-refunds.service.js';
import { type RefundAccount, RefundAccountsStore } from './refund-accounts.store.js';
import type { AskContributionRefundDto, AskedApprovalDto } from './unit-bills.dto.js';
import { UnitBills } from './unit-bills.service.js';
import { UnitBillsStore, type PaidPart, type UnitBill } from './unit-bills.store.js';

/** What is decided. */
type Refund = {
  readonly noticeNumber: number;
  readonly participation: string;
  readonly unitPart: string;
  readonly personPart: string;
  readonly reason: string;
  /** Where each part goes; null: nothing does. */
  readonly unitTo: RefundAccount | null;
  readonly personTo: RefundAccount | null;
};

/** Of somebody's month in a bill, or of what a run found to be paid too much. */
type Content = Refund | OverpaymentRefund;
const isOverpayment = (content: Content): content is OverpaymentRefund => 'overpayment' in content;

@Injectable()
export class ContributionRefunds implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: UnitBillsStore,
    private readonly bills: UnitBills,
    private readonly accounts: RefundAccountsStore,
    private readonly payments: OutgoingPayments,
    private readonly overpayments: OverpaymentRefunds,
    private readonly credits: AccountCredits,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('contribution-refund', {
      current: (tx, { content }) =>
        isOverpayment(content) ? this.overpayments.current(tx, content) : this.current(tx, content),
      describe: (tx, { content }) =>
        isOverpayment(content)
          ? this.overpayments.describe(tx, content)
          : Promise.resolve(this.describe(content)),
      approved: (tx, { id, content }) =>
        isOverpayment(content) ? this.overpayments.approved(tx, id, content) : this.carryOut(tx, id, content),
      refused: async (tx, { content }) => {
        if (isOverpayment(content)) await this.overpayments.refused(tx, content);
      },
    });
  }

  private async current(tx: Transaction, content: Refund): Promise<Refund | null> {
    const bill = await this.bills.hold(tx, content.noticeNumber);
    const part = await this.store.paidPart(tx, bill.id, content.participation);
    return part !== null && this.excess(bill, part, content) === null
      ? { ...content, ...(await this.whereTo(tx, bill, part, content)) }
      : null;
  }

  private describe({ noticeNumber, unitPart, personPart, reason, unitTo, personTo }: Refund): ApprovalView {
    const to = [unitTo, personTo].flatMap((account) => account ?? []);
    return {
      what: {
        zh: `退还保费：单位 ${displayYuan(yuan(unitPart))}，个人 ${displayYuan(yuan(personPart))}`,
        en: `premium given back: ${displayYuan(yuan(unitPart))} to the unit, ${displayYuan(yuan(personPart))} to the person`,
      },
      details: [
        {
          label: { zh: '缴费通知单号', en: 'notice' },
          value: { zh: noticeReference(noticeNumber), en: noticeReference(noticeNumber) },
        },
        ...to.map(({ account, name }) => ({
          label: { zh: '收款', en: 'payee' },
          value: { zh: `${name} ${account}`, en: `${name} ${account}` },
        })),
        { label: { zh: '理由', en: 'reason' }, value: { zh: reason, en: reason } },
      ],
    };
  }

  /** Each part goes back by its own way. Throws Refused `refund-account-missing`. */
  private async whereTo(
    tx: Transaction,
    bill: UnitBill,
    part: PaidPart,
    { unitPart, personPart }: Pick<Refund, 'unitPart' | 'personPart'>,
  ): Promise<Pick<Refund, 'unitTo' | 'personTo'>> {
    const unitTo = yuan(unitPart) === zeroFen ? null : await this.accounts.ofUnit(tx, bill.unit, bill.id);
    const personTo = yuan(personPart) === zeroFen ? null : await this.accounts.ofPerson(tx, part.personId);
    if (yuan(unitPart) > zeroFen && unitTo === null) throw new Refused('refund-account-missing', bill.unit);
    if (yuan(personPart) > zeroFen && personTo === null) throw new Refused('refund-account-missing');
    return { unitTo, personTo };
  }

  /**
   * Asks others for a refund. Throws Refused `bill-unknown`, `refund-above-paid`, `employee-of-another`,
   * `refund-account-missing`, `approval-waiting`, `malformed-request`.
   */
  ask(
    noticeNumber: number,
    { participation, unitPart, personPart, reason }: AskContributionRefundDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedApprovalDto> {
    const total = add(yuan(unitPart), yuan(personPart));
    if (total === zeroFen) throw new Refused('malformed-request', 'amount');
    return this.database.transaction(async (tx) => {
      const amounts = { unitPart, personPart };
      const bill = await this.bills.hold(tx, noticeNumber);
      const part = await this.store.paidPart(tx, bill.id, participation);
      if (part === null) throw new Refused('employee-of-another', participation);
      const excess = this.excess(bill, part, amounts);
      if (excess !== null) throw new Refused('refund-above-paid', formatYuan(excess));
      const content: Refund = {
        noticeNumber,
        participation,
        ...amounts,
        reason,
        ...(await this.whereTo(tx, bill, part, amounts)),
      };
      const { id, state } = await this.approvals.ask<Refund>(tx, {
        kind: 'contribution-refund',
        subject: `${noticeReference(noticeNumber)}/${participation}`,
        content,
        amountFen: total,
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  /** What could be given back at most, when more is asked for; null: it can be. Nothing of a bill that is not paid whole. */
  private excess(
    bill: UnitBill,
    part: PaidPart,
    { unitPart, personPart }: Pick<Refund, 'unitPart' | 'personPart'>,
  ): Fen | null {
    const [unit, person] = [yuan(unitPart), yuan(personPart)];
    const unitLeft = subtract(part.unit, part.refundedUnit);
    const personLeft = subtract(part.person, part.refundedPerson);
    const billLeft = subtract(bill.paid, bill.refunded);
    const isPaid = bill.paid === add(bill.unitPart, bill.personPart);
    if (isPaid && unit <= unitLeft && person <= personLeft && add(unit, person) <= billLeft) return null;
    return isPaid ? (billLeft < add(unitLeft, personLeft) ? billLeft : add(unitLeft, personLeft)) : zeroFen;
  }

  private async carryOut(tx: Transaction, approvalId: string, content: Refund): Promise<void> {
    const bill = await this.bills.hold(tx, content.noticeNumber);
    const part = await this.store.paidPart(tx, bill.id, content.participation);
    if (part === null) throw new Refused('approval-outdated', approvalId);
    const [unit, person] = [yuan(content.unitPart), yuan(content.personPart)];
    const left = {
      unit: subtract(part.unit, part.refundedUnit),
      person: subtract(part.person, part.refundedPerson),
    };
    const { participationId } = part;
    const credited = await this.credits.ofPart(tx, { participationId, period: bill.period }, left, {
      unit,
      person,
    });
    await this.credits.takeBack(tx, bill, part, credited);
    const today = this.clock.today();
    const [lastPaid = today] = await this.store.paidOn(tx, bill.id);
    const flow = yearOf(lastPaid) < yearOf(today) ? 'premium-refund-earlier-year' : 'premium-refund';
    const parts = [
      { amount: unit, to: content.unitTo },
      { amount: person, to: content.personTo },
    ];
    for (const { amount, to } of parts)
      if (to !== null)
        await this.payments.order(tx, {
          approvalId,
          what: 'contribution-refund',
          subject: noticeReference(content.noticeNumber),
          scheme: bill.scheme,
          flow,
          account: to.account,
          accountName: to.name,
          amount,
        });
    await this.store.refund(tx, {
      approvalId,
      billId: bill.id,
      participationId: part.participationId,
      unit,
      person,
      on: today,
      at: this.clock.now(),
    });
  }
}
