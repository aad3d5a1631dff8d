/** Yearly adjustments of pensions (养老金调整). */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { AdjustmentBudgets } from './adjustment-budgets.service.js';
import { AdjustmentViews } from './adjustment-views.service.js';
import { AdjustmentsController } from './adjustments.controller.js';
import { Adjustments } from './adjustments.service.js';
import { AdjustmentsStore } from './adjustments.store.js';
import { SimulationsStore } from './simulations.store.js';

@Module({
  imports: [ApprovalsModule, AuditModule, BenefitsModule, BudgetsModule, ChunkedWorkModule, JobsModule],
  controllers: [AdjustmentsController],
  providers: [AdjustmentBudgets, AdjustmentViews, Adjustments, AdjustmentsStore, SimulationsStore],
})
export class AdjustmentsModule {}
