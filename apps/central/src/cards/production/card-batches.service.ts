/** Batches of cards: made by one person of what waits, with items left out before another decides. */
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import {
  CardBatchesStore,
  type BatchContent,
  type BatchRecord,
  type Selection,
} from './card-batches.store.js';

export type { BatchRecord, Selection } from './card-batches.store.js';

/** What is entered of a batch that was made. */
export type BatchMade = { readonly batch: string; readonly items: number };

/** Items that one transaction works on. */
export const itemsEach = 1000;

// Somebody else makes a batch for seconds, not minutes.
const turnEveryMs = 100;
const turnWithinMs = 10 * 60_000;

@Injectable()
export class CardBatchesService {
  constructor(
    private readonly database: Database,
    private readonly store: CardBatchesStore,
    private readonly approvals: Approvals,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Waits until no other process has the turn, for the length of the transaction. Throws Refused `work-unfinished`. */
  async takeTurn(tx: Transaction, turn: string): Promise<void> {
    const givesUpAt = performance.now() + turnWithinMs;
    while (!(await this.store.tryTurn(tx, turn))) {
      if (performance.now() > givesUpAt) throw new Refused('work-unfinished', turn);
      await wait(turnEveryMs);
    }
  }

  /** Takes waiting applications into a new batch and asks for its approval. Throws Refused `batch-empty`. */
  make(selection: Selection, by: string, enter?: Once<BatchMade>['enter']): Promise<BatchRecord> {
    const at = this.clock.now();
    const year = Number(this.clock.today().slice(0, 4));
    return this.database.transaction(async (tx) => {
      await this.takeTurn(tx, 'card batch');
      const batch = await this.store.make(tx, selection, { at, by, year });
      if (batch === null) {
        const waiting = await this.store.waitingWithoutPhoto(tx, selection);
        // Those are waiting, and nobody would guess what for.
        throw new Refused('batch-empty', ...(waiting === 0 ? [] : [`${waiting} without a photo`]));
      }
      await this.audit.append(tx, {
        at,
        action: 'card-batch.made',
        staffNumber: by,
        subject: batch.number,
        detail: { items: batch.items, ...selection },
      });
      await this.askFor(tx, batch, by);
      await enter?.(tx, { batch: batch.number, items: batch.items });
      return batch;
    });
  }

  /** Throws Refused `batch-unknown`. */
  async get(tx: Transaction, number: string): Promise<BatchRecord> {
    const batch = await this.store.find(tx, number);
    if (batch === null) throw new Refused('batch-unknown', number);
    return batch;
  }

  /** As `get`, locked to the end of the transaction. Throws Refused `batch-unknown`. */
  async lock(tx: Transaction, number: string): Promise<BatchRecord> {
    const batch = await this.store.lock(tx, number);
    if (batch === null) throw new Refused('batch-unknown', number);
    return batch;
  }

  /** Leaves an item out before the batch is approved, and asks for approval of what is left. Throws Refused `batch-decided`, `item-unknown`, `item-decided`. */
  leaveOut(number: string, item: number, reason: string, by: string): Promise<void> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.lock(tx, number);
      if (batch.state !== 'made') throw new Refused('batch-decided', number);
      if (!(await this.store.hasItem(tx, batch.id, item))) throw new Refused('item-unknown', String(item));
      if (!(await this.store.endItem(tx, batch.id, item, { outcome: 'left-out', reason, at })))
        throw new Refused('item-decided', String(item));
      await this.audit.append(tx, {
        at,
        action: 'card-batch.item-left-out',
        staffNumber: by,
        subject: number,
        detail: { item, reason },
      });
      await this.approvals.withdrawAbout(tx, 'card-batch', number, { number: by });
      await this.askFor(tx, batch, by);
    });
  }

  /** Neither its maker nor whoever entered one of its applications decides about it. */
  private async askFor(tx: Transaction, { id, number, madeBy }: BatchRecord, by: string): Promise<void> {
    const { content, enteredBy } = await this.store.toDecide(tx, id);
    await this.approvals.ask<BatchContent>(tx, {
      kind: 'card-batch',
      subject: number,
      content,
      by: { number: by },
      hands: [...new Set([madeBy, ...enteredBy])],
    });
  }
}
