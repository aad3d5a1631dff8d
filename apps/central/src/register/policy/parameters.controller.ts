/** Shows every parameter with all its versions; changing one is not done here. */
import { Controller, Get } from '@nestjs/common';
import { addDays } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Performs } from '../../ground/http/identity.js';
import { ParametersDto } from './parameters.dto.js';
import { PolicyService } from './policy.service.js';

@Controller('v1/parameters')
export class ParametersController {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** All keys, each with its versions as they follow one another. */
  @Get()
  @Performs('parameters.list')
  async list(): Promise<ParametersDto> {
    const today = this.clock.today();
    const { byKey } = await this.database.transaction((tx) => this.policy.parameters(tx));
    const parameters = [...byKey].map(([key, versions]) => ({
      key,
      kind: versions[0]?.kind ?? '',
      versions: versions.map(({ id, effectiveFrom, value, source, status }, at) => {
        const next = versions[at - 1];
        return {
          id,
          effectiveFrom,
          effectiveTo: next === undefined ? null : addDays(next.effectiveFrom, -1),
          value,
          source,
          status,
          inForce: effectiveFrom <= today && (next === undefined || next.effectiveFrom > today),
        };
      }),
    }));
    return { today, parameters: parameters.toSorted((one, other) => (one.key < other.key ? -1 : 1)) };
  }
}
