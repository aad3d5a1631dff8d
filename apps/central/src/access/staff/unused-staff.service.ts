/** Suspends members who have not signed in for as long as the bureau allows; a reset brings them back. */
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, isConnectionFault } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffStore } from './staff.store.js';

@Injectable()
export class UnusedStaff {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly changes: StaffChanges,
    private readonly clock: Clock,
    jobs: Jobs,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {
    if (config.staffUnusedDays > 0)
      jobs.add({
        name: 'unused-staff',
        purpose: { zh: '停用长期未登录的工号', en: 'Suspend members who have not signed in for long' },
        times: { everyMs: config.lapseEveryMs },
        run: async () => {
          const suspended = await this.suspend();
          if (suspended === 0) return null;
          return {
            words: { zh: `停用 ${suspended} 人`, en: `${suspended} suspended` },
            counts: { suspended },
          };
        },
      });
  }

  /**
   * Suspends whoever is due, and says how many were; never the last administrator. One that fails keeps no other from it; the
   * first fault is thrown at the end.
   */
  async suspend(): Promise<number> {
    const since = new Date(this.clock.now().getTime() - this.config.staffUnusedDays * 86_400_000);
    const due = await this.database.read((tx) => this.store.unusedSince(tx, since));
    let suspended = 0;
    const faults: unknown[] = [];
    for (const staffNumber of due)
      await this.suspendOne(staffNumber, since).then(
        (isDone) => (suspended += isDone ? 1 : 0),
        (fault: unknown) => {
          if (isConnectionFault(fault)) throw fault;
          faults.push(fault);
        },
      );
    const [first] = faults;
    if (first !== undefined)
      throw new Error(
        `${faults.length} members are not suspended, the first: ${first instanceof Error ? first.message : String(first)}`,
        { cause: first },
      );
    return suspended;
  }

  private async suspendOne(staffNumber: string, since: Date): Promise<boolean> {
    try {
      return await this.database.transaction(async (tx) => {
        await this.store.lockAll(tx);
        const member = await this.changes.get(tx, staffNumber);
        // Signed in, or left, since they were looked up.
        if (!(await this.store.unusedSince(tx, since)).includes(staffNumber)) return false;
        await this.changes.demandNotLast(tx, member);
        await this.changes.end(tx, member, 'suspended', null);
        return true;
      });
    } catch (fault) {
      if (fault instanceof Refused && fault.code === 'last-administrator') return false;
      throw fault;
    }
  }
}
