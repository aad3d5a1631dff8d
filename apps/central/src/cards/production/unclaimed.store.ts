/** Reads which cards lie at a depot and are not collected. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type UnclaimedCard = {
  readonly cardNumber: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly deliveredAt: Date;
  readonly depot: string | null;
  readonly batch: string | null;
};

const waiting = `from card c join card_event e on e.card_id = c.id and e.act = 'deliver' and e.at < $1
  where c.state = 'delivered'`;

@Injectable()
export class UnclaimedStore {
  /** Delivered before an instant, the longest waiting first. */
  cards(tx: EntityManager, before: Date, limit: number): Promise<UnclaimedCard[]> {
    return tx.query(
      `select w."cardNumber", p.name, p.social_security_number as "socialSecurityNumber", w."deliveredAt", w.depot, w.batch
       from (select c.card_number as "cardNumber", c.person_id, e.at as "deliveredAt", c.depot, e.batch_number as batch
             ${waiting} order by e.at, c.card_number limit $2) w
       join person p on p.id = w.person_id order by w."deliveredAt", w."cardNumber"`,
      [before.toISOString(), limit],
    );
  }

  /** How many wait for each unit. */
  units(
    tx: EntityManager,
    before: Date,
  ): Promise<
    { readonly unitCode: string | null; readonly unitName: string | null; readonly cards: number }[]
  > {
    return tx.query(
      `select w.unit_code as "unitCode", u.name as "unitName", w.cards::int as cards
       from (select a.unit_code, count(*) as cards
             from (select c.application_id ${waiting}) c join card_application a on a.id = c.application_id group by 1) w
       left join unit u on u.code = w.unit_code order by w.cards desc, 1`,
      [before.toISOString()],
    );
  }
}
