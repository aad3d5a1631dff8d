/** Reads the funds' books and tills, and keeps how far the books were checked. */
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

  /** Each transfer moves two accounts of its fund on by one version. */
  async transferCounts(tx: EntityManager): Promise<Map<string, number>> {
    const rows: { scheme: string; transfers: string }[] = await tx.query(
      'select scheme, sum(version) / 2 as transfers from ledger_account group by scheme',
    );
    return new Map(rows.map(({ scheme, transfers }) => [scheme, Math.floor(Number(transfers))]));
  }

  /**
   * What is wrong with the books since the last checkpoint, or from their beginning; each line names the account and the figures. Empty
   * when all is right.
   */
  async findings(tx: EntityManager, all: boolean): Promise<string[]> {
    const rows: { finding: string }[] = await tx.query(
      `select finding from ${all ? 'books_findings_of_all' : 'books_findings'}() as finding`,
    );
    return rows.map(({ finding }) => finding);
  }

  /** When the last checkpoint was made, and up to which change of operations; null before the first. */
  async lastCheckpoint(
    tx: EntityManager,
  ): Promise<{ readonly madeAt: Date; readonly operationsTo: number } | null> {
    const [row]: { madeAt: Date; operationsTo: string }[] = await tx.query(
      'select made_at as "madeAt", operations_to as "operationsTo" from books_checkpoint order by id desc limit 1',
    );
    return row === undefined ? null : { madeAt: row.madeAt, operationsTo: Number(row.operationsTo) };
  }

  /** Makes a checkpoint; the database checks the books itself, and refuses one that they do not bear out. Returns how many accounts moved. */
  async makeCheckpoint(tx: EntityManager, operationsTo: number): Promise<number> {
    await tx.query('insert into books_checkpoint (operations_to) values ($1)', [operationsTo]);
    const [row]: { accounts: string }[] = await tx.query(
      'select count(*) as accounts from books_checkpoint_account where checkpoint_id = (select max(id) from books_checkpoint)',
    );
    return Number(row?.accounts ?? 0);
  }

  /** The cash of a clerk: fund by fund, both parts, and that of card fees, which is in books of its own. */
  async till(
    tx: EntityManager,
    clerk: string,
  ): Promise<
    { readonly scheme: string; readonly received: Fen; readonly imprest: Fen; readonly fee: Fen }[]
  > {
    const rows: { scheme: string; received: string; imprest: string; fee: string }[] = await tx.query(
      `select scheme, sum(balance_fen) filter (where type = 'till-received') as received, sum(balance_fen) filter (where type = 'till-imprest') as imprest,
         sum(balance_fen) filter (where type = 'fee-till') as fee
       from ledger_account where clerk = $1 group by scheme order by scheme`,
      [clerk],
    );
    return rows.map(({ scheme, received, imprest, fee }) => ({
      scheme,
      received: fen(BigInt(received ?? 0)),
      imprest: fen(BigInt(imprest ?? 0)),
      fee: fen(BigInt(fee ?? 0)),
    }));
  }
}
