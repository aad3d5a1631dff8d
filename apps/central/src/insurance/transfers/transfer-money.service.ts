/** Follows the money of moves: what the bank made of what went out, and what came in by statement, by hand or to the fiscal special account. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { transferReference, transfersNamedIn } from '#libs/contributions/notice-number.js';
import { monthOf, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme } from '#libs/schemes/table.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { OtherMoney } from '../collection/other-money.service.js';
import {
  type LineToClaim,
  type LineSettled,
  type StatementOfLines,
  Statements,
} from '../collection/statements.service.js';
import {
  type Conclusion,
  type ConcludedPayment,
  OutgoingPayments,
} from '../outgoing/outgoing-payments.service.js';
import { creditsOf } from './moved-credits.js';
import { type InsuranceTransfer, moneyOf } from './transfer.js';
import type { TransferMoneyDto } from './transfers.dto.js';
import { TransfersStore } from './transfers.store.js';

/** Without terminal: at the command line. */
type By = { readonly staffNumber: string; readonly terminalId?: string };

const settledBy = (line: number): LineSettled => ({
  line,
  state: 'paid',
  why: null,
  how: 'reference',
  unit: null,
  suspense: zeroFen,
  candidates: [],
});

@Injectable()
export class TransferMoney implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: TransfersStore,
    private readonly statements: Statements,
    private readonly other: OtherMoney,
    private readonly payments: OutgoingPayments,
    private readonly accounts: AccountMoves,
    private readonly transfers: FundTransfersService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.payments.whenConcluded((tx, payment, conclusion) => this.concluded(tx, payment, conclusion));
    this.statements.claimedBy((tx, statement, lines) => this.claim(tx, statement, lines));
  }

  /**
   * Has money that waits, or came to the fiscal special account, be that of a move. Throws Refused `not-found`, `transfer-not-waiting`,
   * `transfer-money-differs`, `money-not-waiting`, `malformed-request`.
   */
  receive(id: string, asked: TransferMoneyDto, by: By): Promise<void> {
    return this.database.transaction(async (tx) => {
      const transfer = await this.store.hold(tx, { id });
      if (transfer === null) throw new Refused('not-found', id);
      noteLookedUp(transfer.personId);
      if (!isAwaited(transfer)) throw new Refused('transfer-not-waiting', transferReference(transfer.number));
      const { statement, line, voucher, receivedOn, amount } = asked;
      if (statement !== undefined && line !== undefined) await this.byHand(tx, transfer, statement, line, by);
      else {
        const on = parseDate(receivedOn ?? '');
        if (voucher === undefined || amount === undefined || on === null)
          throw new Refused('malformed-request', 'voucher, receivedOn, amount');
        if (on > this.clock.today()) throw new Refused('day-in-future', 'receivedOn');
        demandSame(transfer, amount);
        await this.arrived(tx, transfer, {
          flow: 'transfer-in-direct',
          on,
          statementId: null,
          line: null,
          voucher,
        });
      }
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'insurance-transfers.receive',
        ...by,
        subject: transfer.personId,
        detail: { reference: transferReference(transfer.number), by: voucher ?? `${statement}/${line}` },
      });
    });
  }

  private async byHand(
    tx: Transaction,
    transfer: InsuranceTransfer,
    statement: number,
    line: number,
    by: By,
  ): Promise<void> {
    const held = await this.other.waitingLine(tx, statement, line);
    if (held?.scheme !== transfer.to) throw new Refused('money-not-waiting', `${statement}/${line}`);
    demandSame(transfer, formatYuan(held.waiting));
    await this.arrived(tx, transfer, {
      flow: 'suspense-transfer-in',
      on: held.bookedOn,
      statementId: held.statementId,
      line: held.line,
      voucher: null,
    });
    await this.other.takenByHand(tx, held, by.staffNumber);
  }

  /** The money of a move is here: it is booked, the account credited, and the months count from now on. */
  private async arrived(
    tx: Transaction,
    transfer: InsuranceTransfer,
    arrival: {
      readonly flow: FlowKind;
      readonly on: PlainDate;
      readonly statementId: string | null;
      readonly line: number | null;
      readonly voucher: string | null;
    },
  ): Promise<void> {
    await this.transfers.book(tx, transfer.to, arrival.flow, moneyOf(transfer));
    await this.store.arrive(tx, transfer.id, arrival);
    if (describedScheme(transfer.to).accounts.length > 0 && transfer.account > zeroFen)
      await this.accounts.credit(
        tx,
        transfer.to,
        transfer.personId,
        creditsOf(transfer, arrival.on),
        monthOf(arrival.on),
      );
    await this.store.setState(tx, transfer.id, 'done', this.clock.now());
  }

  /** What went out was paid, or the bank refused it. */
  private async concluded(
    tx: Transaction,
    payment: ConcludedPayment,
    { outcome }: Conclusion,
  ): Promise<void> {
    const [number] = transfersNamedIn(payment.subject);
    if (number === undefined || !['insurance-transfer', 'again'].includes(payment.what)) return;
    const transfer = await this.store.hold(tx, { number });
    // What was given back of months paid twice has the same reference, and is another matter; so is what another statement told before.
    if (transfer === null || payment.scheme !== transfer.from || payment.amount !== moneyOf(transfer)) return;
    if (transfer.state !== 'approved' && transfer.state !== 'bank-refused') return;
    if (outcome === 'refused') return this.store.setState(tx, transfer.id, 'bank-refused', this.clock.now());
    if (transfer.direction === 'out') return this.store.setState(tx, transfer.id, 'done', this.clock.now());
    // Between two funds here: the bank moved it from one's account to the other's, so the other's voucher is due as well.
    return this.arrived(tx, transfer, {
      flow: 'transfer-in',
      on: this.clock.today(),
      statementId: null,
      line: null,
      voucher: null,
    });
  }

  /** Lines that name a move: its money that comes in, or what another agency sent back. One with another amount waits for a person. */
  private async claim(
    tx: Transaction,
    { id, scheme, fundAccount }: StatementOfLines,
    lines: readonly LineToClaim[],
  ): Promise<readonly LineSettled[]> {
    // What came to the fiscal special account is taken in by its voucher.
    if (fundAccount !== '1002') return [];
    const settled: LineSettled[] = [];
    for (const line of lines) {
      const [number, ...more] = transfersNamedIn(line.memo);
      if (number === undefined || more.length > 0) continue;
      const transfer = await this.store.hold(tx, { number });
      if (transfer === null) continue;
      settled.push(await this.claimOne(tx, { id, scheme }, line, transfer));
    }
    return settled;
  }

  private async claimOne(
    tx: Transaction,
    { id, scheme }: { readonly id: string; readonly scheme: string },
    line: LineToClaim,
    transfer: InsuranceTransfer,
  ): Promise<LineSettled> {
    const isSame = line.amount === moneyOf(transfer);
    const arrival = { on: line.bookedOn, statementId: id, line: line.line, voucher: null };
    if (isSame && scheme === transfer.to && isAwaited(transfer)) {
      await this.arrived(tx, transfer, { ...arrival, flow: 'transfer-in' });
      return settledBy(line.line);
    }
    // Between two funds the bank's answer was booked before its statement came: the line says the same once more.
    if (
      isSame &&
      scheme === transfer.to &&
      transfer.direction === 'between' &&
      (await this.store.lineOf(tx, transfer.id)) === null &&
      transfer.state === 'done'
    ) {
      await this.store.arrive(tx, transfer.id, arrival);
      return settledBy(line.line);
    }
    if (isSame && scheme === transfer.from && transfer.direction === 'out' && transfer.state === 'done') {
      await this.sentBack(tx, transfer, arrival);
      return settledBy(line.line);
    }
    await this.transfers.book(tx, scheme, 'suspense', line.amount);
    return {
      ...settledBy(line.line),
      state: 'in-suspense',
      how: null,
      why: 'transfer-differs',
      suspense: line.amount,
    };
  }

  /** The other agency did not take it: the money, the account and the months are here again. */
  private async sentBack(
    tx: Transaction,
    transfer: InsuranceTransfer,
    arrival: {
      readonly on: PlainDate;
      readonly statementId: string;
      readonly line: number;
      readonly voucher: null;
    },
  ): Promise<void> {
    await this.transfers.book(tx, transfer.from, 'transfer-out-return', moneyOf(transfer));
    await this.store.arrive(tx, transfer.id, arrival);
    if (transfer.account > zeroFen)
      await this.accounts.credit(
        tx,
        transfer.from,
        transfer.personId,
        [{ period: monthOf(arrival.on), amount: transfer.account }],
        monthOf(arrival.on),
      );
    await this.store.setState(tx, transfer.id, 'returned', this.clock.now());
  }
}

/** Whose money is waited for: a letter that was approved, or what is on its way between two funds here. */
const isAwaited = ({ direction, state }: InsuranceTransfer): boolean =>
  direction !== 'out' && state === 'approved';

const demandSame = (transfer: InsuranceTransfer, amount: string): void => {
  if (yuan(amount) !== moneyOf(transfer))
    throw new Refused('transfer-money-differs', `${amount} ≠ ${formatYuan(moneyOf(transfer))}`);
};
