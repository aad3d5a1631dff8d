/** Reads the parameters of the area. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ParameterRow } from '#libs/policy/parameters.js';

@Injectable()
export class PolicyStore {
  all(tx: EntityManager): Promise<ParameterRow[]> {
    return tx.query(
      'select id, key, effective_from::text as "effectiveFrom", kind, value, source, status from policy_parameter',
    );
  }
}
