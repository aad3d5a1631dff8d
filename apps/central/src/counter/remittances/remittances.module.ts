/** What is paid to the treasury. */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { FeeRemittancesController } from './fee-remittances.controller.js';
import { FeeRemittances } from './fee-remittances.service.js';

@Module({
  imports: [ApprovalsModule, FundsModule],
  controllers: [FeeRemittancesController],
  providers: [FeeRemittances],
})
export class RemittancesModule {}
