/** Takes what people pay back by the bank: a line that names a recovery with as much open by itself, any other by a person; each once. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { recoveriesNamedIn } from '#libs/contributions/notice-number.js';
import { formatYuan, smaller, subtract, zeroFen } from '#libs/money/fen.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { openOf, Recoveries } from '../benefits/recoveries.service.js';
import { OtherMoney } from '../collection/other-money.service.js';
import {
  type LineSettled,
  type LineToClaim,
  type StatementOfLines,
  Statements,
} from '../collection/statements.service.js';
import type { AssignedRecoveryDto } from './recovery.dto.js';

type By = { readonly staffNumber: string; readonly terminalId: string };

@Injectable()
export class RecoveryLines implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly recoveries: Recoveries,
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
   * Pays a recovery of the same fund back with money that lies in temporary receipts; what is over goes on waiting. Throws Refused
   * `money-not-waiting`, `recovery-unknown`, `recovery-closed`.
   */
  receive(statement: number, line: number, reference: string, by: By): Promise<AssignedRecoveryDto> {
    return this.database.transaction(async (tx) => {
      const held = await this.other.waitingLine(tx, statement, line);
      if (held === null) throw new Refused('money-not-waiting', `${statement}/${line}`);
      const [number] = recoveriesNamedIn(reference);
      const recovery = number === undefined ? null : await this.recoveries.hold(tx, number);
      if (recovery === null || recovery.scheme !== held.scheme)
        throw new Refused('recovery-unknown', reference);
      noteLookedUp(recovery.payeeId);
      const open = openOf(recovery);
      if (open === zeroFen) throw new Refused('recovery-closed', reference);
      const taken = smaller(open, held.waiting);
      await this.recoveries.take(tx, recovery, taken, {
        how: 'transfer',
        statementId: held.statementId,
        line: held.line,
      });
      await this.other.takenByHand(tx, held, by.staffNumber, subtract(held.waiting, taken));
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'statement-line.recovery',
        ...by,
        subject: `${statement}/${line}`,
        detail: { reference, amount: formatYuan(taken) },
      });
      return { reference, taken: formatYuan(taken), open: formatYuan(subtract(open, taken)) };
    });
  }

  /** Of the income account alone: what came to the fiscal special account waits for a person. */
  private async claim(
    tx: Transaction,
    { id, scheme, fundAccount }: StatementOfLines,
    lines: readonly LineToClaim[],
  ): Promise<readonly LineSettled[]> {
    if (fundAccount !== '1002') return [];
    const settled: LineSettled[] = [];
    // All of them before anything is booked: who pays at a window holds recoveries first, and the fund's accounts after.
    await this.recoveries.holdAll(
      tx,
      lines.flatMap(({ memo }) => recoveriesNamedIn(memo)),
    );
    for (const { line, memo, amount } of lines) {
      const [number, ...more] = recoveriesNamedIn(memo);
      if (number === undefined) continue;
      const recovery = more.length > 0 ? null : await this.recoveries.hold(tx, number);
      const isFit = recovery !== null && recovery.scheme === scheme && amount <= openOf(recovery);
      await this.transfers.book(tx, scheme, 'suspense', amount);
      if (isFit) await this.recoveries.take(tx, recovery, amount, { how: 'transfer', statementId: id, line });
      settled.push({
        line,
        state: isFit ? 'paid' : 'in-suspense',
        why: isFit ? null : 'recovery-differs',
        how: isFit ? 'reference' : null,
        unit: null,
        suspense: isFit ? zeroFen : amount,
        candidates: [],
      });
    }
    return settled;
  }
}
