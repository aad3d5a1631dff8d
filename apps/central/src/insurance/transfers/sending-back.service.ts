/** Sends the money of a letter back that came by mistake: asked for by the accountant, decided by others; account and months go with it. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { transferReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, yearOf } from '#libs/kernel/plain-date.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { creditsOf } from './moved-credits.js';
import { type InsuranceTransfer, moneyOf } from './transfer.js';
import type { SendingBackDto, TransferAskedDto } from './transfers.dto.js';
import { TransfersStore } from './transfers.store.js';

/** What is decided: amounts in yuan. */
type SendingBack = {
  readonly id: string;
  readonly reference: string;
  readonly person: string;
  readonly scheme: string;
  readonly agency: string;
  readonly letter: string;
  readonly account: string;
  readonly accountName: string;
  readonly amount: string;
  readonly ofAccount: string;
  readonly months: number;
  readonly reason: string;
};

const detail = (zh: string, en: string, value: string) => ({
  label: { zh, en },
  value: { zh: value, en: value },
});

@Injectable()
export class TransferSendingBack implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: TransfersStore,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly accounts: AccountMoves,
    private readonly payments: OutgoingPayments,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<SendingBack>('transfer-sending-back', {
      // Asked again at each step: the account may have been used meanwhile, or the months gone on elsewhere.
      current: async (tx, { content }) => ((await this.stands(tx, content.id)) ? content : null),
      describe: (tx, { content }) => this.describe(tx, content),
      approved: (tx, { id, content }) => this.carryOut(tx, id, content),
    });
  }

  /**
   * Asks others. Throws Refused `not-found`, `transfer-not-returnable` (nothing came with it), `transfer-money-used` (why),
   * `person-retired`, `refund-account-missing`, `approval-waiting`.
   */
  ask(
    id: string,
    asked: SendingBackDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<TransferAskedDto> {
    return this.database.transaction(async (tx) => {
      const transfer = await this.store.hold(tx, { id });
      if (transfer === null) throw new Refused('not-found', id);
      noteLookedUp(transfer.personId);
      await this.demandUnused(tx, transfer);
      const payer = await this.store.payerOf(tx, id);
      const account = asked.account ?? transfer.agency?.account ?? payer?.account;
      if (account === undefined) throw new Refused('refund-account-missing', transfer.agency?.name ?? '');
      const reference = transferReference(transfer.number);
      const approval = await this.approvals.ask<SendingBack>(tx, {
        kind: 'transfer-sending-back',
        subject: reference,
        content: {
          id,
          reference,
          person: transfer.personId,
          scheme: transfer.to,
          agency: transfer.agency?.name ?? '',
          letter: transfer.letter ?? '',
          account,
          accountName: asked.accountName ?? transfer.agency?.accountName ?? payer?.name ?? '',
          amount: formatYuan(moneyOf(transfer)),
          ofAccount: formatYuan(transfer.account),
          months: transfer.months,
          reason: asked.reason,
        },
        amountFen: moneyOf(transfer),
        by,
        reason: asked.reason,
      });
      return { id, reference, approval: approval.id, state: approval.state };
    });
  }

  /** Throws Refused when it came with no money, or when what came was used since. */
  private async demandUnused(tx: Transaction, transfer: InsuranceTransfer): Promise<void> {
    const { direction, state, to, personId, endedAt } = transfer;
    if (direction !== 'in' || state !== 'done' || endedAt === null || moneyOf(transfer) === zeroFen)
      throw new Refused('transfer-not-returnable', transferReference(transfer.number));
    const kept = await this.people.keptOf(tx, personId);
    await this.people.lock(tx, kept);
    const ids = await this.people.allOf(tx, kept);
    for (const id of ids) await this.participations.demandNotRetired(tx, id, to, monthOf(this.clock.today()));
    if (await this.store.isDrawnSince(tx, ids, to, endedAt))
      throw new Refused('transfer-money-used', '已从个人账户支付待遇 / a benefit was paid from the account');
    const onward = (await this.store.ofPerson(tx, ids)).find(
      (one) =>
        one.direction !== 'in' &&
        one.from === to &&
        one.askedAt >= endedAt &&
        one.state !== 'refused' &&
        one.state !== 'returned',
    );
    if (onward !== undefined) throw new Refused('transfer-money-used', transferReference(onward.number));
    if (
      describedScheme(to).accounts.length > 0 &&
      (await this.accounts.balance(tx, to, [personId])) < transfer.account
    )
      throw new Refused('transfer-money-used', formatYuan(transfer.account));
  }

  private async stands(tx: Transaction, id: string): Promise<boolean> {
    const transfer = await this.store.hold(tx, { id });
    if (transfer === null) return false;
    try {
      await this.demandUnused(tx, transfer);
      return true;
    } catch (fault) {
      // What is no longer possible is no longer what was asked for.
      if (fault instanceof Refused) return false;
      throw fault;
    }
  }

  private async describe(tx: Transaction, content: SendingBack): Promise<ApprovalView> {
    const { name } = await this.people.get(tx, content.person);
    const total = displayYuan(yuan(content.amount));
    const scheme = schemeName(content.scheme);
    return {
      what: {
        zh: `${name} ${scheme.zh} 转入款 ${total} 退回 ${content.agency}`,
        en: `${name}: ${total} of ${scheme.en} sent back to ${content.agency}`,
      },
      details: [
        detail('业务编号', 'reference', content.reference),
        detail('联系函编号', 'letter', content.letter),
        detail('冲回个人账户', 'taken off the account', displayYuan(yuan(content.ofAccount))),
        detail('不再计入的月数', 'months that count no more', String(content.months)),
        detail('收款户名', 'holder of the account', content.accountName),
        detail('收款账号', 'account', content.account),
      ],
    };
  }

  private async carryOut(tx: Transaction, approvalId: string, content: SendingBack): Promise<void> {
    const transfer = await this.store.hold(tx, { id: content.id });
    if (transfer === null) throw new Refused('approval-outdated', approvalId);
    await this.demandUnused(tx, transfer);
    const receivedOn = transfer.receivedOn ?? this.clock.today();
    if (transfer.account > zeroFen)
      await this.accounts.takeMoved(
        tx,
        transfer.to,
        transfer.personId,
        creditsOf(transfer, receivedOn),
        monthOf(receivedOn),
      );
    await this.payments.order(tx, {
      approvalId,
      what: 'insurance-transfer',
      subject: content.reference,
      scheme: transfer.to,
      flow: flowBack(transfer, yearOf(receivedOn) < yearOf(this.clock.today())),
      account: content.account,
      accountName: content.accountName,
      amount: moneyOf(transfer),
    });
    await this.store.sendBack(tx, transfer.id, approvalId, this.clock.now());
  }
}

/** Out of the account where it lies; of an earlier year the income is closed, and it is an expense. */
const flowBack = ({ voucher }: InsuranceTransfer, isOfEarlierYear: boolean): FlowKind => {
  if (isOfEarlierYear) return 'transfer-in-return-earlier-year';
  return voucher === null ? 'transfer-in-return' : 'transfer-in-return-supplied';
};
