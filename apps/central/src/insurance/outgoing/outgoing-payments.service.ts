/**
 * Sends money of a fund away through its bank: booked as it is decided, sent after it by a job until the bank says what became of it, and
 * what it refused is booked back, where it waits in temporary receipts to be paid again.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';
import { BankClient } from '../../funds/bank/bank.client.js';
import type { BankOutcome } from '../../funds/bank/bank-answer.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { type Outgoing, type OutgoingKind, OutgoingPaymentsStore } from './outgoing-payments.store.js';

const jobName = 'outgoing-payments';
const atOnce = 20;
/** How long an order is sent to a bank that does not let us in before a person is asked for. */
const notLetInForMs = 60 * 60_000;
/** For the way from the commit to the bank's line, and for what its answer leads to. */
const marginMs = 3000;

export type PaymentOrder = {
  readonly approvalId: string;
  readonly what: OutgoingKind;
  readonly subject: string;
  readonly scheme: string;
  /** How it is booked: out of the income account, or out of the expenditure account. */
  readonly flow: FlowKind;
  readonly account: string;
  readonly accountName: string;
  readonly amount: Fen;
  readonly againOf?: string;
};

/** What a statement, or the bank, says of an order. */
export type Conclusion =
  | { readonly outcome: 'succeeded'; readonly reference: string }
  | { readonly outcome: 'refused'; readonly refusal: string };

/** A movement out of a fund's account that names an order. */
export type ToldByStatement = {
  readonly id: string;
  readonly scheme: string;
  readonly serial: string;
  readonly bookedOn: PlainDate;
  readonly amount: Fen;
  /** Whom the money went to; empty: the statement does not say. */
  readonly payerAccount: string;
};

/** An order that has ended. */
export type ConcludedPayment = Outgoing;
type FollowsConclusion = (
  tx: Transaction,
  payment: ConcludedPayment,
  conclusion: Conclusion,
) => Promise<void>;

@Injectable()
export class OutgoingPayments {
  private readonly logger = new Logger('OutgoingPayments');
  private readonly following: FollowsConclusion[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: OutgoingPaymentsStore,
    private readonly transfers: FundTransfersService,
    private readonly bank: BankClient,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {
    jobs.add({
      name: jobName,
      purpose: {
        zh: '向银行发出退款指令并查明结果',
        en: 'Send refunds to the bank until it says what became of them',
      },
      times: { everyMs: config.resolveEveryMs },
      run: (signal) => this.sendAll(signal),
    });
  }

  /** Has somebody do in the same transaction what follows once an order has ended; called while the program is put together. */
  whenConcluded(follow: FollowsConclusion): void {
    this.following.push(follow);
  }

  /** Books money out of a fund and has it sent once the transaction has ended. Throws Refused `fund-short`. */
  async order(tx: Transaction, order: PaymentOrder): Promise<void> {
    await this.transfers.book(tx, order.scheme, order.flow, order.amount);
    await this.store.add(
      tx,
      {
        id: newId(),
        approvalId: order.approvalId,
        what: order.what,
        subject: order.subject,
        scheme: order.scheme,
        fundAccount: flows[order.flow].credit === 'expenditure' ? '1004' : '1002',
        account: order.account,
        accountName: order.accountName,
        amount: order.amount,
        againOf: order.againOf ?? null,
      },
      this.clock.now(),
    );
    await this.jobs.soon(tx, jobName);
  }

  /** Ends an order that is held by what became of it. What was refused is booked back into temporary receipts. */
  async conclude(tx: Transaction, payment: Outgoing, conclusion: Conclusion): Promise<void> {
    const at = this.clock.now();
    if (conclusion.outcome === 'refused')
      await this.transfers.book(
        tx,
        payment.scheme,
        payment.fundAccount === '1004' ? 'bounce' : 'suspense',
        payment.amount,
      );
    await this.store.conclude(
      tx,
      payment.id,
      {
        outcome: conclusion.outcome,
        reference: conclusion.outcome === 'succeeded' ? conclusion.reference : null,
        refusal: conclusion.outcome === 'refused' ? conclusion.refusal : null,
      },
      at,
    );
    await this.audit.append(tx, {
      at,
      action: `outgoing-payment.${conclusion.outcome}`,
      subject: payment.id,
      detail: { scheme: payment.scheme, what: payment.what, amount: formatYuan(payment.amount) },
    });
    for (const follow of this.following) await follow(tx, payment, conclusion);
  }

  /**
   * What a movement of the fund's statement that names an order says: the order was paid, which ends it once, whoever says so first. What does
   * not fit it, or comes a second time, is kept for a person and ends nothing. False: there is no such order of the fund.
   */
  async onStatement(tx: Transaction, told: ToldByStatement): Promise<boolean> {
    const payment = await this.store.hold(tx, told.id);
    if (payment === null || payment.scheme !== told.scheme || payment.fundAccount !== '1002') return false;
    const says = `${told.bookedOn} ${told.serial} ${formatYuan(told.amount)}`;
    const fault = (zh: string, en: string) =>
      this.store.setStatementFault(tx, payment.id, `对账单 ${says}：${zh} / ${en}`);
    if (payment.statementSerial !== null) await fault('该指令又付一次', 'paid once more');
    else if (told.amount !== payment.amount) await fault('金额不符', 'another amount');
    else if (told.payerAccount !== '' && told.payerAccount !== payment.account)
      await fault(`账号不符 ${told.payerAccount}`, 'another account');
    else if (payment.outcome === 'refused') await fault('银行曾答复未付', 'the bank had refused it');
    else {
      await this.store.setOnStatement(tx, payment.id, told.serial);
      if (payment.outcome !== 'succeeded')
        await this.conclude(tx, payment, { outcome: 'succeeded', reference: told.serial });
    }
    return true;
  }

  private async sendAll(signal: AbortSignal): Promise<JobResult | null> {
    let sent = 0;
    while (!signal.aborted) {
      const some = await this.sendSome();
      sent += some;
      if (some < atOnce) break;
    }
    return sent === 0
      ? null
      : { words: { zh: `发出或查询 ${sent} 笔`, en: `${sent} sent or asked for` }, counts: { sent } };
  }

  private async sendSome(): Promise<number> {
    const now = this.clock.now();
    // Longer than the bank is waited for: nobody sends beside a call that is still out.
    const until = new Date(now.getTime() + this.config.bankTimeoutMs + marginMs);
    const due = await this.database.transaction((tx) => this.store.lease(tx, now, until, atOnce));
    for (const payment of due) {
      // The same reference again is the same order: the bank books it once, and says what became of it.
      const said = await this.bank.instruct({
        operationKey: payment.id,
        direction: 'credit',
        account: payment.account,
        fundAccount: payment.fundAccount,
        amount: payment.amount,
        funds: [{ scheme: payment.scheme, amount: payment.amount }],
      });
      await this.database.transaction((tx) => this.hear(tx, payment.id, said));
    }
    return due.length;
  }

  private async hear(tx: Transaction, id: string, said: BankOutcome): Promise<void> {
    const payment = await this.store.hold(tx, id);
    // Another process heard it before, or a person concluded it.
    if (payment?.outcome !== 'unknown') return;
    switch (said.outcome) {
      case 'succeeded':
        return this.conclude(tx, payment, { outcome: 'succeeded', reference: said.bankReference });
      case 'refused':
        return this.conclude(tx, payment, { outcome: 'refused', refusal: said.reason });
      case 'unknown':
      case 'rejected':
      case 'absent': {
        const what = said.outcome === 'absent' ? 'absent' : said.said;
        const age = this.clock.now().getTime() - payment.createdAt.getTime();
        const needsPerson = said.outcome === 'rejected' || (what.startsWith('HTTP 4') && age > notLetInForMs);
        if (needsPerson) this.logger.error(`the bank does not take ${id}: ${what}`);
        return this.store.setUnknown(tx, id, { said: what, needsPerson }, this.clock.now());
      }
    }
  }
}
