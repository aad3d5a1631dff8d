/** Whether central can serve: it answers only when the database does. */
import { Controller, Get } from '@nestjs/common';
import { KeysService } from '../../cards/keys/keys.service.js';
import { Database } from '../../ground/database/database.js';
import { HealthDto } from './health.dto.js';
import { Performs } from '../../ground/http/identity.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysService,
  ) {}

  @Get()
  @Performs('health.read')
  async read(): Promise<HealthDto> {
    await this.database.ping();
    return { status: 'ok', keyVault: this.keys.vaultStanding };
  }
}
