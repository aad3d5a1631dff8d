/** The bills of a unit as they stand today, and what is waived or written off of them by approval. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { feeOn } from '#libs/contributions/bill-payment.js';
import { noticeReference } from '#libs/contributions/notice-number.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { displayYuan } from '#libs/money/display.js';
import { add, type Fen, formatYuan, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { ProjectStandingStore } from './project-standing.store.js';
import type {
  AskedApprovalDto,
  AskReliefDto,
  BillPeopleDto,
  UnitBillDto,
  UnitBillsDto,
} from './unit-bills.dto.js';
import { UnitBillsStore, type UnitBill } from './unit-bills.store.js';

/** What is decided. */
type Relief = {
  readonly noticeNumber: number;
  readonly what: 'late-fee' | 'debt';
  readonly amount: string;
  readonly reason: string;
};

const openOf = ({ unitPart, personPart, paid, writtenOff }: UnitBill): Fen =>
  subtract(add(unitPart, personPart), add(paid, writtenOff));

@Injectable()
export class UnitBills implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: UnitBillsStore,
    private readonly projects: ProjectStandingStore,
    private readonly units: UnitsService,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Relief>('waiver', {
      // Asked again at each step: what is left of it may have been paid meanwhile.
      current: async (tx, { content }) =>
        (await this.left(tx, content)) >= yuan(content.amount) ? content : null,
      describe: (_, { content: { noticeNumber, what, amount, reason } }) =>
        Promise.resolve({
          what:
            what === 'late-fee'
              ? {
                  zh: `减免滞纳金 ${displayYuan(yuan(amount))}`,
                  en: `${displayYuan(yuan(amount))} of a late fee waived`,
                }
              : {
                  zh: `核销欠费 ${displayYuan(yuan(amount))}`,
                  en: `${displayYuan(yuan(amount))} of a debt written off`,
                },
          details: [
            {
              label: { zh: '缴费通知单号', en: 'notice' },
              value: { zh: noticeReference(noticeNumber), en: noticeReference(noticeNumber) },
            },
            { label: { zh: '理由', en: 'reason' }, value: { zh: reason, en: reason } },
          ],
        }),
      approved: async (tx, { id, content }) => {
        const bill = await this.hold(tx, content.noticeNumber);
        const amount = yuan(content.amount);
        await this.store.relieve(tx, {
          approvalId: id,
          billId: bill.id,
          what: content.what,
          amount,
          // What is written off bears its fee up to today; what is waived of the running fee is a fee that was fixed.
          feeFixed: content.what === 'debt' ? await this.runningFee(tx, bill, amount) : zeroFen,
          reason: content.reason,
          at: this.clock.now(),
        });
      },
    });
  }

  /** All bills of a unit with what they come to today. Throws Refused `unit-unknown`, `parameter-missing`. */
  list(unit: string): Promise<UnitBillsDto> {
    return this.database.transaction((tx) => this.listIn(tx, unit));
  }

  /** As {@link UnitBills.list}, in a transaction that is under way. */
  async listIn(tx: Transaction, unit: string): Promise<UnitBillsDto> {
    const { name } = await this.units.get(tx, unit);
    const bills = await this.store.ofUnit(tx, unit, this.clock.today());
    const fees = new Map<string, Fen>();
    for (const bill of bills) fees.set(bill.id, await this.feeOwed(tx, bill));
    return {
      unit,
      unitName: name,
      open: formatYuan(sum(bills.map(openOf))),
      lateFee: formatYuan(sum(fees.values())),
      bills: bills.map((bill) => this.dto(bill, fees.get(bill.id) ?? zeroFen)),
      projects: (await this.projects.ofUnit(tx, unit)).map((project) => ({ ...project })),
    };
  }

  /** Whose months a bill is of. Throws Refused `bill-unknown`. */
  people(noticeNumber: number, search: string | null): Promise<BillPeopleDto> {
    return this.database.transaction(async (tx) => {
      const bill = await this.hold(tx, noticeNumber);
      const { people, total } = await this.store.people(tx, bill.id, search);
      return {
        people: people.map(({ idNumber, ...person }) => ({
          ...person,
          number: maskSocialSecurityNumber(idNumber as SocialSecurityNumber),
        })),
        total,
      };
    });
  }

  /** Asks others to waive a late fee or write a debt off. Throws Refused `bill-unknown`, `relief-above-owed`, `approval-waiting`. */
  askRelief(
    noticeNumber: number,
    { what, amount, reason }: AskReliefDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedApprovalDto> {
    if (yuan(amount) === zeroFen) throw new Refused('malformed-request', 'amount');
    return this.database.transaction(async (tx) => {
      const content: Relief = { noticeNumber, what, amount, reason };
      const left = await this.left(tx, content);
      if (left < yuan(amount)) throw new Refused('relief-above-owed', formatYuan(left));
      const { id, state } = await this.approvals.ask<Relief>(tx, {
        kind: 'waiver',
        subject: noticeReference(noticeNumber),
        content,
        amountFen: yuan(amount),
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  /** The bill of a notice, held. Throws Refused `bill-unknown`. */
  async hold(tx: Transaction, noticeNumber: number): Promise<UnitBill> {
    const bill = await this.store.hold(tx, noticeNumber, this.clock.today());
    if (bill === null) throw new Refused('bill-unknown', noticeReference(noticeNumber));
    return bill;
  }

  /** What could be waived or written off now. A running fee is waived once what it is for is paid: until then it grows. */
  private async left(tx: Transaction, { noticeNumber, what }: Relief): Promise<Fen> {
    const bill = await this.hold(tx, noticeNumber);
    if (bill.inHand !== null) throw new Refused('bill-in-hand', bill.inHand);
    return what === 'debt' ? openOf(bill) : subtract(bill.feeFixed, add(bill.feePaid, bill.feeWaived));
  }

  private async runningFee(tx: Transaction, bill: UnitBill, amount: Fen): Promise<Fen> {
    const fee = feeOn(await this.policy.parameters(tx), amount, bill.dueOn, this.clock.today());
    if (!fee.ok) throw new Refused('parameter-missing', fee.refusal.key);
    return fee.value;
  }

  private async feeOwed(tx: Transaction, bill: UnitBill): Promise<Fen> {
    return subtract(
      add(bill.feeFixed, await this.runningFee(tx, bill, openOf(bill))),
      add(bill.feePaid, bill.feeWaived),
    );
  }

  private dto(bill: UnitBill, lateFee: Fen): UnitBillDto {
    const open = openOf(bill);
    const state =
      bill.inHand !== null
        ? 'in-hand'
        : open === zeroFen && lateFee === zeroFen
          ? bill.paid === zeroFen && bill.writtenOff > zeroFen
            ? 'written-off'
            : 'paid'
          : this.clock.today() <= bill.dueOn
            ? 'due'
            : bill.agreement?.state === 'kept'
              ? 'agreed'
              : 'overdue';
    return {
      id: bill.id,
      notice: noticeReference(bill.noticeNumber),
      scheme: bill.scheme,
      schemeName: schemeName(bill.scheme),
      period: bill.period,
      project: bill.project,
      heads: bill.heads,
      basis: bill.basis,
      unitPart: formatYuan(bill.unitPart),
      personPart: formatYuan(bill.personPart),
      paid: formatYuan(bill.paid),
      writtenOff: formatYuan(bill.writtenOff),
      refunded: formatYuan(bill.refunded),
      open: formatYuan(open),
      lateFee: formatYuan(lateFee),
      dueOn: bill.dueOn,
      noticedOn: bill.noticedOn,
      agreement: bill.agreement,
      writtenOffOn: bill.writtenOffOn,
      state,
    };
  }
}
