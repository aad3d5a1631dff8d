/** Books single transfers by lawful flows: between a fund's own accounts with no counter involved, and what a clerk takes or gives beside the funds. */
import { Injectable } from '@nestjs/common';
import { accountTypes, type AccountTypeId } from '#libs/ledger/account-types.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { postTogether } from '#libs/ledger/posting.js';
import type { Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { accountKey, LedgerStore } from './ledger.store.js';

type AskedTransfer = {
  /** Whose books: a scheme, or those of the card fee. */
  readonly scheme: string;
  readonly kind: FlowKind;
  readonly amount: Fen;
  /** Whose till; empty where none is moved. */
  readonly clerk: string;
  /** What it is refused with when the money is not there. */
  readonly short: ProblemCode;
};

@Injectable()
export class FundTransfersService {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly clock: Clock,
  ) {}

  /** Books one transfer of a fund; answers its id. Throws Refused `fund-short` when the account it comes from has too little. */
  async book(tx: Transaction, scheme: string, kind: FlowKind, amount: Fen): Promise<string> {
    const append = await this.prepare(tx, { scheme, kind, amount, clerk: '', short: 'fund-short' });
    return append(null);
  }

  /**
   * Holds both accounts of a transfer, and returns what appends it under an act; a till is the clerk's own. Throws Refused `short` when
   * the account it comes from has too little.
   */
  async prepare(
    tx: Transaction,
    asked: AskedTransfer,
  ): Promise<(operationKey: string | null) => Promise<string>> {
    const { scheme, kind, amount, clerk, short } = asked;
    const { debit, credit } = flows[kind];
    const ownerOf = (type: AccountTypeId): string => (accountTypes[type].perClerk ? clerk : '');
    const keys = [
      accountKey(scheme, debit, ownerOf(debit)),
      accountKey(scheme, credit, ownerOf(credit)),
    ] as const;
    const { accountIds, balances, accountVersions } = await this.ledger.lock(tx, keys);
    const [debitId, creditId] = keys.map((key) => accountIds.get(key));
    if (debitId === undefined || creditId === undefined)
      throw new Error(`accounts of ${scheme} could not be locked`);
    const group = postTogether(balances, [{ fund: scheme, kind, debit: debitId, credit: creditId, amount }]);
    if (!group.ok) throw new Refused(short, `${scheme} ${group.refusal.reason}`);
    const [posted] = group.value.posted;
    if (posted === undefined) throw new Error('nothing was posted');
    const nextVersion = (id: string): bigint => (accountVersions.get(id) ?? 0n) + 1n;
    return (operationKey) =>
      this.ledger.append(tx, {
        ...(operationKey === null ? {} : { operationKey }),
        scheme,
        kind,
        debit: { id: debitId, type: debit, version: nextVersion(debitId), balance: posted.debitBalance },
        credit: { id: creditId, type: credit, version: nextVersion(creditId), balance: posted.creditBalance },
        amount,
        effectiveOn: this.clock.today(),
        bookedAt: this.clock.now(),
      });
  }
}
