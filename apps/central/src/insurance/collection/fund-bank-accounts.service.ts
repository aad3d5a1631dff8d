/** The bank accounts of the funds, by which a statement is known to be of one of them. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { StatementsStore } from './statements.store.js';

export type FundBankAccount = {
  readonly account: string;
  readonly scheme: string;
  readonly fundAccount: '1002' | '1003';
  readonly bankName: string;
};

@Injectable()
export class FundBankAccounts {
  constructor(
    private readonly database: Database,
    private readonly store: StatementsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Enters an account; false: it is there already. Throws Refused `malformed-request` for what is no account. */
  add(account: FundBankAccount, staffNumber: string): Promise<boolean> {
    if (!/^[0-9A-Za-z-]{4,40}$/.test(account.account)) throw new Refused('malformed-request', 'account');
    return this.database.transaction(async (tx) => {
      const added = await this.store.addAccount(tx, account);
      if (added)
        await this.audit.append(tx, {
          at: this.clock.now(),
          action: 'fund-account.entered',
          staffNumber,
          subject: account.scheme,
          detail: { account: account.account, bank: account.bankName },
        });
      return added;
    });
  }
}
