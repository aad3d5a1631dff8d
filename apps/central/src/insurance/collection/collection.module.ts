/** What units pay: statements of banks, money that waits, and how bills live on. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { ReceiptsModule } from '../../records/receipts/receipts.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentModule } from '../assessment/assessment.module.js';
import { OutgoingModule } from '../outgoing/outgoing.module.js';
import { BillsStore } from './bills.store.js';
import { ChannelOrderListsStore } from './channel-order-lists.store.js';
import { ChannelOrdersController } from './channel-orders.controller.js';
import { ChannelOrdersDesk } from './channel-orders-desk.service.js';
import { PersonAgreements } from './person-agreements.service.js';
import { PersonAgreementsStore } from './person-agreements.store.js';
import { ChannelOrders } from './channel-orders.service.js';
import { ChannelOrdersStore } from './channel-orders.store.js';
import { ContributionRefunds } from './contribution-refunds.service.js';
import { FundBankAccounts } from './fund-bank-accounts.service.js';
import { DueCollections } from './due-collections.service.js';
import { OtherMoney } from './other-money.service.js';
import { OutgoingLines } from './outgoing-lines.service.js';
import { OverpaymentRefunds } from './overpayment-refunds.service.js';
import { OverpaymentsController } from './overpayments.controller.js';
import { OverpaymentsStore } from './overpayments.store.js';
import { PaymentBooking } from './payment-booking.service.js';
import { ProjectStandingStore } from './project-standing.store.js';
import { RefundAccountsStore } from './refund-accounts.store.js';
import { SentDuesStore } from './sent-dues.store.js';
import { Statements } from './statements.service.js';
import { StatementsStore } from './statements.store.js';
import { UnitBillsController } from './unit-bills.controller.js';
import { UnitBills } from './unit-bills.service.js';
import { UnitBillsStore } from './unit-bills.store.js';
import { WaitingMoneyController } from './waiting-money.controller.js';
import { WaitingMoney } from './waiting-money.service.js';
import { WaitingMoneyStore } from './waiting-money.store.js';
import { WaitingReturns } from './waiting-returns.service.js';

@Module({
  imports: [
    AccountsModule,
    ApprovalsModule,
    AssessmentModule,
    AuditModule,
    ChunkedWorkModule,
    FundsModule,
    OutgoingModule,
    PeopleModule,
    PolicyModule,
    ReceiptsModule,
    UnitsModule,
  ],
  controllers: [ChannelOrdersController, OverpaymentsController, UnitBillsController, WaitingMoneyController],
  providers: [
    BillsStore,
    ChannelOrders,
    ChannelOrderListsStore,
    ChannelOrdersDesk,
    ChannelOrdersStore,
    ContributionRefunds,
    DueCollections,
    FundBankAccounts,
    OtherMoney,
    OutgoingLines,
    OverpaymentRefunds,
    OverpaymentsStore,
    PaymentBooking,
    ProjectStandingStore,
    PersonAgreements,
    PersonAgreementsStore,
    RefundAccountsStore,
    SentDuesStore,
    Statements,
    StatementsStore,
    UnitBills,
    UnitBillsStore,
    WaitingMoney,
    WaitingMoneyStore,
    WaitingReturns,
  ],
  exports: [OtherMoney, Statements, UnitBills],
})
export class CollectionModule {}
