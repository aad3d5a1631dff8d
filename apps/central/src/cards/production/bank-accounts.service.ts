/** Bank accounts of a batch: the list the bank opens them by, and its file of accounts matched to the people. */
import { Injectable } from '@nestjs/common';
import { chunksOver } from '../../ground/chunked-work/chunked-work.service.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { BankAccountsStore, type PersonWithoutAccount } from './bank-accounts.store.js';
import { BatchFilesService, type FileOutcome, type IncomingFile } from './batch-files.service.js';
import { BatchItemsStore } from './batch-items.store.js';
import { CardBatchesService, itemsEach } from './card-batches.service.js';

@Injectable()
export class BankAccountsService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly files: BatchFilesService,
    private readonly items: BatchItemsStore,
    private readonly store: BankAccountsStore,
  ) {}

  /** Whoever in a batch has no account yet, page by page. Throws Refused `batch-unknown`. */
  async *without(number: string): AsyncGenerator<readonly PersonWithoutAccount[]> {
    const { id, items } = await this.database.read((tx) => this.batches.get(tx, number));
    // Ranges of items and not so many people from an item on: the planner would sort all that is left of the batch for every page.
    for (const { first, last } of chunksOver(1, items, itemsEach))
      yield await this.database.transaction(async (tx) => {
        await this.items.planByIndex(tx);
        return this.store.without(tx, { batchId: id, first, last });
      });
  }

  /** Matches the bank's file by number and name. Throws Refused `batch-unknown`, `batch-decided`, `file-empty`. */
  match(number: string, file: IncomingFile, by: string, progress: Progress): Promise<FileOutcome> {
    return this.files.take(
      number,
      file,
      {
        kind: 'accounts',
        demand: ({ state }) => {
          if (state === 'rejected') throw new Refused('batch-decided', number);
        },
        check: async (tx, { id }, batch, limit) => {
          await this.store.numberRows(tx, id, batch.id);
          return this.store.findings(tx, id, batch, limit);
        },
        apply: (tx, { id }, batch, chunk) => this.store.give(tx, id, batch.id, chunk),
      },
      by,
      progress,
    );
  }
}
