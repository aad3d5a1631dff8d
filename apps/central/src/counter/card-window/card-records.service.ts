/** What every service of the card window leaves behind: its operation, its receipt, its line in the audit trail. Once per key. */
import { Injectable } from '@nestjs/common';
import type { Words } from '#libs/kernel/words.js';
import type { Agent } from '#libs/cards/representation.js';
import { cardServices, type CardService } from '#libs/cards/card-services.js';
import { problems } from '#libs/contract/problems.js';
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import { feeBooks } from '#libs/contract/schemes.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import type { ProofUse } from '../tap/card-presence.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { staffNumberOf, type StaffWriter, type Writer } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Answered } from '../../records/operations/answer.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import type { RecordedOperation } from '../../records/operations/operation.js';
import { ReceiptsService } from '../../records/receipts/receipts.service.js';
import { CardFees, type FeeMove } from './card-fees.service.js';
import { agentRow } from './receipt-rows.js';

/** What was asked for, as far as it is known before anything is looked at. */
export type AskedService = {
  readonly service: CardService;
  /** SHA-256 of the body without the card's proof. */
  readonly bodyDigest: string;
  readonly cardSessionId: string | null;
};

/** A service that was done. */
export type DoneService = {
  readonly person: { readonly id: string; readonly name: string; readonly socialSecurityNumber: string };
  readonly card: { readonly id: string; readonly cardNumber: string } | null;
  /** What the receipt is called; by its service where nothing nearer is known. */
  readonly title?: Words;
  /** Who stood at the window for the holder; recorded and printed. */
  readonly agent?: Agent | null;
  /** Cash that passed for it; left out: none. */
  readonly fee?: FeeMove | null;
  /** Printed on the receipt, in this order. */
  readonly details: readonly ReceiptRow[];
  /** For the audit trail beside service and card number: codes and counts, never personal data. */
  readonly audit?: Readonly<Record<string, string | number | boolean | null>>;
};

/** A fee passes into a till: whoever serves themselves is offered nothing that costs one. */
const byStaff = ({ staff, ...writer }: Writer): StaffWriter => {
  if (staff === null) throw new Refused('cash-at-window-only');
  return { ...writer, staff };
};

@Injectable()
export class CardRecords {
  constructor(
    private readonly database: Database,
    private readonly book: OperationBook,
    private readonly receipts: ReceiptsService,
    private readonly fees: CardFees,
    private readonly clock: Clock,
  ) {}

  /**
   * Does a service in one transaction and keeps its answer under the key: the same key and body get the same answer again.
   * What `work` refuses for good is kept as the key's answer too, with nothing else of it but the key it says was used. Throws
   * Refused `key-reused`.
   */
  async once(
    writer: Writer,
    asked: AskedService,
    work: (tx: Transaction, tellUse: (use: ProofUse) => void) => Promise<DoneService>,
  ): Promise<Answered> {
    const used: ProofUse[] = [];
    const tellUse = (use: ProofUse): void => void used.push(use);
    try {
      return await this.database.transaction(async (tx) => {
        const known = await this.known(tx, writer, asked);
        if (known !== null) return { operation: known, replayed: true };
        const done = await work(tx, tellUse);
        const operation = await this.write(tx, writer, asked, {
          ...done,
          audit: { ...done.audit, ...used.at(-1) },
        });
        return { operation, replayed: false };
      });
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.code === 'key-reused') throw fault;
      // A refusal that may pass leaves the key free to try again.
      if (problems[fault.code].retry === 'same-key') throw fault;
      return this.refuse(writer, asked, fault, used.at(-1));
    }
  }

  private known(
    tx: Transaction,
    writer: Writer,
    { service, bodyDigest }: AskedService,
  ): Promise<RecordedOperation | null> {
    return this.book.known(tx, writer, { kind: 'card-service', service, bodyDigest });
  }

  private async write(
    tx: Transaction,
    writer: Writer,
    asked: AskedService,
    { person, card, title, agent = null, fee = null, details, audit = {} }: DoneService,
  ): Promise<RecordedOperation> {
    const now = this.clock.now();
    const today = this.clock.today();
    const money = fee === null ? null : await this.fees.prepare(tx, byStaff(writer), fee);
    const total = fee?.amount ?? zeroFen;
    const receipt = await this.receipts.prepare(tx, {
      title: title ?? cardServices[asked.service].words,
      terminalName: writer.terminal.name,
      operator: writer.staff,
      holder: person,
      cardNumber: card?.cardNumber ?? null,
      rows: agent === null ? details : [...details, agentRow(agent)],
      total,
      today,
      now,
    });
    const operation: RecordedOperation = {
      ...this.begun(writer, asked, now),
      personId: person.id,
      ...(money === null ? {} : { channel: 'cash', total, shiftId: money.shiftId }),
      state: 'succeeded',
      receiptNumber: receipt.number,
    };
    await this.book.write(tx, {
      operation,
      agent,
      ...(fee === null ? {} : { line: { scheme: feeBooks, amount: total } }),
      receipt,
      audit: {
        at: now,
        action: `card-service.${asked.service}`,
        terminalId: writer.terminal.id,
        staffNumber: staffNumberOf(writer),
        ...(asked.cardSessionId === null ? {} : { cardSessionId: asked.cardSessionId }),
        subject: receipt.number,
        detail: {
          personId: person.id,
          cardNumber: card?.cardNumber ?? null,
          ...(agent === null ? {} : { agent: agent.relation }),
          ...(fee === null ? {} : { fee: formatYuan(fee.amount), feeWas: fee.way }),
          ...audit,
        },
      },
    });
    await money?.write();
    return operation;
  }

  private refuse(
    writer: Writer,
    asked: AskedService,
    { code, detail }: Refused,
    used: ProofUse | undefined,
  ): Promise<Answered> {
    return this.database.transaction(async (tx) => {
      const known = await this.known(tx, writer, asked);
      if (known !== null) return { operation: known, replayed: true };
      const now = this.clock.now();
      const operation: RecordedOperation = {
        ...this.begun(writer, asked, now),
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
          action: `card-service.refused`,
          terminalId: writer.terminal.id,
          staffNumber: staffNumberOf(writer),
          ...(asked.cardSessionId === null ? {} : { cardSessionId: asked.cardSessionId }),
          subject: writer.key,
          detail: { service: asked.service, code, ...used },
        },
      });
      return { operation, replayed: false };
    });
  }

  private begun(
    { key, terminal, staff }: Writer,
    { service, bodyDigest, cardSessionId }: AskedService,
    now: Date,
  ): RecordedOperation {
    return {
      key,
      terminalId: terminal.id,
      staffNumber: staffNumberOf({ staff }),
      cardSessionId,
      personId: null,
      kind: 'card-service',
      service,
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
