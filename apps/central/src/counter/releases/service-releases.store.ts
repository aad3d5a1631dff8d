/** Keeps in which visit what a second person had released for a card was begun, and which act used it: each release once. */
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

  /** In which visit of the card, and when, its chip was first written for it; null: not yet. */
  async begun(
    tx: EntityManager,
    approvalId: string,
  ): Promise<{ readonly cardSessionId: string; readonly at: Date } | null> {
    const rows: { cardSessionId: string; at: Date }[] = await tx.query(
      'select card_session_id as "cardSessionId", started_at as at from service_release_start where approval_id = $1',
      [approvalId],
    );
    return rows[0] ?? null;
  }

  /** The first visit stands. The caller holds its person, and has looked. */
  async begin(
    tx: EntityManager,
    begun: { readonly approvalId: string; readonly cardSessionId: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into service_release_start (approval_id, card_session_id, started_at) values ($1, $2, $3) on conflict (approval_id) do nothing`,
      [begun.approvalId, begun.cardSessionId, begun.at.toISOString()],
    );
  }

  /** The approval under which a chip was written and no act recorded yet, the newest; null: none. */
  async begunUnused(tx: EntityManager, service: string, cardNumber: string): Promise<string | null> {
    const rows: { id: string }[] = await tx.query(
      `select a.id from approval a join service_release_start s on s.approval_id = a.id
       where a.kind = $1 and a.subject = $2 and not exists (select from service_release_use u where u.approval_id = a.id)
       order by s.started_at desc limit 1`,
      [service, cardNumber],
    );
    return rows[0]?.id ?? null;
  }

  /** Throws where it was used before: the caller holds its person, and has looked. */
  async use(tx: EntityManager, { approvalId, operationKey, at }: ReleaseUse): Promise<void> {
    await tx.query(
      'insert into service_release_use (approval_id, operation_key, used_at) values ($1, $2, $3)',
      [approvalId, operationKey, at.toISOString()],
    );
  }
}
