/** Personal accounts of people at units, and the interest of all accounts. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AccountMoves } from './account-moves.service.js';
import { AccountYears } from './account-years.service.js';
import { AccountYearsStore } from './account-years.store.js';
import { AccountCredits } from './account-credits.service.js';
import { AccountEntriesStore } from './account-entries.store.js';
import { AccountInterest } from './interest.service.js';
import { InterestStore } from './interest.store.js';

@Module({
  imports: [AuditModule, ChunkedWorkModule, PolicyModule],
  providers: [
    AccountCredits,
    AccountEntriesStore,
    AccountInterest,
    AccountMoves,
    AccountYears,
    AccountYearsStore,
    InterestStore,
  ],
  exports: [AccountCredits, AccountMoves, AccountYears],
})
export class AccountsModule {}
