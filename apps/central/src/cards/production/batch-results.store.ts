/** Compares the card maker's results with what was sent, and ends items and chips by them. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RowFinding } from '../../ground/csv/row-findings.js';

/** An item that has just had its result. */
export type EndedItem = {
  readonly item: number;
  readonly applicationId: string;
  /**
   * Of its card, when it gets one. In the order of time: the cards of a batch lie together in every index on it, and a whole city
   * does not read and write every page of them for each thousand.
   */
  readonly cardId: string;
  readonly outcome: 'personalised' | 'spoiled';
  readonly reason: string | null;
  readonly historicalBytes: string;
  readonly identificationCode: string;
  readonly keyVersion: number;
  readonly cardNumber: string;
  readonly bankAccount: string | null;
  readonly specificationVersion: '2.00' | '3.00';
  readonly algorithm: '3des' | 'sm4';
};

@Injectable()
export class BatchResultsStore {
  /** What is wrong with a file of results, by row and column, the first rows first, `limit` at most. */
  async findings(
    tx: EntityManager,
    fileId: number,
    batch: { readonly id: number; readonly number: string },
    limit: number,
  ): Promise<RowFinding[]> {
    return tx.query(
      `with numbered as (
         select r.*, row_number() over (partition by item order by line) as place from card_batch_file_row r where file_id = $1)
       select r.line, v.field, v.code from numbered r
       left join card_batch_item i on i.batch_id = $2 and i.item = r.item
       left join card_application a on a.id = i.application_id
       cross join lateral (values
         (r.fault_field, r.fault_code),
         ('BATCH', case when r.batch <> $3 then 'row-of-another-batch' end),
         ('ITEM', case when r.item is null then null when i.item is null then 'row-for-nobody'
           when i.historical_bytes is null then 'item-not-sent' when r.place > 1 then 'row-repeated' end),
         ('AAZ500', case when i.historical_bytes is not null and r.card_number <> a.card_number then 'card-number-differs' end),
         ('AAZ501', case when r.identification_code <> i.identification_code then 'identification-code-differs' end),
         ('AAZ507', case when r.historical_bytes <> i.historical_bytes then 'chip-not-sent' end),
         ('RESULT', case when i.outcome <> r.result then 'result-differs' end),
         ('ITEM', case when i.outcome is null and i.historical_bytes is not null and r.result = 'personalised' and exists (
           select 1 from card c where c.person_id = a.person_id and c.state in ('personalised', 'delivered', 'handed-over')) then 'card-exists' end)
       ) as v (field, code)
       where v.code is not null and (r.batch is null or r.batch = $3 or v.field = 'BATCH') order by r.line, v.field limit $4`,
      [fileId, batch.id, batch.number, limit],
    );
  }

  /**
   * Takes a range of lines off a file of results, ends their items accordingly, and returns those that this ended; items that
   * had their result already are not among them.
   */
  async endItems(
    tx: EntityManager,
    fileId: number,
    batchId: number,
    range: { readonly first: number; readonly last: number },
    at: Date,
  ): Promise<EndedItem[]> {
    const [rows]: [EndedItem[], number] = await tx.query(
      `with taken as (
         delete from card_batch_file_row where file_id = $1 and line between $3 and $4 returning item, result, reason)
       update card_batch_item i set outcome = t.result, reason = t.reason, outcome_at = $5
       from taken t, card_application a, chip c, chip_lot l
       where i.batch_id = $2 and i.item = t.item and i.outcome is null
         and a.id = i.application_id and c.historical_bytes = i.historical_bytes and l.lot = c.lot
       returning i.item, i.application_id as "applicationId", uuidv7() as "cardId", i.outcome, i.reason, i.historical_bytes as "historicalBytes",
         i.identification_code as "identificationCode", i.key_version as "keyVersion", a.card_number as "cardNumber",
         a.bank_account as "bankAccount", l.specification_version as "specificationVersion", l.algorithm`,
      [fileId, batchId, range.first, range.last, at.toISOString()],
    );
    return rows;
  }

  /** Chips of ended items: personalised with a card on them, or spoiled. */
  async endChips(
    tx: EntityManager,
    chips: ReadonlyMap<
      string,
      { readonly state: 'personalised' | 'spoiled'; readonly reason: string | null }
    >,
  ): Promise<void> {
    const ends = [...chips.values()];
    await tx.query(
      `update chip c set state = r.state, spoiled_reason = case when r.state = 'spoiled' then r.reason end
       from unnest($1::text[], $2::text[], $3::text[]) as r (historical_bytes, state, reason)
       where c.historical_bytes = r.historical_bytes`,
      [[...chips.keys()], ends.map(({ state }) => state), ends.map(({ reason }) => reason)],
    );
  }

  /** Applications whose chip was spoiled have none; the card number stays theirs. */
  async dropChips(tx: EntityManager, applicationIds: readonly string[]): Promise<void> {
    await tx.query('update card_application set historical_bytes = null where id = any($1::bigint[])', [
      applicationIds,
    ]);
  }
}
