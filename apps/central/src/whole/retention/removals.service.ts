/** Removes every night what is past its time, on record, and nothing else; an inspection holds it by pausing its job. */
import { Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { sweep, sweptAtOnce } from '../../ground/jobs/sweep.js';
import { cutByMonth, removedByRows, RemovalsStore } from './removals.store.js';
import { pastAt } from './retention.js';

const words = (rows: number) => ({ zh: `清除 ${rows} 行`, en: `${rows} rows removed` });

@Injectable()
export class RemovalsService {
  constructor(
    private readonly database: Database,
    private readonly store: RemovalsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'past-retention',
      purpose: { zh: '清除超过保存期限的记录', en: 'Remove what is past the time it is kept for' },
      times: { dailyAt: '03:40' },
      run: (signal) => this.run(signal),
    });
  }

  private async run(signal: AbortSignal): Promise<JobResult | null> {
    const now = this.clock.now();
    const counts: Record<string, number> = {};
    const count = (table: string, rows: number): void => {
      if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
    };
    for (const table of removedByRows) {
      const before = pastAt(table, now);
      count(
        table,
        await this.some(table, before, signal, (tx) => this.store.remove(tx, table, before, sweptAtOnce)),
      );
    }
    for (const table of cutByMonth) count(table, await this.months(table, pastAt(table, now), signal));
    count(
      'card_session',
      await this.some('card_session', pastAt('card_session', now), signal, (tx) =>
        this.store.forgetCardSessionsWithoutMonth(tx, sweptAtOnce),
      ),
    );
    const all = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
    return all === 0 ? null : { words: words(all), counts };
  }

  /** Some rows at a time, each time on record in the same transaction. */
  private async some(
    table: string,
    before: Date,
    signal: AbortSignal,
    remove: (tx: Transaction) => Promise<number>,
  ): Promise<number> {
    const result = await sweep(
      this.database,
      signal,
      async (tx) => {
        const rows = await remove(tx);
        if (rows > 0) await this.record(tx, table, rows, { before: before.toISOString() });
        return rows;
      },
      words,
    );
    return result?.counts['rows'] ?? 0;
  }

  private async months(table: string, before: Date, signal: AbortSignal): Promise<number> {
    let all = 0;
    for (const part of await this.database.read((tx) => this.store.monthsBefore(tx, table, before))) {
      if (signal.aborted) break;
      all += await this.database.transaction(async (tx) => {
        const rows = await this.store.dropMonth(tx, part);
        if (rows === null) return 0;
        await this.record(tx, table, rows, { part });
        return rows;
      });
    }
    return all;
  }

  private record(
    tx: Transaction,
    table: string,
    rows: number,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at: this.clock.now(),
      action: 'retention.removed',
      subject: table,
      detail: { rows, ...detail },
    });
  }
}
