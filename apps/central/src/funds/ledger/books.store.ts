/** Reads the funds' books and tills, and makes opening entries. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';

export type BookAccount = {
  readonly scheme: string;
  readonly type: string;
  readonly clerk: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly normalSide: 'debit' | 'credit';
  readonly balance: Fen;
};

@Injectable()
export class BooksStore {
  async accounts(tx: EntityManager): Promise<BookAccount[]> {
    type Row = Omit<BookAccount, 'balance'> & { readonly balance: string };
    const rows: Row[] = await tx.query(
      `select a.scheme, a.type, a.clerk, t.code, t.name_zh as "nameZh", t.name_en as "nameEn", t.normal_side as "normalSide", a.balance_fen as balance
       from ledger_account a join ledger_account_type t using (type) order by a.scheme, t.code, a.type, a.clerk`,
    );
    return rows.map((row) => ({ ...row, balance: fen(BigInt(row.balance)) }));
  }

  async transferCounts(tx: EntityManager): Promise<Map<string, number>> {
    const rows: { scheme: string; transfers: string }[] = await tx.query(
      'select scheme, count(*) as transfers from transfer group by scheme',
    );
    return new Map(rows.map(({ scheme, transfers }) => [scheme, Number(transfers)]));
  }

  /** What is wrong with the books; each line names the account and the figures. Empty when all is right. */
  async findings(tx: EntityManager): Promise<string[]> {
    const rows: { finding: string }[] = await tx.query(`
      with moved as (
        select account_id, sum(signed) as balance, count(*) as transfers, max(version) as version from (
          select debit_account_id as account_id, case t.normal_side when 'debit' then amount_fen else -amount_fen end as signed, debit_version as version
          from transfer join ledger_account_type t on t.type = debit_type
          union all
          select credit_account_id, case t.normal_side when 'credit' then amount_fen else -amount_fen end, credit_version
          from transfer join ledger_account_type t on t.type = credit_type) sides
        group by account_id)
      select a.scheme || ' ' || a.type || ' ' || a.clerk || ': balance ' || a.balance_fen || ', transfers say ' || coalesce(m.balance, 0) as finding
      from ledger_account a left join moved m on m.account_id = a.id where a.balance_fen <> coalesce(m.balance, 0)
      union all
      select a.scheme || ' ' || a.type || ' ' || a.clerk || ': ' || coalesce(m.transfers, 0) || ' transfers, version ' || a.version
      from ledger_account a left join moved m on m.account_id = a.id where a.version <> coalesce(m.transfers, 0) or a.version <> coalesce(m.version, 0)
      union all
      select 'transfer ' || t.id || ' crosses funds' from transfer t
      join ledger_account d on d.id = t.debit_account_id join ledger_account c on c.id = t.credit_account_id where d.scheme <> c.scheme or d.scheme <> t.scheme
      union all
      select 'personal account ' || p.id || ': balance ' || p.balance_fen || ', entries say ' || coalesce(sum(e.amount_fen), 0)
      from personal_account p left join personal_account_entry e on e.account_id = p.id group by p.id having p.balance_fen <> coalesce(sum(e.amount_fen), 0)
      union all
      select 'operation ' || o.key || ': total ' || o.total_fen || ', transfers say ' || coalesce(sum(t.amount_fen), 0)
      from operation o left join transfer t on t.operation_key = o.key where o.state = 'succeeded' group by o.key having o.total_fen <> coalesce(sum(t.amount_fen), 0)
      union all
      select 'operation ' || o.key || ' is ' || o.state || ' but has transfers'
      from operation o where o.state <> 'succeeded' and exists (select 1 from transfer t where t.operation_key = o.key)`);
    return rows.map(({ finding }) => finding);
  }

  /** The cash of a clerk: fund by fund, both parts. */
  async till(
    tx: EntityManager,
    clerk: string,
  ): Promise<{ readonly scheme: string; readonly received: Fen; readonly imprest: Fen }[]> {
    const rows: { scheme: string; received: string; imprest: string }[] = await tx.query(
      `select scheme, sum(balance_fen) filter (where type = 'till-received') as received, sum(balance_fen) filter (where type = 'till-imprest') as imprest
       from ledger_account where clerk = $1 group by scheme order by scheme`,
      [clerk],
    );
    return rows.map(({ scheme, received, imprest }) => ({
      scheme,
      received: fen(BigInt(received ?? 0)),
      imprest: fen(BigInt(imprest ?? 0)),
    }));
  }
}
