/** Keeps which act used what a second person had released for a card: each release once. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type ReleaseUse = { readonly approvalId: string; readonly operationKey: string; readonly at: Date };

@Injectable()
export class ServiceReleasesStore {
  async isUsed(tx: EntityManager, approvalId: string): Promise<boolean> {
    const rows: object[] = await tx.query('select from service_release_use where approval_id = $1', [
      approvalId,
    ]);
    return rows.length > 0;
  }

  /** Throws where it was used before: the caller holds its person, and has looked. */
  async use(tx: EntityManager, { approvalId, operationKey, at }: ReleaseUse): Promise<void> {
    await tx.query(
      'insert into service_release_use (approval_id, operation_key, used_at) values ($1, $2, $3)',
      [approvalId, operationKey, at.toISOString()],
    );
  }
}
