/** Personal accounts of people at units, and the interest of all accounts. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AccountCredits } from './account-credits.service.js';
import { AccountEntriesStore } from './account-entries.store.js';

@Module({
  imports: [AuditModule, PolicyModule],
  providers: [AccountCredits, AccountEntriesStore],
  exports: [AccountCredits],
})
export class AccountsModule {}
