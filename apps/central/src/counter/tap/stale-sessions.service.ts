/** Ends card sessions that nobody ended: nothing can be done in them any more, and none is to look as if a card lay there still. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { sweep, sweptAtOnce } from '../../ground/jobs/sweep.js';
import { staleAfterMs } from './card-session.entity.js';
import { CardSessionsStore } from './card-sessions.store.js';

@Injectable()
export class StaleSessionsService {
  constructor(database: Database, store: CardSessionsStore, clock: Clock, jobs: Jobs) {
    jobs.add({
      name: 'stale-card-sessions',
      purpose: { zh: '结束无人结束的读卡会话', en: 'End card sessions that nobody ended' },
      times: { everyMs: 600_000 },
      run: (signal) =>
        sweep(
          database,
          signal,
          (tx) => {
            const now = clock.now();
            return store.endStale(tx, new Date(now.getTime() - staleAfterMs), now, sweptAtOnce);
          },
          (count) => ({ zh: `结束 ${count} 个`, en: `${count} ended` }),
        ),
    });
  }
}
