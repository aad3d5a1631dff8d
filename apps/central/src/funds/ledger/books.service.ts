/** The funds' books: a trial balance of each, and the proof that they are right. */
import { Injectable } from '@nestjs/common';
import { feeBooks, schemeName } from '#libs/contract/schemes.js';
import { add, formatYuan, negate, sum, zeroFen } from '#libs/money/fen.js';
import { Database, ReportsDatabase } from '../../ground/database/database.js';
import { BooksStore, type BookAccount } from './books.store.js';
import type { BooksDto, FundBooksDto, TillDto } from './funds.dto.js';

const fundBooks = (scheme: string, accounts: readonly BookAccount[], transfers: number): FundBooksDto => {
  const total = (side: string) =>
    // A balance on the other side of the account's own counts there.
    sum(
      accounts.map(({ normalSide, balance }) =>
        (normalSide === side) === balance >= zeroFen
          ? balance >= zeroFen
            ? balance
            : negate(balance)
          : zeroFen,
      ),
    );
  const [debit, credit] = [total('debit'), total('credit')];
  return {
    scheme,
    schemeName: schemeName(scheme),
    accounts: accounts.map(({ code, clerk, nameZh, nameEn, balance, normalSide }) => ({
      code: clerk === '' ? code : `${code}-${clerk}`,
      name: { zh: nameZh, en: nameEn },
      balance: formatYuan(balance),
      normalSide,
    })),
    debit: formatYuan(debit),
    credit: formatYuan(credit),
    transfers,
    balanced: debit === credit,
  };
};

@Injectable()
export class BooksService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly store: BooksStore,
  ) {}

  /** All funds, and what is wrong with them since the last checkpoint; with `all`, since there are books. */
  read({ all = false }: { readonly all?: boolean } = {}): Promise<BooksDto> {
    return this.reports.snapshot(async (tx) => {
      const accounts = await this.store.accounts(tx);
      const transfers = await this.store.transferCounts(tx);
      const findings = await this.store.findings(tx, all);
      const checkpoint = all ? null : await this.store.lastCheckpoint(tx);
      const funds = [...new Set(accounts.map(({ scheme }) => scheme))].map((scheme) =>
        fundBooks(
          scheme,
          accounts.filter((account) => account.scheme === scheme),
          transfers.get(scheme) ?? 0,
        ),
      );
      return {
        funds,
        findings,
        since: checkpoint?.madeAt.toISOString() ?? null,
        balanced: findings.length === 0 && funds.every(({ balanced }) => balanced),
      };
    });
  }

  till(clerk: string): Promise<Omit<TillDto, 'carefulFrom' | 'debitConsent'>> {
    return this.database.transaction(async (tx) => {
      const funds = await this.store.till(tx, clerk);
      const total = (part: 'received' | 'imprest' | 'fee') =>
        formatYuan(funds.reduce((whole, fund) => add(whole, fund[part]), zeroFen));
      return {
        received: total('received'),
        imprest: total('imprest'),
        fee: total('fee'),
        funds: funds
          .filter(({ scheme }) => scheme !== feeBooks)
          .map(({ scheme, received, imprest }) => ({
            scheme,
            schemeName: schemeName(scheme),
            received: formatYuan(received),
            imprest: formatYuan(imprest),
          })),
      };
    });
  }
}
