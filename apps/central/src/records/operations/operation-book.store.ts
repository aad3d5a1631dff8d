/** The operation book: what was asked for at a counter, how far it has come, and all that an act leaves behind, written in one statement. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fen } from '#libs/money/fen.js';
import type { Agent } from '#libs/cards/representation.js';
import { prepared } from '../../ground/database/prepared.js';
import { together } from '../../ground/database/row-writes.js';
import { staffNumberOf, type Writer } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { auditEvents, auditRow } from '../audit/audit-rows.js';
import type { AuditEvent } from '../audit/audit.store.js';
import type { StoredReceipt } from '../receipts/receipt-document.js';
import { receiptRow, receipts } from '../receipts/receipt-rows.js';
import type { RecordedOperation } from './operation.js';
import {
  finishedOperations,
  newOperations,
  operationAgents,
  operationColumns,
  operationFrom,
  operationLines,
  operationRow,
  type OperationRow,
} from './operation-rows.js';

export type NumberedOperation = RecordedOperation & {
  readonly changeNumber: number;
  /** Whose it is; null: the clerk's own, or nobody was found. */
  readonly holderName: string | null;
  /** Number of the receipt whose act it undoes. */
  readonly undoneReceipt: string | null;
};

/** One act by itself, once it is done or refused; its bookings are written beside it. */
export type WrittenAct = {
  readonly operation: RecordedOperation;
  /** Who stood at the window for the holder. */
  readonly agent: Agent | null;
  /** Money that passed for it, in which books; left out: none. */
  readonly line?: { readonly scheme: string; readonly amount: Fen };
  readonly receipt: StoredReceipt | null;
  readonly audit: AuditEvent;
};

/** What every act leaves in the book. Acts that move money write it together with their bookings, in one statement of many acts. */
export const bookWrites = {
  newOperations,
  finishedOperations,
  operationLines,
  operationAgents,
  receipts,
  auditEvents,
} as const;

const writeBook = together('write-book', bookWrites);

type NumberedRow = OperationRow &
  Pick<NumberedOperation, 'holderName' | 'undoneReceipt'> & { readonly changeNumber: string };

const numbered = ({ changeNumber, holderName, undoneReceipt, ...row }: NumberedRow): NumberedOperation => ({
  ...operationFrom<RecordedOperation>(row),
  changeNumber: Number(changeNumber),
  holderName,
  undoneReceipt,
});

// What was refused has no person of its own, but the card that was there.
const numberedColumns = `${operationColumns()}, change_number as "changeNumber",
  (select p.name from person p where p.id = coalesce(operation.person_id,
    (select s.person_id from card_session s where s.id = operation.card_session_id))) as "holderName",
  (select r.number from receipt r where r.operation_key = operation.undoes) as "undoneReceipt"`;

@Injectable()
export class OperationBook {
  /** The operations of keys, by key. */
  async ofKeys<Kind extends RecordedOperation = RecordedOperation>(
    tx: EntityManager,
    keys: readonly string[],
  ): Promise<Map<string, Kind>> {
    if (keys.length === 0) return new Map();
    const rows = await prepared<OperationRow<Kind>>(
      tx,
      'operations-of-keys',
      `select ${operationColumns()} from operation where key = any($1)`,
      [keys],
    );
    return new Map(rows.map((row) => [row.key, operationFrom<Kind>(row)]));
  }

  /** One act of a key at a time: whoever comes second waits here and finds the first one's answer. */
  async claim(tx: EntityManager, key: string): Promise<RecordedOperation | null> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    return (await this.ofKeys(tx, [key])).get(key) ?? null;
  }

  /**
   * As {@link claim}, for an act that is asked for: the operation of the key, if it is this one by the same person at the same window.
   * Throws Refused `key-reused` otherwise.
   */
  async known(
    tx: EntityManager,
    { key, terminal, staff }: Writer,
    asked: Pick<RecordedOperation, 'kind' | 'bodyDigest' | 'service'>,
  ): Promise<RecordedOperation | null> {
    const known = await this.claim(tx, key);
    if (known === null) return null;
    const same =
      known.kind === asked.kind &&
      (known.service ?? null) === (asked.service ?? null) &&
      known.bodyDigest === asked.bodyDigest &&
      known.terminalId === terminal.id &&
      known.staffNumber === staffNumberOf({ staff });
    if (!same) throw new Refused('key-reused');
    return known;
  }

  async ofTerminal(tx: EntityManager, terminalId: string, key: string): Promise<NumberedOperation | null> {
    const rows: NumberedRow[] = await tx.query(
      `select ${numberedColumns} from operation where key = $1 and terminal_id = $2`,
      [key, terminalId],
    );
    return rows[0] === undefined ? null : numbered(rows[0]);
  }

  /** Operations of a terminal that changed after change number `since` up to `settled`, in the order they changed. */
  async changed(
    tx: EntityManager,
    terminalId: string,
    since: number,
    settled: number,
    limit: number,
  ): Promise<NumberedOperation[]> {
    const rows: NumberedRow[] = await tx.query(
      `select ${numberedColumns} from operation
       where terminal_id = $1 and change_number > $2 and change_number <= $3 order by change_number limit $4`,
      [terminalId, since, settled, limit],
    );
    return rows.map(numbered);
  }

  /** Writes one act by itself: its operation, what money it moved, its agent, its receipt and its line in the audit trail. */
  write(tx: EntityManager, { operation, agent, line, receipt, audit }: WrittenAct): Promise<void> {
    return writeBook(tx, {
      newOperations: [operationRow(operation)],
      finishedOperations: [],
      operationLines:
        line === undefined
          ? []
          : [
              {
                operation_key: operation.key,
                line: 1,
                scheme: line.scheme,
                period: operation.businessDate,
                subject_id: null,
                amount_fen: line.amount.toString(),
                subsidy_fen: '0',
                account_part_fen: '0',
              },
            ],
      operationAgents: agent === null ? [] : [{ operation_key: operation.key, ...agent }],
      receipts: receipt === null ? [] : [receiptRow(operation.key, receipt)],
      auditEvents: [auditRow(audit)],
    });
  }

  /** Says of a running operation that its outcome is not known, to whoever watches it. */
  async markUnknown(tx: EntityManager, key: string): Promise<void> {
    await tx.query(
      `update operation set state = 'unknown', change_number = nextval('operation_change') where key = $1 and state = 'running'`,
      [key],
    );
  }
}
