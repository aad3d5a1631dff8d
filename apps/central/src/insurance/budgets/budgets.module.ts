/** What may be spent out of each fund in a year (基金预算). */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { BudgetViews } from './budget-views.service.js';
import { BudgetsController } from './budgets.controller.js';
import { Budgets } from './budgets.service.js';
import { BudgetsStore } from './budgets.store.js';

@Module({
  imports: [ApprovalsModule, FundsModule],
  controllers: [BudgetsController],
  providers: [BudgetViews, Budgets, BudgetsStore],
  exports: [Budgets],
})
export class BudgetsModule {}
