/** Looks ahead: what the bureau has still to lay down for the thirteen months to come. */
import { Injectable, Logger } from '@nestjs/common';
import { keysOf, parametersAhead } from '#libs/schemes/parameters-ahead.js';
import { schemeTable } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { ParametersAheadDto } from './parameters-ahead.dto.js';

const schemes = Object.values(schemeTable);

@Injectable()
export class ParametersAhead {
  private readonly logger = new Logger('Parameters');

  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  list(): Promise<ParametersAheadDto> {
    return this.database.read((tx) => this.read(tx));
  }

  /** Says at the start, in one line, what somebody has to lay down; nothing when nothing is missing. */
  async warn(): Promise<void> {
    const { missing } = await this.list();
    if (missing.length > 0)
      this.logger.warn(
        `缺少参数 parameters missing: ${missing.map(({ key, from, to, fault }) => `${key} ${fault ?? `${from}–${to}`}`).join('; ')}`,
      );
  }

  /** What is missing, cannot be read, or was not renewed for a new year. */
  async read(tx: Transaction): Promise<ParametersAheadDto> {
    const today = this.clock.today();
    const { parameters, faults } = await this.policy.setOf(tx);
    const ofSchemes = new Set(schemes.flatMap((scheme) => keysOf(scheme, today, parameters)));
    // Whatever else was ever laid down, and is no scheme's, is a rule that is looked up by the day.
    const besides = new Set(
      (await this.policy.entries(tx))
        .map(({ key }) => key)
        .filter((key) => !ofSchemes.has(key) && !key.startsWith('calendar.')),
    );
    const ahead = parametersAhead(schemes, [...besides], today, parameters);
    const reasons = new Map(faults.map(({ key, id, reason }) => [key, `${id}: ${reason}`]));
    const described = ahead.map(({ key, schemes: of, why, from, to }) => ({
      key,
      schemes: [...of],
      why,
      from,
      to,
      fault: reasons.get(key) ?? null,
    }));
    return {
      today,
      missing: described.filter(({ why }) => why === 'missing'),
      notRenewed: described.filter(({ why }) => why === 'not-renewed'),
    };
  }
}
