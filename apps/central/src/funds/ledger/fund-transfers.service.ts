/** Moves money between a fund's own accounts and books its subsidies: lawful flows only, with no counter involved. */
import { Injectable } from '@nestjs/common';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { postTogether } from '#libs/ledger/posting.js';
import type { Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { accountKey, LedgerStore } from './ledger.store.js';

@Injectable()
export class FundTransfersService {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly clock: Clock,
  ) {}

  /** Books one transfer of a fund. Throws Refused `fund-short` when the account it comes from has too little. */
  async book(tx: Transaction, scheme: string, kind: FlowKind, amount: Fen): Promise<void> {
    const { debit, credit } = flows[kind];
    const keys = [accountKey(scheme, debit), accountKey(scheme, credit)] as const;
    const { accountIds, balances, accountVersions } = await this.ledger.lock(tx, keys);
    const [debitId, creditId] = keys.map((key) => accountIds.get(key));
    if (debitId === undefined || creditId === undefined)
      throw new Error(`accounts of ${scheme} could not be locked`);
    const group = postTogether(balances, [{ fund: scheme, kind, debit: debitId, credit: creditId, amount }]);
    if (!group.ok) throw new Refused('fund-short', `${scheme} ${group.refusal.reason}`);
    const [posted] = group.value.posted;
    if (posted === undefined) throw new Error('nothing was posted');
    const nextVersion = (id: string): bigint => (accountVersions.get(id) ?? 0n) + 1n;
    await this.ledger.append(tx, {
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
