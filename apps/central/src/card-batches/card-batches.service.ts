/** Batches of cards: made by one person of what waits, approved or rejected by another, and told how far they have come. */
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { describeProblem } from '#libs/contract/problems.js';
import { AuditStore } from '../audit/audit.store.js';
import { BatchWork, chunksOver, type RunOptions } from '../batch-work/batch-work.service.js';
import { CardLives } from '../cards/card-lives.service.js';
import { Clock } from '../clock.js';
import { Database, type Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { BatchItemsStore } from './batch-items.store.js';
import { CardBatchesStore, type BatchRecord, type Selection } from './card-batches.store.js';

export type { BatchRecord, Selection } from './card-batches.store.js';

/** Items that one transaction works on. */
export const itemsEach = 1000;

// Somebody else makes a batch for seconds, not minutes.
const turnEveryMs = 100;
const turnWithinMs = 10 * 60_000;

export type OnProgress = NonNullable<RunOptions['onProgress']>;

@Injectable()
export class CardBatchesService implements OnModuleDestroy {
  private readonly logger = new Logger('CardBatches');
  /** Approvals that go on after their request was answered. */
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly lives: CardLives,
    private readonly work: BatchWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  /** Waits until no other process has the turn, for the length of the transaction. Throws Refused `still-running`. */
  async takeTurn(tx: Transaction, turn: string): Promise<void> {
    const givesUpAt = performance.now() + turnWithinMs;
    while (!(await this.store.tryTurn(tx, turn))) {
      if (performance.now() > givesUpAt) throw new Refused('still-running', turn);
      await wait(turnEveryMs);
    }
  }

  /** Takes waiting applications into a new batch. Throws Refused `batch-empty`. */
  make(selection: Selection, by: string): Promise<BatchRecord> {
    const at = this.clock.now();
    const year = Number(this.clock.today().slice(0, 4));
    return this.database.transaction(async (tx) => {
      await this.takeTurn(tx, 'card batch');
      const batch = await this.store.make(tx, selection, { at, by, year });
      if (batch === null) {
        const waiting = await this.store.waitingWithoutPhoto(tx, selection);
        // Those are waiting, and nobody would guess what for.
        throw new Refused('batch-empty', ...(waiting === 0 ? [] : [`${waiting}: --without-photo`]));
      }
      await this.audit.append(tx, {
        at,
        action: 'card-batch.made',
        staffNumber: by,
        subject: batch.number,
        detail: { items: batch.items, ...selection },
      });
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

  /**
   * Approves a batch and all that is in it, or goes on with an approval that was interrupted. Throws Refused `same-person` for
   * its maker and for whoever entered one of its applications, `batch-decided` when nothing is left to do.
   */
  async approve(number: string, by: string, onProgress?: OnProgress): Promise<BatchRecord> {
    const { batch, workId } = await this.beginApproval(number, by);
    await this.finishApproval(batch, workId, onProgress);
    return batch;
  }

  /** As `approve`, but answers once the decision is on record; the applications follow, here or by `cards batch approve`. */
  async approveSoon(number: string, by: string): Promise<BatchRecord> {
    const { batch, workId } = await this.beginApproval(number, by);
    const run = this.finishApproval(batch, workId).catch((fault: unknown) =>
      this.logger.warn(
        `approval of ${number} stopped: ${fault instanceof Error ? fault.message : String(fault)}`,
      ),
    );
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
    return batch;
  }

  /** Rejects a batch: its applications wait for another one. Throws Refused `same-person`, `batch-decided`. */
  reject(number: string, reason: string, by: string): Promise<BatchRecord> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.lock(tx, number);
      if (batch.state !== 'made') throw new Refused('batch-decided', number);
      await this.demandAnother(tx, batch, by);
      await this.store.decide(tx, batch.id, { state: 'rejected', at, by, reason });
      await this.items.rejectAll(tx, batch.id, reason, at);
      await this.audit.append(tx, {
        at,
        action: 'card-batch.rejected',
        staffNumber: by,
        subject: number,
        detail: { items: batch.items, reason },
      });
      return this.get(tx, number);
    });
  }

  /** Leaves an item out before the batch is approved. Throws Refused `batch-decided`, `item-unknown`, `item-decided`. */
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
    });
  }

  /** Whether the approval has reached every item. */
  async isApproved(tx: Transaction, batch: BatchRecord): Promise<boolean> {
    if (batch.state !== 'approved') return false;
    const workId = await this.work.idOf(tx, 'card-batch.approve', batch.number);
    return workId !== null && (await this.work.status(tx, workId)).finishedAt !== null;
  }

  private beginApproval(
    number: string,
    by: string,
  ): Promise<{ readonly batch: BatchRecord; readonly workId: string }> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.lock(tx, number);
      if (batch.state === 'rejected') throw new Refused('batch-decided', number);
      await this.demandAnother(tx, batch, by);
      if (batch.state === 'approved') {
        const workId = await this.work.idOf(tx, 'card-batch.approve', number);
        if (workId === null || (await this.work.status(tx, workId)).finishedAt !== null)
          throw new Refused('batch-decided', number);
        return { batch, workId };
      }
      await this.store.decide(tx, batch.id, { state: 'approved', at, by, reason: null });
      const workId = await this.work.plan(
        tx,
        { kind: 'card-batch.approve', subject: number, plannedBy: by },
        chunksOver(1, batch.items, itemsEach),
      );
      await this.audit.append(tx, {
        at,
        action: 'card-batch.approved',
        staffNumber: by,
        subject: number,
        detail: { items: batch.items },
      });
      return { batch: await this.get(tx, number), workId };
    });
  }

  private async finishApproval(batch: BatchRecord, workId: string, onProgress?: OnProgress): Promise<void> {
    await this.work.run(
      workId,
      async (tx, { first, last }) => {
        await this.items.planByIndex(tx);
        const at = this.clock.now();
        const open = await this.items.open(tx, { batchId: batch.id, first, last });
        const applied = open.filter(({ state }) => state === 'applied');
        const { refused } = await this.lives.moveMany(
          tx,
          { applicationIds: applied.map(({ applicationId }) => applicationId) },
          'approve',
          { at, staffNumber: batch.decidedBy, terminalId: null, batchNumber: batch.number },
        );
        const leftOut = new Map<number, string>();
        for (const { item, applicationId, state } of open) {
          const refusal = refused.get(applicationId);
          // Withdrawn or rejected since it was taken, or made at the counter.
          if (refusal !== undefined) leftOut.set(item, describeProblem(refusal).title.zh);
          else if (state !== 'applied' && state !== 'approved')
            leftOut.set(item, describeProblem('application-closed').title.zh);
        }
        if (leftOut.size > 0) await this.items.leaveOut(tx, batch.id, leftOut, at);
      },
      onProgress === undefined ? {} : { onProgress },
    );
  }

  private async demandAnother(tx: Transaction, batch: BatchRecord, by: string): Promise<void> {
    if (batch.madeBy === by || (await this.store.enteredBy(tx, batch.id, by)))
      throw new Refused('same-person', batch.number);
  }
}
