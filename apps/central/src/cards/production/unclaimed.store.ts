/** Reads which cards lie at a depot and are not collected. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
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

const waiting = `from card c join card_event e on e.card_id = c.id and e.act = 'deliver' and e.at < $1
  where c.state = 'delivered'`;

const sorts = {
  delivered: { sql: 'e.at', type: 'timestamptz' },
  name: { sql: 'p.name', type: 'text' },
  card: { sql: 'c.card_number', type: 'text' },
  depot: { sql: `coalesce(c.depot, '')`, type: 'text' },
  batch: { sql: `coalesce(e.batch_number, '')`, type: 'text' },
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
    where.push(`c.state = 'delivered'`);
    add(before.toISOString(), (place) => `e.at < ${place}`);
    if (unit !== null) add(unit, (place) => `coalesce(a.unit_code, '') = ${place}`);
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        inAnyOf(
          'p.name',
          'p.social_security_number',
          'c.card_number',
          'c.depot',
          'e.batch_number',
          'a.unit_code',
          'u.name',
        ),
      );
    return readPage(
      tx,
      {
        select: `c.card_number as "cardNumber", p.name, p.social_security_number as "socialSecurityNumber", e.at as "deliveredAt", c.depot,
          e.batch_number as batch, a.unit_code as "unitCode", u.name as "unitName"`,
        from: `card c join card_event e on e.card_id = c.id and e.act = 'deliver' join person p on p.id = c.person_id
          left join card_application a on a.id = c.application_id left join unit u on u.code = a.unit_code`,
        where,
        params,
        key: { sql: 'e.id', type: 'bigint' },
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
      `select w.unit_code as "unitCode", u.name as "unitName", w.cards::int as cards
       from (select a.unit_code, count(*) as cards
             from (select c.application_id ${waiting}) c join card_application a on a.id = c.application_id group by 1) w
       left join unit u on u.code = w.unit_code order by w.cards desc, 1`,
      [before.toISOString()],
    );
  }
}
