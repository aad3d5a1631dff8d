/** Approval of a batch and all that is in it: begun by a person, and brought to its end by whichever process is alive. */
import { Inject, Injectable } from '@nestjs/common';
import { describeProblem } from '#libs/contract/problems.js';
import type { Approval, ApprovalView, Decider, Decision } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import {
  ChunkedWork,
  chunksOver,
  type RunOptions,
  type WorkChunk,
  type WorkStatus,
} from '../../ground/chunked-work/chunked-work.service.js';
import { CardLives } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import { silentProgress, type Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, isConnectionFault, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { BatchItemsStore } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { CardBatchesStore, type BatchContent } from './card-batches.store.js';

/** The kind of the long work that an approval is. */
export const approvalWork = 'card-batch.approve';
const jobName = 'batch-approvals';

type OpenApproval = { readonly batch: BatchRecord; readonly workId: string };

@Injectable()
export class BatchApprovalService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly lives: CardLives,
    private readonly work: ChunkedWork,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    @Inject(CONFIG) { workEveryMs }: CentralConfig,
  ) {
    approvals.handle<BatchContent>('card-batch', {
      current: async (tx, { subject }) => {
        const batch = await this.batches.lock(tx, subject);
        return batch.state === 'made' ? (await this.store.toDecide(tx, batch.id)).content : null;
      },
      describe: (tx, approval) => this.describe(tx, approval),
      approved: (tx, approval, decision) => this.plan(tx, approval, decision),
      refused: (tx, approval, decision) => this.refuse(tx, approval, decision),
      soon: (tx) => this.jobs.soon(tx, jobName),
    });
    jobs.add({
      name: jobName,
      purpose: { zh: '办完已批准批次的审批', en: 'Bring approvals of batches to their end' },
      times: { everyMs: workEveryMs },
      run: (signal) => this.goOn(signal),
    });
  }

  /**
   * Approves a batch and all that is in it, or goes on with an approval that was interrupted. Throws Refused `batch-unknown`,
   * `same-person` for its maker and for whoever entered one of its applications, `batch-decided` when nothing is left to do.
   */
  async approve(number: string, decider: Decider, progress: Progress = silentProgress): Promise<BatchRecord> {
    const approval = await this.begin(number, decider);
    await this.finish(approval, { progress });
    return approval.batch;
  }

  /** As `approve`, but answers once the decision is on record; the applications follow, in whichever process does the jobs. */
  async approveSoon(number: string, decider: Decider): Promise<void> {
    await this.begin(number, decider, (tx) => this.jobs.soon(tx, jobName));
  }

  /** Rejects a batch: its applications wait for another one. Throws Refused `batch-unknown`, `same-person`, `batch-decided`. */
  reject(number: string, reason: string, decider: Decider): Promise<BatchRecord> {
    return this.decide(async (tx) => {
      const batch = await this.batches.get(tx, number);
      if (batch.state !== 'made') throw new Refused('batch-decided', number);
      await this.approvals.decideAbout(tx, 'card-batch', number, 'rejected', decider, reason);
      return this.batches.get(tx, number);
    });
  }

  /**
   * Brings approvals to their end that were begun here or elsewhere, whoever died over them. One that fails keeps no other
   * from it, is tried again by itself for a while, and is then stuck on view. Null when none was to be tried.
   */
  async goOn(signal: AbortSignal): Promise<JobResult | null> {
    let [approved, failed] = [0, 0];
    for (const number of await this.database.read((tx) => this.work.due(tx, approvalWork))) {
      if (signal.aborted) break;
      const approval = await this.database.read(async (tx) =>
        this.open(tx, await this.batches.get(tx, number)),
      );
      if (approval === null) continue;
      await this.finish(approval, { signal }).then(
        ({ finishedAt }) => (approved += finishedAt === null ? 0 : 1),
        (fault: unknown) => {
          // Any other fault is on record with the work.
          if (isConnectionFault(fault)) throw fault;
          failed += 1;
        },
      );
    }
    if (approved + failed === 0) return null;
    return {
      words: {
        zh: `办完 ${approved} 个批次的审批${failed === 0 ? '' : `，${failed} 个失败`}`,
        en: `approval of ${approved} batches done${failed === 0 ? '' : `, ${failed} failed`}`,
      },
      counts: { approved, failed },
    };
  }

  /** Whether the approval has reached every item. */
  async isDone(tx: Transaction, batch: BatchRecord): Promise<boolean> {
    return batch.state === 'approved' && (await this.open(tx, batch)) === null;
  }

  /** The approval of a batch when it was begun and has not reached every item. */
  private async open(tx: Transaction, batch: BatchRecord): Promise<OpenApproval | null> {
    const workId = await this.work.idOf(tx, approvalWork, batch.number);
    if (workId === null || (await this.work.status(tx, workId)).finishedAt !== null) return null;
    return { batch, workId };
  }

  /** `soon`: has the rest done by whichever process does the jobs. */
  private begin(
    number: string,
    decider: Decider,
    soon: (tx: Transaction) => Promise<void> = async () => undefined,
  ): Promise<OpenApproval> {
    return this.decide(async (tx) => {
      const batch = await this.batches.get(tx, number);
      if (batch.state === 'made')
        await this.approvals.decideAbout(tx, 'card-batch', number, 'approved', decider);
      const begun = await this.open(tx, await this.batches.get(tx, number));
      if (begun === null) throw new Refused('batch-decided', number);
      await soon(tx);
      return begun;
    });
  }

  private async decide<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work);
    } catch (fault) {
      // Somebody else was quicker, between the look and the decision.
      if (fault instanceof Refused && fault.code === 'approval-decided')
        throw new Refused('batch-decided', fault.detail);
      throw fault;
    }
  }

  /** The batch is approved with the deciding step; its applications follow in chunks. */
  private async plan(
    tx: Transaction,
    { id, subject }: Approval<BatchContent>,
    { by }: Decision,
  ): Promise<void> {
    const batch = await this.batches.get(tx, subject);
    await this.store.decide(tx, subject, { state: 'approved', approvalId: id });
    await this.work.plan(
      tx,
      { kind: approvalWork, subject, plannedBy: by ?? '' },
      chunksOver(1, batch.items, itemsEach),
    );
  }

  private async refuse(
    tx: Transaction,
    { id, subject }: Approval<BatchContent>,
    { verdict, reason, at }: Decision,
  ): Promise<void> {
    // Taken back to be asked for anew, with fewer items.
    if (verdict !== 'rejected') return;
    const batch = await this.batches.lock(tx, subject);
    if (batch.state !== 'made') throw new Refused('batch-decided', subject);
    await this.store.decide(tx, subject, { state: 'rejected', approvalId: id });
    await this.items.rejectAll(tx, batch.id, reason ?? '', at);
  }

  private async describe(
    tx: Transaction,
    { subject, content }: Approval<BatchContent>,
  ): Promise<ApprovalView> {
    const batch = await this.batches.get(tx, subject);
    return {
      what: { zh: `${subject}，${content.items} 张卡`, en: `${subject}, ${content.items} cards` },
      details: [
        { label: { zh: '制批人', en: 'made by' }, value: { zh: batch.madeBy, en: batch.madeBy } },
        { label: { zh: '申领数', en: 'applications' }, value: { zh: content.items, en: content.items } },
      ],
    };
  }

  private finish({ batch, workId }: OpenApproval, options: RunOptions): Promise<WorkStatus> {
    return this.work.run(workId, (tx, chunk) => this.approveItems(tx, batch, chunk), {
      label: batchWorks[approvalWork],
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
      {
        at,
        staffNumber: batch.decidedBy,
        terminalId: null,
        batchNumber: batch.number,
        ...(batch.approvalId === null ? {} : { approvalId: batch.approvalId }),
      },
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
