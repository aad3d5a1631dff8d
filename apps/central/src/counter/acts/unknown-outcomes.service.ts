/** Goes on asking the bank about every outcome that is unknown, until it is known. */
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
import { CounterActsService } from './counter-acts.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

const perRound = 20;

@Injectable()
export class UnknownOutcomesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('UnknownOutcomes');
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly store: UnknownOutcomesStore,
    private readonly acts: CounterActsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.round;
  }

  /** Asks the bank about what is due to be asked now; returns how many were asked. */
  async askOnce(): Promise<number> {
    const leased = await this.database.transaction((tx) => this.store.lease(tx, this.clock.now(), perRound));
    await Promise.all(leased.map((instruction) => this.acts.resolve(instruction)));
    return leased.length;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.askOnce().then(
        () => this.schedule(),
        (fault: unknown) => {
          // The lease runs out by itself; the next round takes it up again.
          this.logger.warn(
            `unknown outcomes not resolved this time: ${fault instanceof Error ? fault.message : String(fault)}`,
          );
          this.schedule();
        },
      );
    }, this.config.resolveEveryMs);
  }
}
