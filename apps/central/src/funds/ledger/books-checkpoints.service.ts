/** Checks the books each night and keeps how far they were right, so that the next check begins there. */
import { Injectable } from '@nestjs/common';
import { ReportsDatabase } from '../../ground/database/database.js';
import { FollowedNumbers } from '../../ground/database/followed-numbers.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { BooksStore } from './books.store.js';

@Injectable()
export class BooksCheckpoints {
  constructor(
    private readonly reports: ReportsDatabase,
    private readonly numbers: FollowedNumbers,
    private readonly store: BooksStore,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'books-checkpoint',
      purpose: {
        zh: '核对各基金账目并记下核对到何处',
        en: 'Check the books of the funds and keep how far they are right',
      },
      times: { dailyAt: '02:30' },
      run: () => this.make(),
    });
  }

  /** Throws when the books are not right: the job then fails, and is soon said to be stuck. */
  async make(): Promise<JobResult> {
    // Before the moment that is looked at: what is settled by then is seen in it.
    const operationsTo = await this.numbers.settled('operation');
    const accounts = await this.reports.snapshot(async (tx) => {
      const last = await this.store.lastCheckpoint(tx);
      return this.store.makeCheckpoint(tx, Math.max(operationsTo, last?.operationsTo ?? 0));
    });
    return {
      words: {
        zh: `账目无误，${accounts} 个账户有变动`,
        en: `the books are right; ${accounts} accounts moved`,
      },
      counts: { accounts },
    };
  }
}
