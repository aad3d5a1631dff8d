/** Reads what the units of the small city owe for a month, and what a bank's statement told last. */
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

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
): Promise<{ readonly day: PlainDate; readonly closing: bigint } | null> => {
  const [row]: { day: PlainDate; closing: string }[] = await tx.query(
    `select last_day::text as day, closing_fen::text as closing from bank_statement where account = $1 order by last_day desc limit 1`,
    [account],
  );
  return row === undefined ? null : { day: row.day, closing: BigInt(row.closing) };
};

/** Whether a statement of an account has a movement whose serial number begins so. */
export const hasSerials = async (tx: EntityManager, account: string, beginning: string): Promise<boolean> =>
  (
    (await tx.query(
      'select from bank_statement_line where account = $1 and starts_with(serial, $2) limit 1',
      [account, beginning],
    )) as unknown[]
  ).length > 0;

/** Lets units have declared a month in time, with the wages that stood; those named did not. Doing it again changes nothing. */
export const declareMonth = async (
  tx: EntityManager,
  period: string,
  without: readonly string[],
  declaredBy: string,
): Promise<void> => {
  await tx.query(
    `insert into declaration (unit_code, month, number, heads, wages_fen, changed, digest, source, declared_at, declared_by)
     select e.unit_code, $1, 1, count(*), sum(w.wage_fen), 0, encode(sha256(convert_to(e.unit_code || $1, 'UTF8')), 'hex'), 'file',
       ($1 || '-10T02:00:00Z')::timestamptz, $3
     from (select distinct unit_code, person_id from participation where unit_code is not null and project_code is null and voided_at is null
         and since < ($1 || '-01')::date + interval '1 month' and (until is null or until >= ($1 || '-01')::date)) e
     join lateral (select d.wage_fen from declared_wage d where d.person_id = e.person_id and d.unit_code = e.unit_code and d.from_month <= $1
       order by d.from_month desc, d.entered_at desc limit 1) w on true
     where e.unit_code <> all($2)
       and not exists (select from unit_bill b where b.unit_code = e.unit_code and b.period = $1 and b.basis = 'undeclared')
     group by e.unit_code on conflict do nothing`,
    [period, without, declaredBy],
  );
};

/** Codes of all units. */
export const unitCodes = async (tx: EntityManager): Promise<readonly string[]> => {
  const rows: { code: string }[] = await tx.query('select code from unit order by code');
  return rows.map(({ code }) => code);
};
