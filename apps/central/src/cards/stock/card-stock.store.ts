/** Keeps card bodies: takes deliveries in, and counts them from each side that knows of them, so that the sides can be compared. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type NewLot = {
  readonly lot: string;
  readonly depot: string;
  readonly specificationVersion: '2.00' | '3.00';
  readonly algorithm: '3des' | 'sm4';
};

/** How many chips of one lot, depot and batch are in each state; batch null: none ever had them. */
export type ChipCount = {
  readonly lot: string;
  readonly depot: string;
  readonly batch: string | null;
  readonly blank: number;
  readonly allotted: number;
  readonly personalised: number;
  readonly spoiled: number;
  readonly handedOver: number;
};

export type LotRecord = NewLot & { readonly received: number };

/** What cards and applications say of a lot's chips, without looking at the chips' own state. */
export type OtherSide = {
  readonly lot: string;
  readonly allotted: number;
  readonly personalised: number;
  readonly handedOver: number;
};

const stateCounts = ['blank', 'allotted', 'personalised', 'spoiled', 'handed-over']
  .map(
    (state) =>
      `count(*) filter (where c.state = '${state}')::int as "${state === 'handed-over' ? 'handedOver' : state}"`,
  )
  .join(', ');

@Injectable()
export class CardStockStore {
  async hasDepot(tx: EntityManager, depot: string): Promise<boolean> {
    const rows: object[] = await tx.query('select 1 from depot where code = $1', [depot]);
    return rows.length > 0;
  }

  async hasLot(tx: EntityManager, lot: string): Promise<boolean> {
    const rows: object[] = await tx.query('select 1 from chip_lot where lot = $1', [lot]);
    return rows.length > 0;
  }

  /** Enters a lot; the number of its chips is set once they are all in. */
  async insertLot(
    tx: EntityManager,
    lot: NewLot,
    {
      chips,
      transportKeyVersion,
      at,
      by,
    }: {
      readonly chips: number;
      readonly transportKeyVersion: number;
      readonly at: Date;
      readonly by: string;
    },
  ): Promise<void> {
    await tx.query(
      `insert into chip_lot (lot, depot, specification_version, algorithm, chips, transport_key_version, received_at,
         received_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        lot.lot,
        lot.depot,
        lot.specificationVersion,
        lot.algorithm,
        chips,
        transportKeyVersion,
        at.toISOString(),
        by,
      ],
    );
  }

  async setLotChips(tx: EntityManager, lot: string, chips: number): Promise<void> {
    await tx.query('update chip_lot set chips = $2 where lot = $1', [lot, chips]);
    await tx.query('analyze chip, chip_lot');
  }

  /** Enters blank chips of a lot and returns those of them that were in stock already, with their lot. */
  async insertChips(
    tx: EntityManager,
    { lot, depot }: NewLot,
    historicalBytes: readonly string[],
  ): Promise<{ readonly chip: string; readonly lot: string }[]> {
    return tx.query(
      `with entered as (
         insert into chip (historical_bytes, lot, depot) select given, $2, $3 from unnest($1::text[]) as given
         on conflict do nothing returning historical_bytes)
       select given as chip, known.lot from unnest($1::text[]) as given join chip known on known.historical_bytes = given
       where not exists (select 1 from entered e where e.historical_bytes = given)`,
      [historicalBytes, lot, depot],
    );
  }

  lots(tx: EntityManager): Promise<LotRecord[]> {
    return tx.query(
      `select lot, depot, specification_version as "specificationVersion", algorithm, chips as received from chip_lot order by received_at, lot`,
    );
  }

  /** Chips by their own state. */
  chipCounts(tx: EntityManager): Promise<ChipCount[]> {
    return tx.query(
      `select c.lot, c.depot, b.number as batch, ${stateCounts}
       from chip c left join card_batch_item i on i.historical_bytes = c.historical_bytes left join card_batch b on b.id = i.batch_id
       group by 1, 2, 3 order by 1, 2, 3`,
    );
  }

  /** The same chips as applications and cards see them. A card cancelled before it left has spoiled its chip. */
  otherSide(tx: EntityManager): Promise<OtherSide[]> {
    return tx.query(
      `select lot, sum(allotted)::int as allotted, sum(personalised)::int as personalised, sum("handedOver")::int as "handedOver" from (
         select c.lot, count(*) as allotted, 0 as personalised, 0 as "handedOver"
         from card_application a join chip c on c.historical_bytes = a.historical_bytes where a.state = 'in-production' group by c.lot
         union all
         select c.lot, 0, count(*) filter (where k.state in ('personalised', 'delivered')),
           count(*) filter (where k.state not in ('personalised', 'delivered') and c.spoiled_reason is distinct from 'cancelled')
         from card k join chip c on c.historical_bytes = k.historical_bytes group by c.lot) sides
       group by lot`,
    );
  }

  /** Chips, applications, cards and batch items that contradict one another, each with what it is about; 100 at most. */
  async findings(tx: EntityManager): Promise<string[]> {
    const rows: { finding: string }[] = await tx.query(`
      select finding from (
        select 'chip ' || c.historical_bytes || ' is ' || c.state || ', but ' || case
            when k.id is not null then 'its card ' || k.card_number || ' is ' || k.state
            when a.id is not null then 'application ' || a.id || ' is in production with it'
            else 'no card and no application has it' end as finding
        from chip c
        left join card k on k.historical_bytes = c.historical_bytes
        left join card_application a on a.historical_bytes = c.historical_bytes and a.state = 'in-production'
        where c.state <> all (case
          when k.state in ('personalised', 'delivered') then array['personalised']
          when k.state = 'cancelled' then array['handed-over', 'spoiled']
          when k.id is not null then array['handed-over']
          when a.id is not null then array['allotted']
          else array['blank', 'spoiled'] end)
        union all
        select 'chip ' || k.historical_bytes || ' has ' || count(*) || ' cards'
        from card k join chip c on c.historical_bytes = k.historical_bytes group by k.historical_bytes having count(*) > 1
        union all
        select 'application ' || id || ' is in production without a chip' from card_application
        where state = 'in-production' and historical_bytes is null
        union all
        select 'batch ' || b.number || ': ' || b.items || ' items taken, ' || count(i.item) || ' there'
        from card_batch b left join card_batch_item i on i.batch_id = b.id group by b.id having b.items <> count(i.item)
        union all
        select 'batch ' || b.number || ' item ' || i.item || ' is ' || coalesce(i.outcome, 'sent') || ', but its chip ' || i.historical_bytes || ' is ' || c.state
        from card_batch_item i join card_batch b on b.id = i.batch_id join chip c on c.historical_bytes = i.historical_bytes
        where c.state <> all (case i.outcome when 'personalised' then array['personalised', 'handed-over', 'spoiled']
          when 'spoiled' then array['spoiled'] else array['allotted'] end)
        union all
        select 'batch ' || b.number || ' item ' || i.item || ' is personalised, but its application has no card on chip ' || i.historical_bytes
        from card_batch_item i join card_batch b on b.id = i.batch_id
        where i.outcome = 'personalised'
          and not exists (select 1 from card k where k.application_id = i.application_id and k.historical_bytes = i.historical_bytes)
        union all
        select 'batch ' || b.number || ' item ' || i.item || ' was sent, but its application is ' || a.state
        from card_batch_item i join card_batch b on b.id = i.batch_id join card_application a on a.id = i.application_id
        where i.outcome is null and i.historical_bytes is not null
          and (a.state <> 'in-production' or a.historical_bytes is distinct from i.historical_bytes)) found
      limit 100`);
    return rows.map(({ finding }) => finding);
  }
}
