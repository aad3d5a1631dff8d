/** What the finance owes the funds, and movements of funds that no window is part of. */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { FundMovementsController } from './fund-movements.controller.js';
import { FundMovements } from './fund-movements.service.js';
import { FundMovementsStore } from './fund-movements.store.js';
import { SubsidyLinesController } from './subsidy-lines.controller.js';
import { SubsidyLines } from './subsidy-lines.service.js';

@Module({
  imports: [ApprovalsModule, AuditModule, BudgetsModule, CollectionModule, FundsModule],
  controllers: [FundMovementsController, SubsidyLinesController],
  providers: [FundMovements, FundMovementsStore, SubsidyLines],
})
export class SubsidiesModule {}
