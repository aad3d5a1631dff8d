/** Reads what was spent out of funds in a year. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AccountTypeId, expenseTypes } from '#libs/ledger/account-types.js';
import { fen, type Fen } from '#libs/money/fen.js';
import { standing } from './movements.store.js';

export type YearExpense = { readonly scheme: string; readonly type: AccountTypeId; readonly spent: Fen };

@Injectable()
export class YearExpensesStore {
  /** Debits less credits of a year, by fund and account of expenditure; nothing closes these accounts yet. `scheme` null: of all funds. */
  async of(tx: EntityManager, year: number, scheme: string | null): Promise<YearExpense[]> {
    const rows: (Omit<YearExpense, 'spent'> & { readonly spent: string })[] = await tx.query(
      `select a.scheme, a.type, (coalesce(after.balance, 0) - coalesce(before.balance, 0))::text as spent from ledger_account a
       ${standing('before', '< $1')} ${standing('after', '<= $2')}
       where a.type = any($3::text[]) and ($4::text is null or a.scheme = $4)`,
      [`${year}-01-01`, `${year}-12-31`, expenseTypes, scheme],
    );
    return rows.map((row) => ({ ...row, spent: fen(BigInt(row.spent)) }));
  }

  /** What lies on a fund's expenditure account and is not owed to anybody whom the bank did not pay. */
  async atHand(tx: EntityManager, scheme: string): Promise<Fen> {
    const [row]: { atHand: string }[] = await tx.query(
      `select coalesce(sum(case type when 'expenditure' then balance_fen else -balance_fen end), 0)::text as "atHand"
       from ledger_account where scheme = $1 and type in ('expenditure', 'temporary-receipts')`,
      [scheme],
    );
    return fen(BigInt(row?.atHand ?? 0));
  }
}
