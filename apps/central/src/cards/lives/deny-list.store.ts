/** Reads what terminals have to refuse, in the order it changed. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CardRefusal } from '#libs/cards/card-life.js';

export type DenyEntry = {
  readonly cardNumber: string;
  readonly identificationCode: string;
  readonly refusal: CardRefusal | null;
  readonly changeNumber: number;
};

@Injectable()
export class DenyListStore {
  /** The number of the last change; 0 when there was none. */
  async lastChange(tx: EntityManager): Promise<number> {
    const rows: { last: string }[] = await tx.query(
      'select coalesce(max(change_number), 0) as last from deny_entry',
    );
    return Number(rows[0]?.last ?? 0);
  }

  /** Entries that changed after `since`, `limit` at most. */
  async changed(tx: EntityManager, since: number, limit: number): Promise<DenyEntry[]> {
    const rows: (Omit<DenyEntry, 'changeNumber'> & { readonly changeNumber: string })[] = await tx.query(
      `select card_number as "cardNumber", identification_code as "identificationCode", refusal, change_number as "changeNumber"
       from deny_entry where change_number > $1 order by change_number limit $2`,
      [since, limit],
    );
    return rows.map((row) => ({ ...row, changeNumber: Number(row.changeNumber) }));
  }
}
