/** Approval of a batch and all that is in it: begun by a person, and brought to its end by whichever process is alive. */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { describeProblem } from '#libs/contract/problems.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import {
  ChunkedWork,
  chunksOver,
  type RunOptions,
  type WorkChunk,
} from '../../ground/chunked-work/chunked-work.service.js';
import { CardLives } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import { silentProgress, type Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Rounds } from '../../ground/rounds.js';
import { BatchItemsStore } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';

const kind = 'card-batch.approve';

type Approval = { readonly batch: BatchRecord; readonly workId: string };

@Injectable()
export class BatchApprovalService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('BatchApproval');
  private readonly rounds: Rounds;
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly lives: CardLives,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    this.rounds = new Rounds(() => this.goOn(), workEveryMs, this.logger);
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  /** What is left of an approval under way is the next process's. */
  onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.rounds.stop();
  }

  /**
   * Approves a batch and all that is in it, or goes on with an approval that was interrupted. Throws Refused `batch-unknown`,
   * `same-person` for its maker and for whoever entered one of its applications, `batch-decided` when nothing is left to do.
   */
  async approve(number: string, by: string, progress: Progress = silentProgress): Promise<BatchRecord> {
    const approval = await this.begin(number, by);
    await this.finish(approval, { progress });
    return approval.batch;
  }

  /** As `approve`, but answers once the decision is on record; the applications follow. */
  async approveSoon(number: string, by: string): Promise<void> {
    await this.begin(number, by);
    this.rounds.soon();
  }

  /** Brings approvals to their end that were begun here or elsewhere, whoever died over them. */
  async goOn(): Promise<void> {
    for (const number of await this.database.read((tx) => this.work.unfinished(tx, kind))) {
      const approval = await this.database.read(async (tx) =>
        this.open(tx, await this.batches.get(tx, number)),
      );
      if (approval === null) continue;
      // One that cannot be done must not keep the others from it.
      await this.finish(approval, { signal: this.stopping.signal }).catch((fault: unknown) =>
        this.logger.warn(
          `approval of ${number} is not done: ${fault instanceof Error ? fault.message : String(fault)}`,
        ),
      );
    }
  }

  /** Whether the approval has reached every item. */
  async isDone(tx: Transaction, batch: BatchRecord): Promise<boolean> {
    return batch.state === 'approved' && (await this.open(tx, batch)) === null;
  }

  /** The approval of a batch when it was begun and has not reached every item. */
  private async open(tx: Transaction, batch: BatchRecord): Promise<Approval | null> {
    const workId = await this.work.idOf(tx, kind, batch.number);
    if (workId === null || (await this.work.status(tx, workId)).finishedAt !== null) return null;
    return { batch, workId };
  }

  private begin(number: string, by: string): Promise<Approval> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const batch = await this.batches.lock(tx, number);
      if (batch.state === 'rejected') throw new Refused('batch-decided', number);
      await this.batches.demandAnother(tx, batch, by);
      if (batch.state === 'approved') {
        const begun = await this.open(tx, batch);
        if (begun === null) throw new Refused('batch-decided', number);
        return begun;
      }
      await this.store.decide(tx, batch.id, { state: 'approved', at, by, reason: null });
      const workId = await this.work.plan(
        tx,
        { kind, subject: number, plannedBy: by },
        chunksOver(1, batch.items, itemsEach),
      );
      await this.audit.append(tx, {
        at,
        action: 'card-batch.approved',
        staffNumber: by,
        subject: number,
        detail: { items: batch.items },
      });
      return { batch: await this.batches.get(tx, number), workId };
    });
  }

  private async finish({ batch, workId }: Approval, options: RunOptions): Promise<void> {
    await this.work.run(workId, (tx, chunk) => this.approveItems(tx, batch, chunk), {
      label: batchWorks[kind],
      ...options,
    });
  }

  private async approveItems(tx: Transaction, batch: BatchRecord, { first, last }: WorkChunk): Promise<void> {
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
  }
}
