/** Cards that come from the maker: counted, and on the shelf of their depot. */
import { Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ChunkedWork, chunksOver } from '../../ground/chunked-work/chunked-work.service.js';
import { CardStockService } from '../stock/card-stock.service.js';
import { CardLives } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import { BatchItemsStore } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';

export type Arrival = { readonly batch: string; readonly depot: string; readonly cards: number };

/** An arrival that was laid out. */
export type ArrivalBegun = { readonly workId: string; readonly cards: number };

@Injectable()
export class BatchArrivalService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly stock: CardStockService,
    private readonly lives: CardLives,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes all personalised cards of a batch onto a depot's shelf; goes on with an arrival that was interrupted. Throws Refused
   * `batch-unknown`, `depot-unknown`, `count-differs` when `count` is another number, `nothing-to-receive`.
   */
  async receive(
    number: string,
    depot: string,
    count: number | null,
    by: string,
    progress: Progress,
    once?: Once<ArrivalBegun>,
  ): Promise<Arrival> {
    const { batch, workId, cards } = await this.begin(number, depot, count, by, once);
    await this.work.run(
      workId,
      async (tx, { first, last }) => {
        await this.items.planByIndex(tx);
        const lying = await this.items.cardsIn(tx, { batchId: batch.id, first, last }, 'personalised');
        const cardIds = lying.map(({ cardId }) => cardId);
        const at = this.clock.now();
        const { moved } = await this.lives.moveMany(tx, { cardIds }, 'deliver', {
          at,
          staffNumber: by,
          terminalId: null,
          batchNumber: number,
        });
        await this.items.setDepot(tx, [...moved.keys()], depot);
      },
      { label: batchWorks['card-batch.receive'], progress },
    );
    return { batch: number, depot, cards };
  }

  private begin(
    number: string,
    depot: string,
    count: number | null,
    by: string,
    once?: Once<ArrivalBegun>,
  ): Promise<ArrivalBegun & { readonly batch: BatchRecord }> {
    return this.database.transaction(async (tx) => {
      const batch = await this.batches.lock(tx, number);
      if (once !== undefined && once.entered !== null) return { batch, ...once.entered };
      if (!(await this.stock.hasDepot(tx, depot))) throw new Refused('depot-unknown', depot);
      const counts = await this.items.cardCounts(tx, batch.id, 'personalised');
      const cards = counts.reduce((sum, each) => sum + each.cards, 0);
      const earlier = await this.store.worksOf(tx, 'card-batch.receive', number);
      const open = await this.interrupted(tx, earlier.at(-1), depot);
      if (open !== null) return { batch, workId: open, cards };
      if (cards === 0) throw new Refused('nothing-to-receive', number);
      if (count !== null && count !== cards) throw new Refused('count-differs', `${count}, ${cards}`);
      const workId = await this.work.plan(
        tx,
        {
          kind: 'card-batch.receive',
          subject: `${number} ${depot}`,
          plannedBy: by,
        },
        chunksOver(1, batch.items, itemsEach),
        { again: true },
      );
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'card-batch.received',
        staffNumber: by,
        subject: number,
        detail: { depot, cards },
      });
      await once?.enter(tx, { workId, cards });
      return { batch, workId, cards };
    });
  }

  /** An arrival that has not come to its end; it goes on at its own depot only. */
  private async interrupted(
    tx: Transaction,
    workId: string | undefined,
    depot: string,
  ): Promise<string | null> {
    if (workId === undefined) return null;
    const { finishedAt, subject } = await this.work.status(tx, workId);
    if (finishedAt !== null) return null;
    if (!subject.endsWith(` ${depot}`)) throw new Refused('work-unfinished', subject);
    return workId;
  }
}
