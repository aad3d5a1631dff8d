/** Reads the parameters of the area. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ParameterRow } from '#libs/policy/parameters.js';

@Injectable()
export class PolicyStore {
  /** Another text whenever a row has come, gone or changed. */
  async version(tx: EntityManager): Promise<string> {
    const [row]: { version: string }[] = await tx.query(
      `select count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) as version from policy_parameter`,
    );
    return row?.version ?? '';
  }

  all(tx: EntityManager): Promise<ParameterRow[]> {
    return tx.query(
      'select id, key, effective_from::text as "effectiveFrom", kind, value, source, status from policy_parameter',
    );
  }
}
