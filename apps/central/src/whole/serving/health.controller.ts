/** Whether central can serve: it answers only when the database does. Also says whether somebody has to look after the jobs. */
import { Controller, Get } from '@nestjs/common';
import { KeysService } from '../../cards/keys/keys.service.js';
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
  ) {}

  @Get()
  @Performs('health.read')
  async read(): Promise<HealthDto> {
    const jobs = await this.database.read((tx) => this.jobs.list(tx));
    return {
      status: 'ok',
      keyVault: this.keys.vaultStanding,
      jobs: jobs.some(isAlarming) ? 'alarming' : 'ok',
    };
  }
}
