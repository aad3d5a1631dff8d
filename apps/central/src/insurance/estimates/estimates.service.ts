/** Makes estimates by the area's parameters; writes nothing. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Rules } from './reckoned.js';

@Injectable()
export class EstimatesService {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** What estimates go by now. */
  async rules(): Promise<Rules> {
    const parameters = await this.database.transaction((tx) => this.policy.parameters(tx));
    return { parameters, today: this.clock.today() };
  }
}
