/** Reads batches, their items and hand-overs as lists that the database searches, and what a batch still needs. */
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
import { batchColumns, standing, type BatchRecord, type ItemRecord } from './card-batches.store.js';

export type ListedItem = ItemRecord & { readonly hasPhoto: boolean };

export type ItemFilter = { readonly state: string | null; readonly photo: 'missing' | 'there' | null };

export type ListedHandOver = {
  readonly number: string;
  readonly unitCode: string | null;
  readonly unitName: string | null;
  readonly letter: string | null;
  readonly at: Date;
  readonly by: string;
  readonly cards: number;
};

/** What stands in the way of a batch, and what it costs. */
export type Preparation = {
  readonly items: number;
  readonly withoutPhoto: number;
  readonly withoutAccount: number;
  /** Items that have no chip yet. */
  readonly blanksNeeded: number;
  readonly feeFen: string;
};

export type PlaceCount = { readonly code: string; readonly name: string; readonly count: number };

const batchSorts = {
  number: { sql: 'b.id', type: 'bigint' },
  items: { sql: 'b.items', type: 'bigint' },
  state: { sql: 'b.state', type: 'text' },
  maker: { sql: `coalesce(b.maker, '')`, type: 'text' },
  depot: { sql: `coalesce(b.depot, '')`, type: 'text' },
  madeBy: { sql: 'b.made_by', type: 'text' },
  madeAt: { sql: 'b.made_at', type: 'timestamptz' },
} as const satisfies ListPlan['sorts'];

const itemSorts = {
  item: { sql: 'i.item', type: 'bigint' },
  name: { sql: 'p.name', type: 'text' },
  unit: { sql: `coalesce(a.unit_code, '')`, type: 'text' },
  card: { sql: `coalesce(a.card_number, '')`, type: 'text' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class BatchViewsStore {
  batches(tx: EntityManager, state: string | null, ask: ListAsk): Promise<ListPage<BatchRecord>> {
    const { params, where, add } = conditions();
    if (state !== null) add(state, (place) => `b.state = ${place}`);
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) =>
          `b.number ilike ${place} or b.made_by ilike ${place} or b.maker ilike ${place} or b.depot ilike ${place} or exists (
             select from approval p where p.id = b.approval_id and p.decided_by ilike ${place})`,
      );
    return readPage(
      tx,
      {
        select: batchColumns,
        from: 'card_batch b',
        where,
        params,
        key: { sql: 'b.id', type: 'bigint' },
        sorts: batchSorts,
        usual: { sort: 'number', falling: true },
      },
      ask,
    );
  }

  /** Where the items of these batches stand, in one question. */
  async standings(
    tx: EntityManager,
    ids: readonly number[],
  ): Promise<{ readonly batchId: number; readonly state: string; readonly items: number }[]> {
    return tx.query(
      `select i.batch_id as "batchId", ${standing} as state, count(*)::int as items
       from card_batch_item i join card_application a on a.id = i.application_id
       left join card c on c.id = a.card_id and i.outcome = 'personalised'
       where i.batch_id = any($1::int[]) group by 1, 2`,
      [ids],
    );
  }

  items(tx: EntityManager, id: number, filter: ItemFilter, ask: ListAsk): Promise<ListPage<ListedItem>> {
    const { params, where, add } = conditions();
    add(id, (place) => `i.batch_id = ${place}`);
    if (filter.state !== null) add(filter.state, (place) => `${standing} = ${place}`);
    if (filter.photo !== null)
      where.push(`a.photo_digest is ${filter.photo === 'missing' ? '' : 'not '}null`);
    if (ask.search !== null) {
      params.push(likePattern(tidyName(ask.search)));
      const named = `p.name ilike $${params.length}`;
      add(
        likePattern(ask.search),
        (place) =>
          `${named} or ${inAnyOf('a.card_number', 'a.unit_code')(place)} or ${isWhole('p.social_security_number')(place)}`,
      );
    }
    return readPage(
      tx,
      {
        select: `i.item, i.application_id as "applicationId", p.name, p.social_security_number as "socialSecurityNumber",
          ${standing} as state, a.card_number as "cardNumber", i.historical_bytes as "historicalBytes",
          coalesce(c.bank_account, a.bank_account) is not null as "hasBankAccount", a.unit_code as "unitCode", i.reason,
          a.photo_digest is not null as "hasPhoto"`,
        from: `card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
          left join card c on c.id = a.card_id and i.outcome = 'personalised'`,
        where,
        params,
        key: { sql: 'i.item', type: 'bigint' },
        sorts: itemSorts,
        usual: { sort: 'item', falling: false },
      },
      ask,
    );
  }

  async photo(tx: EntityManager, id: number, item: number): Promise<Uint8Array | null> {
    const [row]: { jpeg: Buffer }[] = await tx.query(
      `select photo.jpeg from card_batch_item i join card_application a on a.id = i.application_id
       join photo on photo.digest = a.photo_digest where i.batch_id = $1 and i.item = $2`,
      [id, item],
    );
    return row?.jpeg ?? null;
  }

  /** Of the items that are still under way in this batch. */
  async preparation(tx: EntityManager, id: number): Promise<Preparation> {
    const [row]: Preparation[] = await tx.query(
      `select count(*)::int as items, count(*) filter (where a.photo_digest is null)::int as "withoutPhoto",
         count(*) filter (where a.bank_account is null)::int as "withoutAccount",
         count(*) filter (where i.historical_bytes is null)::int as "blanksNeeded", coalesce(sum(a.fee_fen), 0)::text as "feeFen"
       from card_batch_item i join card_application a on a.id = i.application_id where i.batch_id = $1 and i.outcome is null`,
      [id],
    );
    if (row === undefined) throw new Error(`no batch ${id}`);
    return row;
  }

  /** Blank cards of each depot. */
  blanks(tx: EntityManager): Promise<PlaceCount[]> {
    return tx.query(
      `select d.code, d.name, (select count(*) from chip where chip.depot = d.code and chip.state = 'blank')::int as count
       from depot d order by d.code`,
    );
  }

  /** Units with cards of the batch that lie at a depot, and single holders together under an empty code. */
  waiting(tx: EntityManager, id: number): Promise<PlaceCount[]> {
    return tx.query(
      `select coalesce(a.unit_code, '') as code, coalesce(u.name, '') as name, count(*)::int as count
       from card_batch_item i join card_application a on a.id = i.application_id
       join card c on c.application_id = a.id and c.state = 'delivered' left join unit u on u.code = a.unit_code
       where i.batch_id = $1 and i.outcome = 'personalised' group by 1, 2 order by 1`,
      [id],
    );
  }

  handOvers(tx: EntityManager, id: number, ask: ListAsk): Promise<ListPage<ListedHandOver>> {
    const { params, where, add } = conditions();
    add(id, (place) => `h.batch_id = ${place}`);
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) =>
          `h.number ilike ${place} or h.letter ilike ${place} or h.unit_code ilike ${place} or u.name like ${place}`,
      );
    return readPage(
      tx,
      {
        select: `h.number, h.unit_code as "unitCode", u.name as "unitName", h.letter, h.at, h.by,
          (select count(*) from card_batch_item i where i.hand_over_id = h.id)::int as cards`,
        from: 'card_hand_over h left join unit u on u.code = h.unit_code',
        where,
        params,
        key: { sql: 'h.id', type: 'bigint' },
        sorts: {
          number: { sql: 'h.id', type: 'bigint' },
          unit: { sql: `coalesce(h.unit_code, '')`, type: 'text' },
        },
        usual: { sort: 'number', falling: true },
      },
      ask,
    );
  }
}
