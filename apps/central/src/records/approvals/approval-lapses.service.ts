/** Ends approvals that nobody decided in their time, whichever of several central processes finds them first. */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Rounds } from '../../ground/rounds.js';
import { Approvals } from './approvals.service.js';

@Injectable()
export class ApprovalLapses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('ApprovalLapses');
  private readonly rounds: Rounds;

  constructor(approvals: Approvals, @Inject(CONFIG) config: CentralConfig) {
    const tell = (id: string, fault: unknown): void =>
      this.logger.warn(
        `approval ${id} is over and not ended: ${fault instanceof Error ? fault.message : String(fault)}`,
      );
    this.rounds = new Rounds(() => approvals.lapse(tell), config.lapseEveryMs, this.logger);
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }
}
