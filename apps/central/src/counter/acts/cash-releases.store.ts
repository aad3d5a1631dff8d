/** Finds cash that is asked for with a card whose PIN the same clerk was given that day, and nobody else has released. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** Cash asked for with the card of a session. */
export type CashAsked = {
  readonly key: string;
  readonly cardSessionId: string;
  readonly staffNumber: string;
  /** SHA-256 of what is collected, hex. */
  readonly items: string;
};

export type CashHolder = {
  readonly cardNumber: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
};

@Injectable()
export class CashReleasesStore {
  /** The keys of those that are held back. */
  async heldBack(tx: EntityManager, asked: readonly CashAsked[], day: PlainDate): Promise<Set<string>> {
    const rows: { key: string }[] = await tx.query(
      `select a.key from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as a (key, session, staff, items)
       join card_session s on s.id = a.session join card c on c.id = s.card_id
       where exists (select from pin_given g where g.card_id = c.id and g.business_date = $5 and g.staff_number = a.staff)
         and not exists (
           select from approval p where p.kind = 'collection-after-pin-reset' and p.state = 'approved'
             and p.subject = c.card_number || ' ' || $5::text || ' ' || a.staff and p.content->>'items' = a.items)`,
      [
        asked.map(({ key }) => key),
        asked.map(({ cardSessionId }) => cardSessionId),
        asked.map(({ staffNumber }) => staffNumber),
        asked.map(({ items }) => items),
        day,
      ],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async holderOfSession(tx: EntityManager, cardSessionId: string): Promise<CashHolder | null> {
    const rows: CashHolder[] = await tx.query(
      `select c.card_number as "cardNumber", p.name, p.social_security_number as "socialSecurityNumber"
       from card_session s join card c on c.id = s.card_id join person p on p.id = s.person_id where s.id = $1`,
      [cardSessionId],
    );
    return rows[0] ?? null;
  }

  async holderOfCard(tx: EntityManager, cardNumber: string): Promise<CashHolder | null> {
    const rows: CashHolder[] = await tx.query(
      `select c.card_number as "cardNumber", p.name, p.social_security_number as "socialSecurityNumber"
       from card c join person p on p.id = c.person_id where c.card_number = $1`,
      [cardNumber],
    );
    return rows[0] ?? null;
  }
}
