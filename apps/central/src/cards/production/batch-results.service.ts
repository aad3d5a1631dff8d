/** Results of the card maker: cards into the register, spoiled chips out of stock and their applications to the next batch. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import type { WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { CardLives, type NewCard } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Refused } from '../../ground/http/refused.js';
import { BatchFilesService, type FileOutcome, type IncomingFile } from './batch-files.service.js';
import type { BatchFile } from './batch-files.store.js';
import { BatchResultsStore, type EndedItem } from './batch-results.store.js';
import type { BatchRecord } from './card-batches.service.js';

@Injectable()
export class BatchResultsService {
  constructor(
    private readonly files: BatchFilesService,
    private readonly store: BatchResultsStore,
    private readonly lives: CardLives,
    private readonly clock: Clock,
  ) {}

  /** Takes a file of results in. Throws Refused `batch-unknown`, `batch-not-exported`, `file-empty`. */
  take(number: string, file: IncomingFile, by: string, progress: Progress): Promise<FileOutcome> {
    return this.files.take(
      number,
      file,
      {
        kind: 'result',
        demand: ({ exportedAt }) => {
          if (exportedAt === null) throw new Refused('batch-not-exported', number);
        },
        check: (tx, { id }, batch, limit) => this.store.findings(tx, id, batch, limit),
        apply: (tx, received, batch, chunk, staffNumber) =>
          this.apply(tx, received, batch, chunk, staffNumber),
      },
      by,
      progress,
    );
  }

  private async apply(
    tx: Transaction,
    file: BatchFile,
    batch: BatchRecord,
    chunk: WorkChunk,
    staffNumber: string,
  ): Promise<void> {
    const at = this.clock.now();
    const by = { at, staffNumber, terminalId: null, batchNumber: batch.number };
    const ended = await this.store.endItems(tx, file.id, batch.id, chunk, at);
    const made = ended.filter(({ outcome }) => outcome === 'personalised');
    const spoiled = ended.filter(({ outcome }) => outcome === 'spoiled');
    const spoiledIds = spoiled.map(({ applicationId }) => applicationId);
    const moves = [];
    if (made.length > 0)
      moves.push(
        await this.lives.issueMany(
          tx,
          made.map((item) => this.cardOf(item, batch)),
          by,
        ),
      );
    if (spoiled.length > 0) {
      moves.push(await this.lives.moveMany(tx, { applicationIds: spoiledIds }, 'spoil', by));
      await this.store.dropChips(tx, spoiledIds);
    }
    // What was checked has changed since: nothing of this chunk counts, and it can be tried again.
    for (const { refused } of moves) for (const code of refused.values()) throw new Refused(code);
    await this.store.endChips(
      tx,
      new Map(
        ended.map(({ historicalBytes, outcome, reason }) => [historicalBytes, { state: outcome, reason }]),
      ),
    );
  }

  private cardOf(item: EndedItem, { issuedOn, validUntil, depot }: BatchRecord): NewCard {
    if (issuedOn === null || validUntil === null) throw new Error('a result before its export');
    return {
      id: item.cardId,
      applicationId: item.applicationId,
      cardNumber: item.cardNumber,
      identificationCode: item.identificationCode,
      historicalBytes: item.historicalBytes,
      specificationVersion: item.specificationVersion,
      algorithm: item.algorithm,
      issuedOn,
      validUntil,
      bankAccount: item.bankAccount,
      // The holder has the account activated at the bank.
      bankAccountState: item.bankAccount === null ? 'none' : 'inactive',
      keyVersion: item.keyVersion,
      depot,
    };
  }
}
