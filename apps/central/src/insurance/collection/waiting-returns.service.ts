/** Sends money that is nobody's back to whoever paid it: asked for by the accountant, decided by others, as an order to the bank. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import { StatementsStore } from './statements.store.js';
import type { AskedApprovalDto } from './unit-bills.dto.js';
import { type HeldLine, WaitingMoneyStore } from './waiting-money.store.js';

/** What is decided. */
type Return = {
  readonly statement: number;
  readonly line: number;
  readonly amount: string;
  readonly account: string;
  readonly name: string;
  readonly reason: string;
};

@Injectable()
export class WaitingReturns implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: WaitingMoneyStore,
    private readonly statements: StatementsStore,
    private readonly payments: OutgoingPayments,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Return>('suspense-return', {
      // Asked again at each step: it may have been put on a bill meanwhile, or a part of it.
      current: async (tx, { content }) => {
        const held = await this.store.hold(tx, content.statement, content.line);
        return held === null ? null : { ...content, amount: formatYuan(held.waiting) };
      },
      describe: (_, { content: { statement, line, amount, account, name, reason } }) =>
        Promise.resolve({
          what: {
            zh: `退还待认领款 ${displayYuan(yuan(amount))}`,
            en: `${displayYuan(yuan(amount))} of waiting money sent back`,
          },
          details: [
            {
              label: { zh: '对账单/行', en: 'statement/line' },
              value: { zh: `${statement}/${line}`, en: `${statement}/${line}` },
            },
            { label: { zh: '收款人', en: 'payee' }, value: { zh: name, en: name } },
            { label: { zh: '账号', en: 'account' }, value: { zh: account, en: account } },
            { label: { zh: '理由', en: 'reason' }, value: { zh: reason, en: reason } },
          ],
        }),
      approved: (tx, { id, content }, { by }) => this.carryOut(tx, id, content, by),
    });
  }

  /** Asks others. Throws Refused `money-not-waiting`, `refund-account-missing`, `approval-waiting`. */
  ask(
    statement: number,
    line: number,
    reason: string,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedApprovalDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.get(tx, statement, line);
      if (held.payerAccount === '') throw new Refused('refund-account-missing', `${statement}/${line}`);
      const { id, state } = await this.approvals.ask<Return>(tx, {
        kind: 'suspense-return',
        subject: `${statement}/${line}`,
        content: {
          statement,
          line,
          amount: formatYuan(held.waiting),
          account: held.payerAccount,
          name: held.payerName,
          reason,
        },
        amountFen: held.waiting,
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  private async carryOut(
    tx: Transaction,
    approvalId: string,
    { statement, line, account, name }: Return,
    by: string | null,
  ): Promise<void> {
    const held = await this.get(tx, statement, line);
    await this.payments.order(tx, {
      approvalId,
      what: 'suspense-return',
      subject: `${statement}/${line}`,
      scheme: held.scheme,
      flow: 'suspense-return',
      account,
      accountName: name,
      amount: held.waiting,
    });
    await this.statements.settle(
      tx,
      held.statementId,
      [
        {
          line: held.line,
          state: 'returned',
          why: null,
          how: 'hand',
          unit: null,
          suspense: zeroFen,
          candidates: [],
        },
      ],
      { at: this.clock.now(), staffNumber: by },
    );
  }

  private async get(tx: Transaction, statement: number, line: number): Promise<HeldLine> {
    const held = await this.store.holdAsked(tx, statement, line);
    if (held === null) throw new Refused('money-not-waiting', `${statement}/${line}`);
    return held;
  }
}
