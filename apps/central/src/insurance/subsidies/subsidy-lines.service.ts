/** Takes subsidies of the finance from statements of banks: a line that names one and comes to what is owed by itself, any other by a person; each once. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { subsidiesNamedIn } from '#libs/contributions/notice-number.js';
import { type Fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { OtherMoney, type WaitingLineHeld } from '../collection/other-money.service.js';
import {
  type LineSettled,
  type LineToClaim,
  type StatementOfLines,
  Statements,
  unbooked,
} from '../collection/statements.service.js';
import { FundMovements } from './fund-movements.service.js';
import { FundMovementsStore } from './fund-movements.store.js';
import type { AssignedSubsidyDto, AssignSubsidyDto, NotedBookedDto } from './subsidy-lines.dto.js';

type By = { readonly staffNumber: string; readonly terminalId: string };

const byReference = (line: number): LineSettled => ({
  line,
  state: 'paid',
  why: null,
  how: 'reference',
  unit: null,
  suspense: zeroFen,
  candidates: [],
});

/** What may be a voucher's number in a line. */
const vouchersNamedIn = ({ serial, memo }: LineToClaim): readonly string[] => [
  serial,
  ...memo.normalize('NFKC').split(/[^0-9A-Za-z-]+/u),
];

@Injectable()
export class SubsidyLines implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: FundMovementsStore,
    private readonly movements: FundMovements,
    private readonly statements: Statements,
    private readonly other: OtherMoney,
    private readonly transfers: FundTransfersService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.statements.claimedBy((tx, statement, lines) => this.claim(tx, statement, lines));
  }

  /**
   * Receives money that waits as a subsidy of its fund for a month. Throws Refused `money-not-waiting`, `voucher-known`,
   * `subsidy-above-owed`.
   */
  receive(
    statement: number,
    line: number,
    { month, level }: AssignSubsidyDto,
    by: By,
  ): Promise<AssignedSubsidyDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.hold(tx, statement, line);
      const owed = await this.movements.owed(tx, held.scheme, month);
      if (await this.store.isKnown(tx, held.scheme, held.serial))
        throw new Refused('voucher-known', held.serial);
      if (held.waiting > owed) throw new Refused('subsidy-above-owed', formatYuan(owed));
      await this.movements.book(tx, held.isBooked ? 'suspense-subsidy' : 'subsidy', {
        approvalId: null,
        statement: { id: held.statementId, line: held.line },
        level,
        scheme: held.scheme,
        kind: 'subsidy',
        amount: held.waiting,
        voucher: held.serial,
        month,
      });
      await this.other.takenByHand(tx, held, by.staffNumber);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'statement-line.subsidy',
        ...by,
        subject: `${statement}/${line}`,
        detail: { month, level, amount: formatYuan(held.waiting) },
      });
      return {
        month,
        received: formatYuan(held.waiting),
        owed: formatYuan(subtract(owed, held.waiting)),
      };
    });
  }

  /** Notes of money that is in no book from the statement that another paper booked it. Throws Refused `money-not-waiting`, `money-booked`. */
  bookedBefore(statement: number, line: number, voucher: string, by: By): Promise<NotedBookedDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.hold(tx, statement, line);
      if (held.isBooked) throw new Refused('money-booked', `${statement}/${line}`);
      await this.other.bookedBefore(tx, held, voucher, by.staffNumber);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'statement-line.booked-before',
        ...by,
        subject: `${statement}/${line}`,
        detail: { voucher, amount: formatYuan(held.waiting) },
      });
      return { voucher };
    });
  }

  private async hold(tx: Transaction, statement: number, line: number): Promise<WaitingLineHeld> {
    const held = await this.other.anyWaitingLine(tx, statement, line);
    if (held === null) throw new Refused('money-not-waiting', `${statement}/${line}`);
    return held;
  }

  private async claim(
    tx: Transaction,
    statement: StatementOfLines,
    lines: readonly LineToClaim[],
  ): Promise<readonly LineSettled[]> {
    const settled: LineSettled[] = [];
    for (const line of lines) {
      const one = await (statement.fundAccount === '1003'
        ? this.claimFiscal(tx, statement, line)
        : this.claimStray(tx, statement, line));
      if (one !== null) settled.push(one);
    }
    return settled;
  }

  /** Into the fiscal special account: what was booked by its voucher, or a subsidy that is named and comes to what is owed for the month. */
  private async claimFiscal(
    tx: Transaction,
    { id, scheme }: StatementOfLines,
    line: LineToClaim,
  ): Promise<LineSettled | null> {
    const voucher = await this.store.voucherBooked(tx, scheme, line.amount, vouchersNamedIn(line));
    if (voucher !== null) {
      await this.other.noteBookedBy(tx, { statementId: id, line: line.line }, voucher);
      return byReference(line.line);
    }
    const [named, ...more] = subsidiesNamedIn(line.memo);
    if (named === undefined) return null;
    if (more.length > 0 || named.scheme !== scheme) return unbooked(line, 'subsidy-differs');
    const owed: Fen = await this.movements.owed(tx, scheme, named.month);
    if (line.amount !== owed || (await this.store.isKnown(tx, scheme, line.serial)))
      return unbooked(line, 'subsidy-differs');
    await this.movements.book(tx, 'subsidy', {
      approvalId: null,
      statement: { id, line: line.line },
      level: null,
      scheme,
      kind: 'subsidy',
      amount: line.amount,
      voucher: line.serial,
      month: named.month,
    });
    return byReference(line.line);
  }

  /** A subsidy belongs into the fiscal special account: in the income account it waits for somebody who looks at it. */
  private async claimStray(
    tx: Transaction,
    { scheme }: StatementOfLines,
    line: LineToClaim,
  ): Promise<LineSettled | null> {
    if (subsidiesNamedIn(line.memo).length === 0) return null;
    await this.transfers.book(tx, scheme, 'suspense', line.amount);
    return { ...unbooked(line, 'subsidy-differs'), state: 'in-suspense' };
  }
}
