/** Reads which cards lie at a depot and are not collected. */
import { Injectable } from '@nestjs/common';
import { tidyName } from '#libs/identity/person-name.js';
import type { EntityManager } from 'typeorm';
import { conditions, inAnyOf, isWhole } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';

export type UnclaimedCard = {
  readonly cardNumber: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly deliveredAt: Date;
  readonly depot: string | null;
  readonly batch: string | null;
  readonly unitCode: string | null;
  readonly unitName: string | null;
};

// Found first, before anything is joined to it (`offset 0`): few wait among many cards, which the planner may misjudge.
const waiting = `(select c.card_number, c.person_id, c.application_id, c.depot, e.id, e.at, e.batch_number
    from card c join card_event e on e.card_id = c.id and e.act = 'deliver' and e.at < $1 where c.state = 'delivered' offset 0) w`;

const sorts = {
  delivered: { sql: 'w.at', type: 'timestamptz' },
  name: { sql: 'p.name', type: 'text' },
  card: { sql: 'w.card_number', type: 'text' },
  depot: { sql: `coalesce(w.depot, '')`, type: 'text' },
  batch: { sql: `coalesce(w.batch_number, '')`, type: 'text' },
  unit: { sql: `coalesce(a.unit_code, '')`, type: 'text' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class UnclaimedStore {
  /** Delivered before an instant, usually the longest waiting first. `unit`: null for all, empty for single holders. */
  cards(
    tx: EntityManager,
    { before, unit }: { readonly before: Date; readonly unit: string | null },
    ask: ListAsk,
  ): Promise<ListPage<UnclaimedCard>> {
    const { params, where, add } = conditions();
    params.push(before.toISOString());
    if (unit !== null) add(unit, (place) => `coalesce(a.unit_code, '') = ${place}`);
    if (ask.search !== null) {
      params.push(likePattern(tidyName(ask.search)));
      const named = `p.name ilike $${params.length}`;
      add(
        likePattern(ask.search),
        (place) =>
          `${named} or ${inAnyOf('w.card_number', 'w.depot', 'w.batch_number', 'a.unit_code', 'u.name')(place)}
           or ${isWhole('p.social_security_number')(place)}`,
      );
    }
    return readPage(
      tx,
      {
        select: `w.card_number as "cardNumber", p.name, p.social_security_number as "socialSecurityNumber", w.at as "deliveredAt", w.depot,
          w.batch_number as batch, a.unit_code as "unitCode", u.name as "unitName"`,
        from: `${waiting} join person p on p.id = w.person_id left join card_application a on a.id = w.application_id
          left join unit u on u.code = a.unit_code`,
        where,
        params,
        key: { sql: 'w.id', type: 'bigint' },
        sorts,
        usual: { sort: 'delivered', falling: false },
      },
      ask,
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
      `select n.unit_code as "unitCode", u.name as "unitName", n.cards::int as cards
       from (select a.unit_code, count(*) as cards from ${waiting} join card_application a on a.id = w.application_id group by 1) n
       left join unit u on u.code = n.unit_code order by n.cards desc, 1`,
      [before.toISOString()],
    );
  }
}
