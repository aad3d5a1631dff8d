/** Goes on asking the bank about every outcome that is unknown, until it is known. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { CounterDatabase } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { CounterActsService } from './counter-acts.service.js';
import { leaseMs } from './bank-patience.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

const perRound = 20;

@Injectable()
export class UnknownOutcomesService {
  private readonly logger = new Logger('UnknownOutcomes');

  constructor(
    private readonly database: CounterDatabase,
    private readonly store: UnknownOutcomesStore,
    private readonly acts: CounterActsService,
    private readonly clock: Clock,
    jobs: Jobs,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {
    jobs.add({
      name: 'unknown-outcomes',
      purpose: { zh: '向银行查询结果不明的指令', en: 'Ask the bank for outcomes that are unknown' },
      times: { everyMs: config.resolveEveryMs },
      run: (signal) => this.askAll(signal),
    });
  }

  /** Asks the bank about what is due to be asked now; returns how many were asked. Throws AggregateError of what went wrong, once all were asked. */
  async askOnce(): Promise<number> {
    const { asked, faults } = await this.askSome();
    if (faults.length > 0)
      throw new AggregateError(faults, `${faults.length} of ${asked} could not be resolved`);
    return asked;
  }

  /**
   * Asks about all that is due, some at a time. One that cannot be resolved is said and comes again by its own lease: it must
   * not make the others wait longer, as a run that failed would.
   */
  private async askAll(signal: AbortSignal): Promise<JobResult | null> {
    let [asked, failed] = [0, 0];
    while (!signal.aborted) {
      const some = await this.askSome();
      asked += some.asked;
      failed += some.faults.length;
      for (const fault of some.faults)
        this.logger.warn(
          `an unknown outcome was not resolved this time: ${fault instanceof Error ? fault.message : String(fault)}`,
        );
      if (some.asked < perRound) break;
    }
    if (asked === 0) return null;
    return {
      words: {
        zh: `查询 ${asked} 笔，其中 ${failed} 笔未能处理，稍后再查`,
        en: `${asked} asked for; ${failed} of them could not be resolved and are asked for again`,
      },
      counts: { asked, failed },
    };
  }

  private async askSome(): Promise<{ readonly asked: number; readonly faults: readonly unknown[] }> {
    const leased = await this.database.transaction((tx) =>
      this.store.lease(tx, this.clock.now(), perRound, leaseMs(this.config)),
    );
    const outcomes = await Promise.allSettled(leased.map((instruction) => this.acts.resolve(instruction)));
    const faults = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    return { asked: leased.length, faults };
  }
}
