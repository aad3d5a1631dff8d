/** Long work in chunks, done exactly once by however many workers on however many machines, and gone on with after a kill. */
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import type { Words } from '#libs/kernel/words.js';
import { Clock } from '../clock.js';
import { silentProgress, type Progress } from './progress.js';
import { Database, isConnectionFault, type Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import type { ListAsk, ListPage } from '../lists/list-page.js';
import {
  stuckAfterTries,
  WorkStore,
  type UnfinishedState,
  type WorkChunk,
  type WorkStatus,
} from './work.store.js';

export type { WorkChunk, WorkState, WorkStatus } from './work.store.js';

/** What a kind of long work is. */
export type WorkKind = {
  readonly words: Words;
  /** Whether a job goes on with it; else whoever began it runs the same command again. */
  readonly byItself: boolean;
};

/** How a piece of long work stands, and what its kind is; null: no part of this program does such work any more. */
export type DescribedWork = WorkStatus & { readonly does: WorkKind | null };

/** Does one chunk in the transaction it is claimed in. May run more than once, but only one run is ever committed. */
export type ChunkEffect = (tx: Transaction, chunk: WorkChunk) => Promise<void>;

export type RunOptions = {
  /** Chunks at a time in this process; 2 when left out. */
  readonly workers?: number;
  /** Shown under this name: what was done before, and after each chunk of this process what all have done so far. */
  readonly label?: Words;
  readonly progress?: Progress;
  /** When it is aborted no more chunks are begun, and what is left stays for the next run. */
  readonly signal?: AbortSignal;
  /** Done once, by whichever process comes to it first after the last chunk, in the transaction that ends the work. */
  readonly finish?: (tx: Transaction) => Promise<void>;
};

// The longer something is held by another, the less often it is asked for.
const [shortestPollMs, longestPollMs] = [5, 100];

/** A chunk of so many rows each, over rows `first` to `last`. */
export const chunksOver = (first: number, last: number, rowsEach: number): readonly WorkChunk[] => {
  if (!Number.isInteger(rowsEach) || rowsEach < 1) throw new RangeError('a chunk has at least one row');
  return Array.from({ length: Math.ceil((last - first + 1) / rowsEach) }, (_, index) => {
    const from = first + index * rowsEach;
    const to = Math.min(last, from + rowsEach - 1);
    return { number: index + 1, first: from, last: to, items: to - from + 1 };
  });
};

/** Why a chunk failed, without the values of rows: a code where there is one. */
const reasonOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

@Injectable()
export class ChunkedWork {
  private readonly logger = new Logger('ChunkedWork');
  private readonly kinds = new Map<string, WorkKind>();

  constructor(
    private readonly database: Database,
    private readonly store: WorkStore,
    private readonly clock: Clock,
  ) {}

  /** Makes a kind of work known; called while the program is put together. */
  add(kind: string, what: WorkKind): void {
    if (this.kinds.has(kind)) throw new Error(`two kinds of work are called ${kind}`);
    this.kinds.set(kind, what);
  }

  /**
   * Lays work out in the given transaction: at most one piece of a kind is under way for one subject, whoever plans it.
   * Returns its id, also when it was planned before (then by the chunks of that time). What has come to its end is worked on
   * once more, in another run, with `again` alone.
   */
  async plan(
    tx: Transaction,
    work: { readonly kind: string; readonly subject: string; readonly plannedBy: string },
    chunks: readonly WorkChunk[],
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<string> {
    const known = await this.store.latest(tx, work.kind, work.subject);
    if (known !== null && !(again && known.finished)) return known.id;
    const id = newId();
    if (await this.store.insert(tx, { ...work, id, plannedAt: this.clock.now() }, chunks)) return id;
    const other = await this.store.latest(tx, work.kind, work.subject);
    if (other === null) throw new Error(`work ${work.kind} of ${work.subject} is neither new nor known`);
    return other.id;
  }

  /** The latest piece of a kind on a subject. */
  async idOf(tx: Transaction, kind: string, subject: string): Promise<string | null> {
    return (await this.store.latest(tx, kind, subject))?.id ?? null;
  }

  /**
   * Subjects of a kind's work that a process may go on with by itself now, the oldest first. What failed waits its time, longer
   * each time, and what failed too often is left to a person.
   */
  due(tx: Transaction, kind: string): Promise<string[]> {
    return this.store.due(tx, kind);
  }

  /** A page of what has not come to its end: usually what is stuck first, then the oldest. */
  async unfinished(
    tx: Transaction,
    state: UnfinishedState | null,
    ask: ListAsk,
  ): Promise<ListPage<DescribedWork>> {
    const search = ask.search?.toLowerCase() ?? null;
    const kinds = [...this.kinds]
      .filter(
        ([, { words }]) =>
          search !== null && (words.zh.includes(search) || words.en.toLowerCase().includes(search)),
      )
      .map(([kind]) => kind);
    const page = await this.store.unfinished(tx, { state, kinds }, ask);
    return {
      ...page,
      rows: page.rows.map((work) => ({ ...work, does: this.kinds.get(work.kind) ?? null })),
    };
  }

  /** Whether somebody has to look after long work. */
  isAnyStuck(tx: Transaction): Promise<boolean> {
    return this.store.isAnyStuck(tx);
  }

  /** Has what failed tried again as if it never had. Throws Refused `not-found` when there is no such work under way. */
  async beginAgain(
    tx: Transaction,
    workId: string,
  ): Promise<{ readonly kind: string; readonly subject: string; readonly attempts: number }> {
    const begun = await this.store.beginAgain(tx, workId);
    if (begun === null) throw new Refused('not-found', `work ${workId}`);
    return begun;
  }

  /** How far it has come, from the tables: the same on every machine. Throws Refused `not-found`. */
  async status(tx: Transaction, workId: string): Promise<WorkStatus> {
    const status = await this.store.status(tx, workId);
    if (status === null) throw new Refused('not-found', `work ${workId}`);
    return status;
  }

  /**
   * Works until all chunks are done and the finishing step as well, sharing with whoever else is at it; waits for those
   * that others hold. A chunk that fails is recorded with its reason, the others are still done, then the first failure
   * is thrown and counted; running again tries the failed ones again, also what is stuck: a person is at it. Loss of the
   * database is thrown at once, counts for nothing and leaves nothing half done.
   */
  async run(workId: string, effect: ChunkEffect, options: RunOptions = {}): Promise<WorkStatus> {
    try {
      return await this.runOnce(workId, effect, options);
    } catch (fault) {
      if (!isConnectionFault(fault)) await this.countFailure(workId, fault);
      throw fault;
    }
  }

  private async countFailure(workId: string, fault: unknown): Promise<void> {
    const attempts = await this.database.transaction((tx) => this.store.fail(tx, workId, reasonOf(fault)));
    if (attempts === null) return;
    const { kind, subject } = await this.database.read((tx) => this.status(tx, workId));
    if (attempts === stuckAfterTries)
      this.logger.error(`work ${kind} of ${subject} is stuck, ${attempts} tries failed: ${reasonOf(fault)}`);
    // A refusal is told to whoever asked.
    else if (!(fault instanceof Refused))
      this.logger.warn(`work ${kind} of ${subject} failed: ${reasonOf(fault)}`);
  }

  private async runOnce(
    workId: string,
    effect: ChunkEffect,
    {
      workers = 2,
      label = { zh: '', en: '' },
      progress = silentProgress,
      signal,
      finish = async () => undefined,
    }: RunOptions,
  ): Promise<WorkStatus> {
    const failed = new Map<number, unknown>();
    const readStatus = (): Promise<WorkStatus> => this.database.read((tx) => this.status(tx, workId));
    const tellProgress = async (): Promise<WorkStatus> => {
      const status = await readStatus();
      progress.at(status.itemsDone);
      return status;
    };
    let isLost = false;
    const isStopped = (): boolean => isLost || signal?.aborted === true;
    const before = await readStatus();
    progress.begin(label, before.items, before.itemsDone);
    const work = async (): Promise<void> => {
      let pollMs = shortestPollMs;
      while (!isStopped()) {
        const outcome = await this.doNext(workId, effect, failed);
        if (outcome === 'done') {
          pollMs = shortestPollMs;
          await tellProgress();
        }
        if (outcome === 'none-free') {
          // Done, or held by another worker, who may yet fall over.
          const { chunks, chunksDone } = await tellProgress();
          if (chunksDone + failed.size >= chunks) return;
          await wait(pollMs);
          pollMs = Math.min(2 * pollMs, longestPollMs);
        }
      }
    };
    const ended = await Promise.allSettled(
      Array.from({ length: workers }, () =>
        work().catch((fault: unknown) => {
          // Without the database, or with a fault of our own, the others need not begin another chunk either.
          isLost = true;
          throw fault;
        }),
      ),
    );
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
    const [failure] = failed.values();
    if (failure !== undefined) throw failure;
    while (!isStopped() && (await this.finishOnce(workId, finish)) === 'held') await wait(longestPollMs);
    return tellProgress();
  }

  private async doNext(
    workId: string,
    effect: ChunkEffect,
    failed: Map<number, unknown>,
  ): Promise<'done' | 'failed' | 'none-free'> {
    let claimed: WorkChunk | null = null;
    try {
      await this.database.transaction(async (tx) => {
        claimed = await this.store.claim(tx, workId, [...failed.keys()]);
        if (claimed === null) return;
        await effect(tx, claimed);
        await this.store.markDone(tx, workId, claimed.number, this.clock.now());
      });
      return claimed === null ? 'none-free' : 'done';
    } catch (fault) {
      const chunk = claimed as WorkChunk | null;
      if (chunk === null || isConnectionFault(fault)) throw fault;
      failed.set(chunk.number, fault);
      await this.database.transaction((tx) =>
        this.store.markFailed(tx, workId, chunk.number, reasonOf(fault)),
      );
      return 'failed';
    }
  }

  private finishOnce(
    workId: string,
    finish: (tx: Transaction) => Promise<void>,
  ): Promise<'finished' | 'held' | 'mine'> {
    return this.database.transaction(async (tx) => {
      const claim = await this.store.claimFinish(tx, workId);
      if (claim !== 'mine') return claim;
      await finish(tx);
      await this.store.markFinished(tx, workId, this.clock.now());
      return claim;
    });
  }
}
