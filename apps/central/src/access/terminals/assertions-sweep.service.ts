/** Forgets the assertions of terminals that have expired: kept only so that none is used twice. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { sweep, sweptAtOnce } from '../../ground/jobs/sweep.js';
import { TerminalsStore } from './terminals.store.js';

@Injectable()
export class AssertionsSweepService {
  constructor(database: Database, store: TerminalsStore, clock: Clock, jobs: Jobs) {
    jobs.add({
      name: 'expired-assertions',
      purpose: { zh: '清除过期的终端认证记录', en: 'Forget assertions of terminals that have expired' },
      times: { everyMs: 600_000 },
      run: (signal) =>
        sweep(
          database,
          signal,
          (tx) => store.forgetAssertions(tx, clock.now(), sweptAtOnce),
          (count) => ({ zh: `清除 ${count} 条`, en: `${count} forgotten` }),
        ),
    });
  }
}
