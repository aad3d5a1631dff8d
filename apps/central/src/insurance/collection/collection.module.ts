/** What units pay: statements of banks, money that waits, and how bills live on. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BillsStore } from './bills.store.js';
import { ContributionRefunds } from './contribution-refunds.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { PaymentBooking } from './payment-booking.service.js';
import { Statements } from './statements.service.js';
import { StatementsStore } from './statements.store.js';
import { UnitBillsController } from './unit-bills.controller.js';
import { UnitBills } from './unit-bills.service.js';
import { UnitBillsStore } from './unit-bills.store.js';
import { WaitingMoneyController } from './waiting-money.controller.js';
import { WaitingMoney } from './waiting-money.service.js';
import { WaitingMoneyStore } from './waiting-money.store.js';

@Module({
  imports: [
    AccountsModule,
    ApprovalsModule,
    AuditModule,
    ChunkedWorkModule,
    FundsModule,
    PolicyModule,
    UnitsModule,
  ],
  controllers: [UnitBillsController, WaitingMoneyController],
  providers: [
    BillsStore,
    ContributionRefunds,
    FundBankAccounts,
    PaymentBooking,
    Statements,
    StatementsStore,
    UnitBills,
    UnitBillsStore,
    WaitingMoney,
    WaitingMoneyStore,
  ],
  exports: [Statements],
})
export class CollectionModule {}
