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
import { leaseMs } from './bank-patience.js';
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

  /** Asks the bank about what is due to be asked now; returns how many were asked. Throws AggregateError of what went wrong, once all were asked. */
  async askOnce(): Promise<number> {
    const leased = await this.database.transaction((tx) =>
      this.store.lease(tx, this.clock.now(), perRound, leaseMs(this.config)),
    );
    const asked = await Promise.allSettled(leased.map((instruction) => this.acts.resolve(instruction)));
    const faults = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    if (faults.length > 0)
      throw new AggregateError(faults, `${faults.length} of ${leased.length} could not be resolved`);
    return leased.length;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.askOnce().then(
        () => this.schedule(),
        (fault: unknown) => {
          // The lease runs out by itself; the next round takes it up again.
          for (const one of fault instanceof AggregateError ? (fault.errors as unknown[]) : [fault])
            this.logger.warn(
              `an unknown outcome was not resolved this time: ${one instanceof Error ? one.message : String(one)}`,
            );
          this.schedule();
        },
      );
    }, this.config.resolveEveryMs);
  }
}
