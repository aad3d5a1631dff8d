/** Reads since when a card carries what it does and what the register said before, and keeps what was brought up to it. */
import { Injectable } from '@nestjs/common';
import type { CarriedField } from '#libs/cards/carrying-parts.js';
import type { EntityManager } from 'typeorm';

/** A value that the register has no more. */
export type FormerValue = {
  readonly field: CarriedField;
  readonly value: string | null;
  readonly until: Date;
};

/** From when each part of a card carries what the register said then; `bank` and `chip` also by what was told or written since. */
export type CarriedSince = { readonly chip: Date; readonly print: Date; readonly bank: Date };

@Injectable()
export class CarriedDataStore {
  /** The oldest first. */
  former(tx: EntityManager, personId: string): Promise<FormerValue[]> {
    return tx.query('select field, value, until from person_former where person_id = $1 order by until, id', [
      personId,
    ]);
  }

  /** A card of a batch carries what its maker was sent; any other, what was so as its life began. */
  async since(tx: EntityManager, cardId: string): Promise<CarriedSince> {
    const [row]: CarriedSince[] = await tx.query(
      `with made as (
         select c.id, coalesce(
           (select min(b.exported_at) from card_batch_item i join card_batch b on b.id = i.batch_id
            where i.application_id = c.application_id and i.outcome = 'personalised'),
           (select min(e.at) from card_event e where e.card_id = c.id), c.issued_on::timestamptz) as at
         from card c where c.id = $1)
       select m.at as print,
         greatest(m.at, (select max(u.at) from card_brought_up u where u.card_id = m.id and u.part = 'chip')) as chip,
         greatest(m.at, (select max(u.at) from card_brought_up u where u.card_id = m.id and u.part = 'bank')) as bank
       from made m`,
      [cardId],
    );
    if (row === undefined) throw new Error(`no card ${cardId}`);
    return row;
  }

  async bringUp(tx: EntityManager, cardId: string, part: 'chip' | 'bank', at: Date): Promise<void> {
    await tx.query(
      'insert into card_brought_up (card_id, part, at) values ($1, $2, $3) on conflict do nothing',
      [cardId, part, at.toISOString()],
    );
  }
}
