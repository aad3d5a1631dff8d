/** Whether central can serve: it answers only when the database does. Also says whether somebody has to look after the jobs. */
import { Controller, Get } from '@nestjs/common';
import { KeysService } from '../../cards/keys/keys.service.js';
import { ChunkedWork } from '../../ground/chunked-work/chunked-work.service.js';
import { ParametersAhead } from '../../insurance/parameters/parameters-ahead.service.js';
import { Database } from '../../ground/database/database.js';
import { Performs } from '../../ground/http/identity.js';
import { isAlarming } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { HealthDto } from './health.dto.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysService,
    private readonly jobs: Jobs,
    private readonly work: ChunkedWork,
    private readonly ahead: ParametersAhead,
  ) {}

  @Get()
  @Performs('health.read')
  async read(): Promise<HealthDto> {
    const [isAlarm, isIncomplete] = await this.database.read(async (tx) => {
      const jobs = await this.jobs.list(tx);
      // None at all: no process has ever begun to do them.
      return [
        jobs.length === 0 || jobs.some(isAlarming) || (await this.work.isAnyStuck(tx)),
        (await this.ahead.read(tx)).missing.length > 0,
      ];
    });
    return {
      status: 'ok',
      keyVault: this.keys.vaultStanding,
      jobs: isAlarm ? 'alarming' : 'ok',
      parameters: isIncomplete ? 'missing' : 'ok',
    };
  }
}
