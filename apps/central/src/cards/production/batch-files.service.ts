/** Files of the bank and the card maker: accepted whole or refused row by row, and worked off exactly once. */
import { Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ChunkedWork, chunksOver, type WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { BatchFilesStore, type BatchFile, type BatchFileKind, type FileRow } from './batch-files.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';

/** The turn of whoever takes a file of a batch in, or relies on none being taken in meanwhile. */
export const fileTurn = (batch: string): string => `file of ${batch}`;

/** A file to take in: its SHA-256 tells it from others, its rows are read from the beginning each time. */
export type IncomingFile = { readonly digest: string; readonly rows: () => AsyncIterable<FileRow> };

/** What came of a file. */
export type FileOutcome = {
  readonly rows: number;
  /** The same file was done before: nothing happened. */
  readonly again: boolean;
  /** What is wrong, row by row; when there is anything, nothing happened. The first ten thousand. */
  readonly findings: readonly RowFinding[];
};

/** How one kind of file is checked and acted on. */
export type FileHandling = {
  readonly kind: BatchFileKind;
  /** Throws Refused when the batch is not where such a file is expected. */
  readonly demand: (batch: BatchRecord) => void;
  readonly check: (
    tx: Transaction,
    file: BatchFile,
    batch: BatchRecord,
    limit: number,
  ) => Promise<RowFinding[]>;
  readonly apply: (
    tx: Transaction,
    file: BatchFile,
    batch: BatchRecord,
    chunk: WorkChunk,
    by: string,
  ) => Promise<void>;
};

const rowsEach = 1000;
const findingsKept = 10_000;

/** Undoes what was read of a file that has findings. */
class RowsRefused extends Error {
  constructor(
    readonly findings: readonly RowFinding[],
    readonly rows: number,
  ) {
    super('rows were refused');
  }
}

@Injectable()
export class BatchFilesService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly store: BatchFilesStore,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a file in and acts on it; one that was interrupted is gone on with, one of another name that was interrupted before it
   * is finished first. Throws Refused `batch-unknown`, `file-empty` and what `demand` does.
   */
  async take(
    number: string,
    incoming: IncomingFile,
    handling: FileHandling,
    by: string,
    progress: Progress,
  ): Promise<FileOutcome> {
    for (;;) {
      let accepted: { readonly batch: BatchRecord; readonly file: BatchFile; readonly mine: boolean };
      try {
        accepted = await this.accept(number, incoming, handling, by, progress);
      } catch (fault) {
        if (!(fault instanceof RowsRefused)) throw fault;
        return this.refuse(number, handling.kind, fault, by);
      }
      const { batch, file, mine } = accepted;
      if (file.doneAt !== null) return { rows: file.rows, again: true, findings: [] };
      await this.act(batch, file, handling, progress);
      if (mine) return { rows: file.rows, again: false, findings: [] };
    }
  }

  /** The file, checked and laid out as work; or another one of the batch that is to be finished before it. */
  private accept(
    number: string,
    { digest, rows }: IncomingFile,
    handling: FileHandling,
    by: string,
    progress: Progress,
  ): Promise<{ readonly batch: BatchRecord; readonly file: BatchFile; readonly mine: boolean }> {
    const { kind } = handling;
    return this.database.transaction(async (tx) => {
      await this.batches.takeTurn(tx, fileTurn(number));
      const batch = await this.batches.get(tx, number);
      handling.demand(batch);
      const known = await this.store.find(tx, batch.id, kind, digest);
      if (known !== null) return { batch, file: known, mine: true };
      const [other] = await this.store.unfinished(tx, batch.id, kind);
      if (other !== undefined) return { batch, file: other, mine: false };
      const at = this.clock.now();
      const entered = await this.store.enter(tx, { batchId: batch.id, kind, digest, at, by });
      const { count, lastLine } = await this.readIn(tx, entered.id, rows(), batch.items, progress);
      if (count === 0) throw new Refused('file-empty');
      const file = { ...entered, rows: count };
      await this.store.setRows(tx, file.id, count);
      await this.store.analyze(tx);
      await this.store.planByIndex(tx);
      const findings = await handling.check(tx, file, batch, findingsKept);
      if (findings.length > 0) throw new RowsRefused(findings, count);
      await this.work.plan(
        tx,
        { kind: `card-batch.${kind}`, subject: `${number} ${file.id}`, plannedBy: by },
        chunksOver(1, lastLine, itemsEach),
      );
      await this.audit.append(tx, {
        at,
        action: `card-batch.${kind}-accepted`,
        staffNumber: by,
        subject: number,
        detail: { digest, rows: count },
      });
      return { batch, file, mine: true };
    });
  }

  private async readIn(
    tx: Transaction,
    fileId: number,
    rows: AsyncIterable<FileRow>,
    expected: number,
    progress: Progress,
  ): Promise<{ readonly count: number; readonly lastLine: number }> {
    progress.begin({ zh: '读取文件', en: 'Reading the file' }, expected);
    let waiting: FileRow[] = [];
    let [count, lastLine] = [0, 0];
    for await (const row of rows) {
      waiting.push(row);
      count += 1;
      lastLine = row.line;
      if (waiting.length < rowsEach) continue;
      await this.store.insertRows(tx, fileId, waiting);
      waiting = [];
      progress.at(count);
    }
    if (waiting.length > 0) await this.store.insertRows(tx, fileId, waiting);
    progress.at(count);
    return { count, lastLine };
  }

  private async act(
    batch: BatchRecord,
    file: BatchFile,
    handling: FileHandling,
    progress: Progress,
  ): Promise<void> {
    const kind = `card-batch.${handling.kind}` as const;
    const status = await this.database.read(async (tx) => {
      const workId = await this.work.idOf(tx, kind, `${batch.number} ${file.id}`);
      if (workId === null) throw new Error(`file ${file.id} was accepted but not laid out`);
      return this.work.status(tx, workId);
    });
    await this.work.run(status.id, (tx, chunk) => handling.apply(tx, file, batch, chunk, status.plannedBy), {
      label: batchWorks[kind],
      progress,
      finish: (tx) => this.store.setDone(tx, file.id, this.clock.now()),
    });
  }

  private async refuse(
    number: string,
    kind: BatchFileKind,
    { findings, rows }: RowsRefused,
    by: string,
  ): Promise<FileOutcome> {
    await this.database.transaction((tx) =>
      this.audit.append(tx, {
        at: this.clock.now(),
        action: `card-batch.${kind}-refused`,
        staffNumber: by,
        subject: number,
        detail: { rows, findings: findings.length },
      }),
    );
    return { rows, again: false, findings };
  }
}
