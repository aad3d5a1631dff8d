/** Orders to the bank that send money of funds away beside the counter. */
import { Module } from '@nestjs/common';
import { BankModule } from '../../funds/bank/bank.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { OutgoingDecisions } from './outgoing-decisions.service.js';
import { OutgoingPaymentsController } from './outgoing-payments.controller.js';
import { OutgoingPayments } from './outgoing-payments.service.js';
import { OutgoingPaymentsStore } from './outgoing-payments.store.js';

@Module({
  imports: [ApprovalsModule, AuditModule, BankModule, FundsModule, JobsModule],
  controllers: [OutgoingPaymentsController],
  providers: [OutgoingDecisions, OutgoingPayments, OutgoingPaymentsStore],
  exports: [OutgoingPayments],
})
export class OutgoingModule {}
