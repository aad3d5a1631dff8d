/** Suspends members who have not signed in for as long as the bureau allows; a reset brings them back. */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Rounds } from '../../ground/rounds.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffStore } from './staff.store.js';

@Injectable()
export class UnusedStaff implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly changes: StaffChanges,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {
    this.rounds = new Rounds(() => this.suspend(), config.lapseEveryMs, new Logger('UnusedStaff'));
  }

  onApplicationBootstrap(): void {
    if (this.config.staffUnusedDays > 0) this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Suspends whoever is due, and says how many were; never the last administrator. */
  async suspend(): Promise<number> {
    const since = new Date(this.clock.now().getTime() - this.config.staffUnusedDays * 86_400_000);
    const due = await this.database.read((tx) => this.store.unusedSince(tx, since));
    let suspended = 0;
    for (const staffNumber of due) if (await this.suspendOne(staffNumber)) suspended += 1;
    return suspended;
  }

  private async suspendOne(staffNumber: string): Promise<boolean> {
    try {
      await this.database.transaction(async (tx) => {
        await this.store.lockAll(tx);
        const member = await this.changes.get(tx, staffNumber);
        await this.changes.demandNotLast(tx, member);
        await this.changes.end(tx, member, 'suspended', null);
      });
      return true;
    } catch (fault) {
      if (fault instanceof Refused && fault.code === 'last-administrator') return false;
      throw fault;
    }
  }
}
