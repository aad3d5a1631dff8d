/** Keeps whose dues are paid with whose card: entered once, never changed. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type PaidForRow = {
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly relation: string;
};

@Injectable()
export class PaidForStore {
  /** Whoever stands there already stays as they were entered. */
  async join(
    tx: EntityManager,
    joined: {
      readonly cardSessionId: string;
      readonly personId: string;
      readonly relation: string;
      readonly ownSessionId: string | null;
      readonly reason: string | null;
    },
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into paid_for (card_session_id, person_id, relation, own_session_id, reason, joined_at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [
        joined.cardSessionId,
        joined.personId,
        joined.relation,
        joined.ownSessionId,
        joined.reason,
        at.toISOString(),
      ],
    );
  }

  /** Of a session, in the order they were joined. */
  of(tx: EntityManager, cardSessionId: string): Promise<PaidForRow[]> {
    return tx.query(
      `select f.person_id as "personId", p.name, p.social_security_number as "socialSecurityNumber", f.relation
       from (
         select person_id, relation, joined_at from paid_for where card_session_id = $1
         -- Somebody registered twice owes what both owe.
         union all select m.merged_id, 'other', m.merged_at from person_merge m join card_session s on s.person_id = m.kept_id
           where s.id = $1 and m.undone_at is null) f
         join person p on p.id = f.person_id order by f.joined_at, f.person_id`,
      [cardSessionId],
    );
  }
}
