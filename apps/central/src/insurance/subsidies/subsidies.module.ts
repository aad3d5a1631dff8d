/** What the finance owes the funds, and movements of funds that no window is part of. */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { FundMovementsController } from './fund-movements.controller.js';
import { FundMovements } from './fund-movements.service.js';
import { FundMovementsStore } from './fund-movements.store.js';

@Module({
  imports: [ApprovalsModule, FundsModule],
  controllers: [FundMovementsController],
  providers: [FundMovements, FundMovementsStore],
})
export class SubsidiesModule {}
