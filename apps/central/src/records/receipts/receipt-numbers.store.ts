/** Draws receipt numbers: one sequence a business day without gaps, whoever writes the receipts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { prepared } from '../../ground/database/prepared.js';
import type { RowWrite } from '../../ground/database/row-writes.js';

/** Puts the day's last number where a group has drawn to; the group has held the day's numbers since {@link ReceiptNumbers.hold}. */
export const drawnReceiptNumbers: RowWrite = {
  table: 'receipt_sequence',
  sql: (rows) =>
    `update receipt_sequence q set last_number = r.last_number from ${rows} r where q.business_date = r.business_date`,
};

export const drawnRow = (day: PlainDate, last: number): object => ({ business_date: day, last_number: last });

@Injectable()
export class ReceiptNumbers {
  /** The day's last number; nobody else draws until this transaction ends. Writes {@link drawnReceiptNumbers} with what it has drawn. */
  hold(tx: EntityManager, today: PlainDate): Promise<number> {
    return this.advance(tx, today, 0);
  }

  /** Draws the day's next number; nobody else draws until this transaction ends, so that there are no gaps. */
  next(tx: EntityManager, today: PlainDate): Promise<number> {
    return this.advance(tx, today, 1);
  }

  /** Draws several numbers at once and returns the last of them; as {@link next} otherwise. */
  draw(tx: EntityManager, today: PlainDate, count: number): Promise<number> {
    return this.advance(tx, today, count);
  }

  private async advance(tx: EntityManager, today: PlainDate, by: number): Promise<number> {
    const rows = await prepared<{ last: number }>(
      tx,
      'receipt-numbers',
      `insert into receipt_sequence as q (business_date, last_number) values ($1, $2::int)
       on conflict (business_date) do update set last_number = q.last_number + $2::int returning last_number as last`,
      [today, by],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the receipt sequence gave no number');
    return row.last;
  }
}
