/** Takes away the counts of addresses whose minute is over. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { sweep, sweptAtOnce } from '../../ground/jobs/sweep.js';
import { minuteMs } from './ask-counts.js';
import { AskCountsStore } from './ask-counts.store.js';

@Injectable()
export class AskCountsSweep {
  constructor(database: Database, store: AskCountsStore, clock: Clock, jobs: Jobs) {
    jobs.add({
      name: 'rate-limits',
      purpose: { zh: '清除过期的访问次数', en: 'Forget how often addresses asked once their minute is over' },
      times: { everyMs: 60_000 },
      run: (signal) =>
        sweep(
          database,
          signal,
          (tx) => store.forget(tx, new Date(clock.now().getTime() - minuteMs), sweptAtOnce),
          (count) => ({ zh: `清除 ${count} 条`, en: `${count} forgotten` }),
        ),
    });
  }
}
