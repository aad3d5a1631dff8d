/** Reads what the units of the small city owe for a month, and what a bank's statement told last. */
import type { EntityManager } from 'typeorm';

/** Amounts in fen. */
export type OwedBill = {
  readonly unitCode: string;
  readonly unitName: string;
  readonly account: string;
  readonly notice: number;
  readonly total: bigint;
};

/** Bills of a scheme and month in the order of their units. */
export const billsOf = async (tx: EntityManager, scheme: string, period: string): Promise<OwedBill[]> => {
  const rows: (Omit<OwedBill, 'total'> & { total: string })[] = await tx.query(
    `select u.code as "unitCode", u.name as "unitName", u.bank_account as account, b.notice_number as notice, (b.unit_fen + b.person_fen)::text as total
     from unit_bill b join unit u on u.code = b.unit_code
     where b.scheme = $1 and b.period = $2 and b.number = 1 and u.bank_account is not null and b.unit_fen + b.person_fen > 0 order by u.code`,
    [scheme, period],
  );
  return rows.map((row) => ({ ...row, total: BigInt(row.total) }));
};

/** The last day of an account's statements and their closing balance in fen; null: it has none. */
export const lastStatement = async (
  tx: EntityManager,
  account: string,
): Promise<{ readonly day: string; readonly closing: bigint } | null> => {
  const [row]: { day: string; closing: string }[] = await tx.query(
    `select last_day::text as day, closing_fen::text as closing from bank_statement where account = $1 order by last_day desc limit 1`,
    [account],
  );
  return row === undefined ? null : { day: row.day, closing: BigInt(row.closing) };
};
