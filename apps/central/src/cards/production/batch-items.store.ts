/** Works on the items of a batch, many in one statement: who is still under way, chips and numbers given, how each ended. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardAlgorithm, CardImage } from '#libs/cards/card-image.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { feeOwedOf } from '../lives/fee-owed.js';

/** Items of a batch from one number to another, both included. */
export type ItemRange = { readonly batchId: number; readonly first: number; readonly last: number };

export type OpenItem = { readonly item: number; readonly applicationId: string; readonly state: string };

export type NumberedItem = OpenItem & { readonly cardNumber: string | null };

export type Allotment = {
  readonly item: number;
  readonly applicationId: string;
  readonly historicalBytes: string;
  readonly cardNumber: string;
  readonly identificationCode: string;
};

/** What personalisation needs of one item. */
export type ItemToMake = {
  readonly item: number;
  readonly applicationId: string;
  readonly cardNumber: string;
  readonly identificationCode: string;
  readonly historicalBytes: string;
  readonly keyVersion: number;
  readonly specificationVersion: CardImage['specificationVersion'];
  readonly algorithm: CardAlgorithm;
  readonly socialSecurityNumber: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: PlainDate;
  readonly ethnicGroup: string | null;
  readonly birthplace: string | null;
  readonly bankAccount: string | null;
  readonly photo: Buffer | null;
};

export type ChipToMake = Pick<ItemToMake, 'historicalBytes' | 'keyVersion' | 'algorithm'>;

export type CardOfItem = {
  readonly item: number;
  readonly cardId: string;
  readonly unitCode: string | null;
};

@Injectable()
export class BatchItemsStore {
  /**
   * For the rest of the transaction rows are found through indexes, a thousand or so at a time: the planner's figures are of
   * before the batch, and a whole table read for every chunk makes the time per card grow with the batch.
   */
  async planByIndex(tx: EntityManager): Promise<void> {
    await tx.query('set local enable_hashjoin = off; set local enable_mergejoin = off');
  }

  /** Items under way, with where their applications stand. */
  open(tx: EntityManager, { batchId, first, last }: ItemRange): Promise<OpenItem[]> {
    return tx.query(
      `select i.item, i.application_id as "applicationId", a.state
       from card_batch_item i join card_application a on a.id = i.application_id
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome is null order by i.item`,
      [batchId, first, last],
    );
  }

  /** Ends items that are under way and were not sent, each for its reason. */
  async leaveOut(
    tx: EntityManager,
    batchId: number,
    items: ReadonlyMap<number, string>,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `update card_batch_item i set outcome = 'left-out', reason = r.reason, outcome_at = $4
       from unnest($2::int[], $3::text[]) as r (item, reason)
       where i.batch_id = $1 and i.item = r.item and i.outcome is null and i.historical_bytes is null`,
      [batchId, [...items.keys()], [...items.values()], at.toISOString()],
    );
  }

  /** Ends all items under way of a batch that is not made. */
  async rejectAll(tx: EntityManager, batchId: number, reason: string, at: Date): Promise<void> {
    await tx.query(
      `update card_batch_item set outcome = 'rejected', reason = $2, outcome_at = $3 where batch_id = $1 and outcome is null`,
      [batchId, reason, at.toISOString()],
    );
  }

  /** How many items under way are not sent yet, and how many of all under way have no bank account. */
  async toSend(
    tx: EntityManager,
    batchId: number,
  ): Promise<{ readonly unsent: number; readonly withoutAccount: number }> {
    const [row]: { unsent: number; withoutAccount: number }[] = await tx.query(
      `select count(*) filter (where i.historical_bytes is null)::int as unsent,
         count(*) filter (where a.bank_account is null)::int as "withoutAccount"
       from card_batch_item i join card_application a on a.id = i.application_id
       where i.batch_id = $1 and i.outcome is null and a.state in ('approved', 'in-production')`,
      [batchId],
    );
    return row ?? { unsent: 0, withoutAccount: 0 };
  }

  async blankChips(tx: EntityManager, depot: string): Promise<number> {
    const [row]: { blank: number }[] = await tx.query(
      `select count(*)::int as blank from chip where depot = $1 and state = 'blank'`,
      [depot],
    );
    return row?.blank ?? 0;
  }

  /** Items under way that were not sent, with the card numbers they have from a spoiled chip. */
  unsent(tx: EntityManager, { batchId, first, last }: ItemRange): Promise<NumberedItem[]> {
    return tx.query(
      `select i.item, i.application_id as "applicationId", a.state, a.card_number as "cardNumber"
       from card_batch_item i join card_application a on a.id = i.application_id
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome is null and i.historical_bytes is null order by i.item`,
      [batchId, first, last],
    );
  }

  /** Takes blank chips of a depot, in the order of lots and serials; fewer when there are no more that nobody else is taking. */
  async takeChips(tx: EntityManager, depot: string, count: number): Promise<string[]> {
    const rows: { chip: string }[] = await tx
      .query(
        `with taken as (
         select historical_bytes from chip where depot = $1 and state = 'blank'
         order by lot, historical_bytes limit $2 for update skip locked)
       update chip c set state = 'allotted' from taken where c.historical_bytes = taken.historical_bytes
       returning c.historical_bytes as chip`,
        [depot, count],
      )
      .then(([updated]: [{ chip: string }[], number]) => updated);
    return rows.map(({ chip }) => chip).toSorted();
  }

  /** Serials of new card numbers. */
  async serials(tx: EntityManager, count: number): Promise<number[]> {
    const rows: { serial: string }[] = await tx.query(
      `select nextval('card_number_serial') as serial from generate_series(1, $1)`,
      [count],
    );
    return rows.map(({ serial }) => Number(serial));
  }

  /** Writes chips and card numbers to items and their applications. */
  async allot(
    tx: EntityManager,
    batchId: number,
    keyVersion: number,
    allotments: readonly Allotment[],
  ): Promise<void> {
    await tx.query(
      `with given as (
         select * from unnest($3::int[], $4::bigint[], $5::text[], $6::text[], $7::text[])
           as g (item, application_id, historical_bytes, card_number, identification_code)),
       items as (
         update card_batch_item i set historical_bytes = g.historical_bytes, key_version = $2, identification_code = g.identification_code
         from given g where i.batch_id = $1 and i.item = g.item)
       update card_application a set historical_bytes = g.historical_bytes, card_number = g.card_number
       from given g where a.id = g.application_id`,
      [
        batchId,
        keyVersion,
        allotments.map(({ item }) => item),
        allotments.map(({ applicationId }) => applicationId),
        allotments.map(({ historicalBytes }) => historicalBytes),
        allotments.map(({ cardNumber }) => cardNumber),
        allotments.map(({ identificationCode }) => identificationCode),
      ],
    );
  }

  /**
   * Sent items of a range still at the maker, in their order. A range and not a limit: the planner would sort all that is left of
   * the batch for every page, which is quick for a page and slow for a city.
   */
  toMake(tx: EntityManager, { batchId, first, last }: ItemRange): Promise<ItemToMake[]> {
    return tx.query(
      `select i.item, i.application_id as "applicationId", a.card_number as "cardNumber", i.identification_code as "identificationCode",
         i.historical_bytes as "historicalBytes", i.key_version as "keyVersion", l.specification_version as "specificationVersion", l.algorithm,
         p.social_security_number as "socialSecurityNumber", p.name, p.sex, p.birth_date::text as "birthDate",
         p.ethnic_group as "ethnicGroup", p.birthplace, a.bank_account as "bankAccount", f.jpeg as photo
       from card_batch_item i join card_application a on a.id = i.application_id join person p on p.id = a.person_id
       join chip c on c.historical_bytes = i.historical_bytes join chip_lot l on l.lot = c.lot
       left join photo f on f.digest = a.photo_digest
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome is null and i.historical_bytes is not null
       order by i.item`,
      [batchId, first, last],
    );
  }

  /** Chips of the items that `toMake` would give, without all that is to be written on them. */
  chipsToMake(tx: EntityManager, { batchId, first, last }: ItemRange): Promise<ChipToMake[]> {
    return tx.query(
      `select i.historical_bytes as "historicalBytes", i.key_version as "keyVersion", l.algorithm
       from card_batch_item i join chip c on c.historical_bytes = i.historical_bytes join chip_lot l on l.lot = c.lot
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome is null and i.historical_bytes is not null
       order by i.item`,
      [batchId, first, last],
    );
  }

  /** How many sent items are still at the maker. */
  async sent(tx: EntityManager, batchId: number): Promise<number> {
    const [row]: { sent: number }[] = await tx.query(
      `select count(*)::int as sent from card_batch_item where batch_id = $1 and outcome is null and historical_bytes is not null`,
      [batchId],
    );
    return row?.sent ?? 0;
  }

  /** Cards of a range of items that lie in a state. */
  cardsIn(
    tx: EntityManager,
    { batchId, first, last }: ItemRange,
    state: 'personalised' | 'delivered',
  ): Promise<CardOfItem[]> {
    return tx.query(
      `select i.item, c.id as "cardId", a.unit_code as "unitCode"
       from card_batch_item i join card_application a on a.id = i.application_id join card c on c.id = a.card_id
       where i.batch_id = $1 and i.item between $2 and $3 and i.outcome = 'personalised' and c.state = $4 order by i.item`,
      [batchId, first, last, state],
    );
  }

  /**
   * How many cards of a batch lie in a state, by unit. By the card's own application, which has an index: by the application's
   * card the planner, who knows of no card in that state yet, would compare each of them with every application there is.
   * Of delivered ones those alone that may be handed over: a card whose fee is owed waits for its holder at a window.
   */
  cardCounts(
    tx: EntityManager,
    batchId: number,
    state: 'personalised' | 'delivered',
  ): Promise<{ readonly unitCode: string | null; readonly cards: number }[]> {
    return tx.query(
      `select a.unit_code as "unitCode", count(*)::int as cards
       from card_batch_item i join card_application a on a.id = i.application_id join card c on c.application_id = a.id
       where i.batch_id = $1 and i.outcome = 'personalised' and c.state = $2
         and ($2 <> 'delivered' or not ${feeOwedOf('a')}) group by 1 order by 1`,
      [batchId, state],
    );
  }

  async setDepot(tx: EntityManager, cardIds: readonly string[], depot: string): Promise<void> {
    await tx.query('update card set depot = $2 where id = any($1::uuid[]) and depot is distinct from $2', [
      cardIds,
      depot,
    ]);
  }
}
