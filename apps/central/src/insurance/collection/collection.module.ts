/** What units pay: statements of banks, debits, files of the tax authority, and how bills live on. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BillsStore } from './bills.store.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { PaymentBooking } from './payment-booking.service.js';
import { Statements } from './statements.service.js';
import { StatementsStore } from './statements.store.js';

@Module({
  imports: [AccountsModule, AuditModule, ChunkedWorkModule, FundsModule, PolicyModule],
  providers: [BillsStore, FundBankAccounts, PaymentBooking, Statements, StatementsStore],
  exports: [Statements],
})
export class CollectionModule {}
