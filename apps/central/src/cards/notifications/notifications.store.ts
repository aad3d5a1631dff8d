/** Finds what is to be told, leases it to whoever tells it, and marks what was received. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LifeState } from '#libs/cards/card-life.js';

export type Notification = {
  readonly id: string;
  readonly applicationId: string;
  readonly state: LifeState;
  readonly createdAt: Date;
};

@Injectable()
export class NotificationsStore {
  /**
   * Takes what is due to be told, so that no other process tells it at the same time; told less often the longer nobody
   * answers. Of one application only the oldest, so that its states arrive in their order.
   */
  async lease(tx: EntityManager, now: Date, limit: number): Promise<Notification[]> {
    const [rows]: [Notification[], number] = await tx.query(
      `update notification set attempts = attempts + 1,
         next_attempt_at = $1::timestamptz + make_interval(secs => least(3600, 10 * power(2, least(attempts, 10))))
       where id in (
         select n.id from notification n where n.next_attempt_at <= $1
           and not exists (select 1 from notification earlier where earlier.application_id = n.application_id
             and earlier.id < n.id and earlier.next_attempt_at is not null)
         order by n.next_attempt_at, n.id limit $2 for update skip locked)
       returning id, application_id as "applicationId", state, created_at as "createdAt"`,
      [now.toISOString(), limit],
    );
    return rows;
  }

  async markReceived(tx: EntityManager, id: string): Promise<void> {
    await tx.query('update notification set next_attempt_at = null, last_fault = null where id = $1', [id]);
  }

  /** Keeps why it was not received; the lease says when it is tried again. */
  async markFault(tx: EntityManager, id: string, fault: string): Promise<void> {
    await tx.query('update notification set last_fault = $2 where id = $1 and next_attempt_at is not null', [
      id,
      fault,
    ]);
  }
}
