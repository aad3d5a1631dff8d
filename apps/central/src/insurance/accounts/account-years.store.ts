/** Reads what the personal accounts of somebody had in a year, by the month the money counts from. */
import { Injectable } from '@nestjs/common';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';

/** Movements of a month of one kind; `kind` null: all that was before the year. */
export type MovedInYear = {
  readonly scheme: string;
  readonly kind: string | null;
  readonly month: string | null;
  readonly credited: Fen;
  readonly paid: Fen;
};

const monthSql = `coalesce(e.credited_in, to_char(e.booked_at at time zone 'Asia/Shanghai', 'YYYY-MM'))`;

@Injectable()
export class AccountYearsStore {
  async moved(tx: Transaction, personId: string, year: number): Promise<MovedInYear[]> {
    type Row = Omit<MovedInYear, 'credited' | 'paid'> & { readonly credited: string; readonly paid: string };
    const rows: Row[] = await tx.query(
      `select scheme, case when left(month, 4) = $2 then kind end as kind, case when left(month, 4) = $2 then month end as month,
         coalesce(sum(greatest(amount_fen, 0)), 0)::text as credited, coalesce(sum(greatest(-amount_fen, 0)), 0)::text as paid
       from (select a.scheme, e.kind, ${monthSql} as month, e.amount_fen from personal_account a
         join personal_account_entry e on e.account_id = a.id where a.person_id = $1) e
       where left(month, 4) <= $2 group by 1, 2, 3 order by 1, 3 nulls first, 2`,
      [personId, String(year)],
    );
    return rows.map((row) => ({ ...row, credited: fen(BigInt(row.credited)), paid: fen(BigInt(row.paid)) }));
  }
}
