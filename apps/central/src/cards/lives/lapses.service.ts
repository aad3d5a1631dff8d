/** Lets temporary losses lapse when their time is over, however many others cannot, whichever process finds them first. */
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, isConnectionFault } from '../../ground/database/database.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { CardLives, type OverLoss } from './card-lives.service.js';

const cardsAtOnce = 200;

export type Lapses = {
  readonly lapsed: number;
  /** Over, and not lapsed: their holders have, or have asked for, another card meanwhile. A person decides about them. */
  readonly refused: number;
};

@Injectable()
export class LapsesService {
  constructor(
    private readonly database: Database,
    private readonly lives: CardLives,
    private readonly clock: Clock,
    jobs: Jobs,
    @Inject(CONFIG) { lapseEveryMs }: CentralConfig,
  ) {
    jobs.add({
      name: 'temporary-losses',
      purpose: { zh: '解除到期的临时挂失', en: 'Let temporary losses lapse when their time is over' },
      times: { everyMs: lapseEveryMs },
      run: async (signal) => told(await this.lapseAll(signal)),
    });
  }

  /**
   * Lets all that is over lapse, some at a time. One that fails leaves the others as they should be; the first such fault is
   * thrown at the end.
   */
  async lapseAll(signal?: AbortSignal, atOnce = cardsAtOnce): Promise<Lapses> {
    let [lapsed, refused] = [0, 0];
    const faults: unknown[] = [];
    const now = this.clock.now();
    const lapse = async (ids: readonly string[]): Promise<void> => {
      const moves = await this.database.transaction((tx) => this.lives.lapse(tx, ids, now));
      lapsed += moves.moved.size;
      refused += moves.refused.size;
    };
    // By key and not from the beginning: what cannot lapse stays where it is, and what comes after it must be reached.
    let after: OverLoss | null = null;
    for (;;) {
      if (signal?.aborted === true) break;
      const from: OverLoss | null = after;
      const over: readonly OverLoss[] = await this.database.read((tx) =>
        this.lives.lossesOver(tx, now, from, atOnce),
      );
      after = over.at(-1) ?? null;
      if (after === null) break;
      const ids = over.map(({ id }) => id);
      await lapse(ids).catch(async (fault: unknown) => {
        if (isConnectionFault(fault)) throw fault;
        // One of them fails: each by itself, so that it is only that one.
        for (const id of ids)
          await lapse([id]).catch((own: unknown) => {
            if (isConnectionFault(own)) throw own;
            faults.push(own);
          });
      });
    }
    const [first] = faults;
    if (first !== undefined)
      throw new Error(
        `${faults.length} temporary losses fail to lapse, the first: ${first instanceof Error ? first.message : String(first)}`,
        { cause: first },
      );
    return { lapsed, refused };
  }
}

const told = ({ lapsed, refused }: Lapses): JobResult | null =>
  lapsed + refused === 0
    ? null
    : {
        words: {
          zh: `到期解除 ${lapsed} 张；${refused} 张因持卡人另有新卡或申领，须由人员处理`,
          en: `${lapsed} lapsed; ${refused} did not, as their holders have another card or application: a person decides`,
        },
        counts: { lapsed, refused },
      };
