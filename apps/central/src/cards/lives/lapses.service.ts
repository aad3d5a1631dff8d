/** Lets temporary losses lapse when their time is over, whichever of several central processes finds them first. */
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
import { Rounds } from '../../ground/rounds.js';
import { CardLives } from './card-lives.service.js';

const cardsAtOnce = 200;

@Injectable()
export class LapsesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds: Rounds;

  constructor(
    private readonly database: Database,
    private readonly lives: CardLives,
    private readonly clock: Clock,
    @Inject(CONFIG) config: CentralConfig,
  ) {
    this.rounds = new Rounds(() => this.lapseAll(), config.lapseEveryMs, new Logger('Lapses'));
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Lets all that is over lapse, some at a time; returns how many. */
  async lapseAll(): Promise<number> {
    for (let all = 0; ;) {
      const some = await this.database.transaction((tx) =>
        this.lives.lapseSome(tx, this.clock.now(), cardsAtOnce),
      );
      all += some;
      if (some === 0) return all;
    }
  }
}
