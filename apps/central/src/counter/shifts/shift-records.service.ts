/** What the end of a shift leaves behind: its operation, its slip, its line in the audit trail. Once per key. */
import { Injectable } from '@nestjs/common';
import { problems } from '#libs/contract/problems.js';
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import { formatYuan, zeroFen, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffWriter } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Answered } from '../../records/operations/answer.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import type { RecordedOperation, ShiftActKind } from '../../records/operations/operation.js';
import { ReceiptsService } from '../../records/receipts/receipts.service.js';

export type AskedEnd = StaffWriter & { readonly kind: ShiftActKind; readonly bodyDigest: string };

/** A shift that is to be ended: entered in the book before its money moves. */
export type EndedShift = {
  readonly shiftId: string;
  /** What is handed over; nothing moves at a count. */
  readonly total: Fen;
  readonly rows: readonly ReceiptRow[];
  readonly audit: Readonly<Record<string, string | number | null>>;
};

@Injectable()
export class ShiftRecords {
  constructor(
    private readonly database: Database,
    private readonly book: OperationBook,
    private readonly receipts: ReceiptsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends a shift in one transaction and keeps its answer under the key; what `work` refuses for good is kept as the answer too.
   * `work` calls `enter` once, and does after it what refers to the operation. Throws Refused `key-reused`.
   */
  async once(
    asked: AskedEnd,
    work: (tx: Transaction, enter: (ended: EndedShift) => Promise<void>) => Promise<void>,
  ): Promise<Answered> {
    try {
      return await this.database.transaction(async (tx) => {
        const known = await this.book.known(tx, asked, asked);
        if (known !== null) return { operation: known, replayed: true };
        const entered: { operation: RecordedOperation | null } = { operation: null };
        await work(tx, async (ended) => {
          entered.operation = await this.write(tx, asked, ended);
        });
        if (entered.operation === null) throw new Error('the end of a shift was not entered');
        return { operation: entered.operation, replayed: false };
      });
    } catch (fault) {
      // A refusal that may pass leaves the key free to try again.
      if (
        !(fault instanceof Refused) ||
        fault.code === 'key-reused' ||
        problems[fault.code].retry === 'same-key'
      )
        throw fault;
      return this.refuse(asked, fault);
    }
  }

  private async write(
    tx: Transaction,
    asked: AskedEnd,
    { shiftId, total, rows, audit }: EndedShift,
  ): Promise<RecordedOperation> {
    const { kind, terminal, staff } = asked;
    const [now, today] = [this.clock.now(), this.clock.today()];
    const channel = kind === 'shift-count' ? 'none' : 'cash';
    const receipt = await this.receipts.prepareSlip(tx, {
      kind,
      channel,
      terminalName: terminal.name,
      staffNumber: staff.number,
      staffName: staff.name,
      rows,
      total,
      today,
      now,
    });
    const operation: RecordedOperation = {
      ...this.begun(asked, now),
      channel,
      total,
      shiftId,
      state: 'succeeded',
      receiptNumber: receipt.number,
    };
    await this.book.write(tx, {
      operation,
      agent: null,
      receipt,
      audit: {
        at: now,
        action: `${kind}.succeeded`,
        terminalId: terminal.id,
        staffNumber: staff.number,
        subject: receipt.number,
        detail: { shift: shiftId, total: formatYuan(total), ...audit },
      },
    });
    return operation;
  }

  private refuse(asked: AskedEnd, { code, detail }: Refused): Promise<Answered> {
    return this.database.transaction(async (tx) => {
      const known = await this.book.known(tx, asked, asked);
      if (known !== null) return { operation: known, replayed: true };
      const now = this.clock.now();
      const operation: RecordedOperation = {
        ...this.begun(asked, now),
        state: 'refused',
        problemCode: code,
        problemDetail: detail ?? null,
      };
      await this.book.write(tx, {
        operation,
        agent: null,
        receipt: null,
        audit: {
          at: now,
          action: `${asked.kind}.refused`,
          terminalId: asked.terminal.id,
          staffNumber: asked.staff.number,
          subject: asked.key,
          detail: { code },
        },
      });
      return { operation, replayed: false };
    });
  }

  private begun({ key, kind, bodyDigest, terminal, staff }: AskedEnd, now: Date): RecordedOperation {
    return {
      key,
      terminalId: terminal.id,
      staffNumber: staff.number,
      cardSessionId: null,
      personId: null,
      kind,
      channel: 'none',
      bodyDigest,
      total: zeroFen,
      state: 'running',
      receiptNumber: null,
      problemCode: null,
      problemDetail: null,
      businessDate: this.clock.today(),
      startedAt: now,
      finishedAt: now,
    };
  }
}
