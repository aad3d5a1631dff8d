/** Makes the months of what is cut by month ahead of time, and says aloud when rows came that had none. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { RemovalsStore } from './removals.store.js';

/** As long as nobody may notice that the job does not run. */
const monthsAhead = 3;

@Injectable()
export class MonthsService {
  constructor(
    private readonly database: Database,
    private readonly store: RemovalsStore,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'months-ahead',
      purpose: { zh: '预建按月分区', en: 'Make the parts of tables for the months to come' },
      times: { dailyAt: '03:20' },
      run: () => this.run(),
    });
  }

  /** Fails when rows lie in no month even then: a clock is wrong, and nothing would ever remove them. */
  private async run(): Promise<JobResult | null> {
    const tables = await this.database.transaction((tx) => this.store.makeMonths(tx, monthsAhead));
    const stray = tables.filter(({ withoutMonth }) => withoutMonth > 0);
    if (stray.length > 0)
      throw new Error(
        `有记录不属于任何月份分区，请核对时钟 / rows lie in no month, look at the clocks: ${stray.map(({ table, withoutMonth }) => `${table} ${withoutMonth}`).join(', ')}`,
      );
    const made = tables.flatMap((table) => table.made);
    return made.length === 0
      ? null
      : {
          words: { zh: `建立 ${made.join('、')}`, en: `${made.join(', ')} made` },
          counts: { months: made.length },
        };
  }
}
