/** Bank accounts of a batch: the list the bank opens them by, and its file of accounts matched to the people. */
import { Injectable } from '@nestjs/common';
import type { Progress } from '../command-line/progress.js';
import { Database } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { BatchFilesService, type FileOutcome, type IncomingFile } from './batch-files.service.js';
import { BatchFilesStore, type PersonWithoutAccount } from './batch-files.store.js';
import { CardBatchesService } from './card-batches.service.js';

const pageLength = 2000;

@Injectable()
export class BankAccountsService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly files: BatchFilesService,
    private readonly store: BatchFilesStore,
  ) {}

  /** Whoever in a batch has no account yet, page by page. Throws Refused `batch-unknown`. */
  async *without(number: string): AsyncGenerator<readonly PersonWithoutAccount[]> {
    const { id } = await this.database.read((tx) => this.batches.get(tx, number));
    let after = 0;
    for (;;) {
      const from = after;
      const page = await this.database.transaction(async (tx) => {
        await this.store.planByIndex(tx);
        return this.store.withoutAccount(tx, id, from, pageLength);
      });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (page.length < pageLength || last === undefined) return;
      after = last.item;
    }
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
          await this.store.numberAccounts(tx, id, batch.id);
          return this.store.accountFindings(tx, id, batch.id, limit);
        },
        apply: (tx, { id }, batch, chunk) => this.store.giveAccounts(tx, id, batch.id, chunk),
      },
      by,
      progress,
    );
  }
}
