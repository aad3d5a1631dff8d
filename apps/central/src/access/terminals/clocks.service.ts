/** Says when clocks are apart: this process's and the database's, or all windows' and the centre's, which then is the wrong one. */
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { clockToleranceSeconds } from '#libs/contract/centre-time.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { TerminalsStore } from './terminals.store.js';

/** Further than this from the database's clock, leases and days are not what they seem. */
const apartAtMostMs = 5_000;
/** A running terminal proves itself every ten minutes. */
const latelyMs = 15 * 60_000;
/** So many windows do not go wrong together by themselves, and in the same way. */
const fewestWindows = 3;
const alikeWithinSeconds = 10;
const nearlyAll = 0.8;

type Offsets = { readonly windows: number; readonly alike: number; readonly aheadSeconds: number };

/** What windows that were seen lately say together of the centre's clock; null: nothing that one would have to look at. */
export const commonOffset = (aheadSeconds: readonly number[]): Offsets | null => {
  const windows = aheadSeconds.length;
  const median = aheadSeconds.toSorted((a, b) => a - b)[Math.floor(windows / 2)] ?? 0;
  const alike = aheadSeconds.filter((each) => Math.abs(each - median) <= alikeWithinSeconds).length;
  const isCommon = windows >= fewestWindows && alike >= windows * nearlyAll;
  return isCommon && Math.abs(median) > clockToleranceSeconds
    ? { windows, alike, aheadSeconds: median }
    : null;
};

@Injectable()
export class ClocksService implements OnApplicationBootstrap {
  private readonly logger = new Logger('Clocks');

  constructor(
    private readonly database: Database,
    private readonly store: TerminalsStore,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'clocks',
      purpose: {
        zh: '核对中心、数据库与各窗口的时钟',
        en: 'Compare the clocks of the centre, the database and the windows',
      },
      times: { everyMs: 15_000 },
      run: async () => {
        await this.compare();
        return null;
      },
    });
  }

  /** Whatever process this is, it may run on another machine than the one that has the job. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.compare();
    } catch (fault) {
      this.logger.error(fault instanceof Error ? fault.message : String(fault));
    }
  }

  /** Throws an Error that names the clocks that are apart, and by how much. `wall`: this machine's clock. */
  async compare(wall: () => number = () => Date.now()): Promise<void> {
    const said: string[] = [];
    await this.database.read(async (tx) => {
      const beforeMs = wall();
      const databaseMs = await this.store.databaseTimeMs(tx);
      const afterMs = wall();
      // It was read at some moment between the two.
      const aheadMs = Math.max(0, beforeMs - databaseMs) - Math.max(0, databaseMs - afterMs);
      if (Math.abs(aheadMs) > apartAtMostMs)
        said.push(
          `中心时钟 ${new Date(afterMs).toISOString()}，数据库时钟 ${new Date(databaseMs).toISOString()}，相差 ${Math.round(aheadMs / 1000)} 秒` +
            ` / the centre's clock and the database's are ${Math.round(aheadMs / 1000)} s apart`,
        );
      const common = commonOffset(
        await this.store.clocksSeenSince(tx, new Date(this.clock.now().getTime() - latelyMs)),
      );
      if (common !== null)
        said.push(
          `${common.windows} 个窗口中有 ${common.alike} 个与中心相差 ${common.aheadSeconds} 秒：中心的时钟很可能不准` +
            ` / ${common.alike} of ${common.windows} windows are ${common.aheadSeconds} s from the centre's clock: most likely it is the centre's that is wrong`,
        );
    });
    if (said.length > 0) throw new Error(said.join('; '));
  }
}
