/** Counts who paid and who collected in a month, with a card or without one, from the acts that really happened. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardWay } from '#libs/contract/coverage.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';

export type CountedWay = {
  readonly what: 'payment' | 'collection';
  readonly way: CardWay;
  readonly people: number;
};

/**
 * Whoever's own due was paid, or whoever was paid out, by an act of the month that stands: one that was undone is none. Somebody counts
 * once, by the best way they came: with the card before without it, an account before cash.
 */
const acts = (what: CountedWay['what'], subject: 'due' | 'entitlement'): string => `
  select '${what}' as what, s.person_id,
    min(case when o.card_session_id is null then 3 when o.channel = 'bank' then 1 else 2 end) as rank
  from operation o
  join operation_line l on l.operation_key = o.key
  join ${subject} s on s.id = l.subject_id
  where o.kind = '${what}' and o.state = 'succeeded' and o.business_date >= ($1 || '-01')::date
    and o.business_date < ($1 || '-01')::date + interval '1 month'
    and not exists (select from operation u where u.undoes = o.key and u.state = 'succeeded')
  group by s.person_id`;

@Injectable()
export class CardSharesStore {
  ways(tx: EntityManager, month: PlainMonth): Promise<CountedWay[]> {
    return tx.query(
      `select what, (array['card-bank', 'card-cash', 'no-card'])[rank] as way, count(*)::int as people
       from (${acts('payment', 'due')} union all ${acts('collection', 'entitlement')}) acted group by what, rank`,
      [month],
    );
  }

  /** Whoever still has something to pay, or to collect, of a period up to the month, and did neither in it. */
  async waiting(
    tx: EntityManager,
    month: PlainMonth,
  ): Promise<{ readonly payment: number; readonly collection: number }> {
    const [row]: { payment: number; collection: number }[] = await tx.query(
      `select
         (select count(distinct d.person_id)::int from due d where d.state = 'open' and d.amount_fen is distinct from 0
            and d.period <= left($1, length(d.period))) as payment,
         (select count(distinct e.person_id)::int from entitlement e where e.state = 'open' and e.period <= $1) as collection`,
      [month],
    );
    return row ?? { payment: 0, collection: 0 };
  }
}
