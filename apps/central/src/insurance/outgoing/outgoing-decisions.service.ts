/** What persons decide about orders that the bank did not carry out: what its statement says of one, and where one that was refused is paid again. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import type {
  AskPaidAgainDto,
  OutgoingAskedDto,
  OutgoingPageDto,
  StateOutgoingDto,
} from './outgoing-payments.dto.js';
import { OutgoingPayments } from './outgoing-payments.service.js';
import { OutgoingPaymentsStore } from './outgoing-payments.store.js';

type Stated = {
  readonly id: string;
  readonly outcome: 'succeeded' | 'refused';
  readonly reference: string;
  readonly date: string;
};
type Again = { readonly id: string; readonly account: string; readonly accountName: string };

const plain = (value: string): Words => ({ zh: value, en: value });
type By = Pick<Decider, 'number' | 'terminalId'>;

@Injectable()
export class OutgoingDecisions implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: OutgoingPaymentsStore,
    private readonly payments: OutgoingPayments,
    private readonly approvals: Approvals,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Stated>('payment-outcome', {
      current: async (tx, { content }) =>
        (await this.store.hold(tx, content.id))?.outcome === 'needs-person' ? content : null,
      describe: (_, { content: { outcome, reference, date } }) =>
        Promise.resolve({
          what:
            outcome === 'succeeded'
              ? { zh: '退款指令：银行已付', en: 'order to the bank: paid' }
              : { zh: '退款指令：银行未付', en: 'order to the bank: not paid' },
          details: [
            { label: { zh: '对账单流水号', en: 'reference on the statement' }, value: plain(reference) },
            { label: { zh: '对账单日期', en: 'date of the statement' }, value: plain(date) },
          ],
        }),
      approved: async (tx, { content: { id, outcome, reference, date } }) => {
        const payment = await this.store.hold(tx, id);
        if (payment === null) throw new Refused('not-found', id);
        await this.payments.conclude(
          tx,
          payment,
          outcome === 'succeeded'
            ? { outcome, reference }
            : { outcome, refusal: `${date} 对账单 ${reference} 未付 / not paid by the statement` },
        );
      },
    });
    this.approvals.handle<Again>('payment-again', {
      current: async (tx, { content }) => {
        const payment = await this.store.hold(tx, content.id);
        return payment?.outcome === 'refused' && !payment.isPaidAgain ? content : null;
      },
      describe: (_, { content: { account, accountName } }) =>
        Promise.resolve({
          what: { zh: '退回款项改付新账户', en: 'what the bank refused is paid to another account' },
          details: [
            { label: { zh: '收款人', en: 'payee' }, value: plain(accountName) },
            { label: { zh: '账号', en: 'account' }, value: plain(account) },
          ],
        }),
      approved: async (tx, { id: approvalId, content: { id, account, accountName } }) => {
        const payment = await this.store.hold(tx, id);
        if (payment === null) throw new Refused('not-found', id);
        await this.payments.order(tx, {
          approvalId,
          what: 'again',
          subject: payment.subject,
          scheme: payment.scheme,
          flow: payment.fundAccount === '1004' ? 'pay-again' : 'suspense-return',
          account,
          accountName,
          amount: payment.amount,
          againOf: id,
        });
      },
    });
  }

  list(outcome: string | null, ask: ListAsk): Promise<OutgoingPageDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, { outcome }, ask);
      return {
        payments: rows.map((row) => ({
          id: row.id,
          what: row.what,
          subject: row.subject,
          scheme: row.scheme,
          schemeName: schemeName(row.scheme),
          fundAccount: row.fundAccount,
          account: row.account,
          accountName: row.accountName,
          amount: formatYuan(fen(BigInt(row.amount))),
          outcome: row.outcome,
          bankReference: row.bankReference,
          said: row.said,
          attempts: row.attempts,
          createdAt: row.createdAt.toISOString(),
          concludedAt: row.concludedAt?.toISOString() ?? null,
          isPaidAgain: row.isPaidAgain,
          approval: row.approvalId,
        })),
        next,
        total,
      };
    });
  }

  /** Asks others to conclude an order by the statement. Throws Refused `not-found` when it is not with a person, `approval-waiting`. */
  state(
    id: string,
    { outcome, reference, date, reason }: StateOutgoingDto,
    by: By,
  ): Promise<OutgoingAskedDto> {
    return this.database.transaction(async (tx) => {
      const payment = await this.store.hold(tx, id);
      if (payment?.outcome !== 'needs-person') throw new Refused('not-found', 'order with a person');
      const approval = await this.approvals.ask<Stated>(tx, {
        kind: 'payment-outcome',
        subject: id,
        content: { id, outcome, reference, date },
        amountFen: payment.amount,
        by,
        reason,
      });
      return { approval: approval.id, state: approval.state };
    });
  }

  /** Asks others to pay again, to an account that may be another, what the bank refused. Throws Refused `not-found`, `approval-waiting`. */
  again(id: string, { account, accountName, reason }: AskPaidAgainDto, by: By): Promise<OutgoingAskedDto> {
    return this.database.transaction(async (tx) => {
      const payment = await this.store.hold(tx, id);
      if (payment?.outcome !== 'refused' || payment.isPaidAgain)
        throw new Refused('not-found', `${displayYuan(payment?.amount ?? fen(0n))} refused by the bank`);
      const approval = await this.approvals.ask<Again>(tx, {
        kind: 'payment-again',
        subject: id,
        content: { id, account, accountName },
        amountFen: payment.amount,
        by,
        reason,
      });
      return { approval: approval.id, state: approval.state };
    });
  }
}
