/** What every act on a run does: holds it, books its money, and tells of it. */
import { Injectable } from '@nestjs/common';
import { payRunReference } from '#libs/contributions/notice-number.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import type { Fen } from '#libs/money/fen.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { PayRun } from './pay-run.js';
import { PayRunsStore } from './pay-runs.store.js';

@Injectable()
export class PayRunActs {
  constructor(
    private readonly store: PayRunsStore,
    private readonly transfers: FundTransfersService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** The run, held until the transaction ends. Throws Refused `not-found`. */
  async held(tx: Transaction, number: number): Promise<PayRun> {
    const run = await this.store.hold(tx, number);
    if (run === null) throw new Refused('not-found', String(number));
    return run;
  }

  /** Books a transfer of a run, of one item or of many, and keeps whose it is. */
  async book(
    tx: Transaction,
    run: PayRun,
    kind: FlowKind,
    amount: Fen,
    item: string | null = null,
  ): Promise<void> {
    await this.store.addTransfer(tx, run.id, await this.transfers.book(tx, run.scheme, kind, amount), item);
  }

  tell(
    tx: Transaction,
    action: string,
    { number, scheme }: PayRun,
    staffNumber: string,
    detail: Record<string, string | number>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at: this.clock.now(),
      action,
      staffNumber,
      subject: payRunReference(number),
      detail: { scheme, ...detail },
    });
  }
}
