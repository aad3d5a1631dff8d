/** Runs that pay benefits through the bank (代发). */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { BudgetsModule } from '../budgets/budgets.module.js';
import { ProductionFilesModule } from '../../records/files/production-files.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { PayAnswersStore } from './pay-answers.store.js';
import { PayFiles } from './pay-files.service.js';
import { PayProof } from './pay-proof.service.js';
import { PayProofStore } from './pay-proof.store.js';
import { PayRunActs } from './pay-run-acts.service.js';
import { PayRunListsStore } from './pay-run-lists.store.js';
import { PayRunViews } from './pay-run-views.service.js';
import { PayRunsController } from './pay-runs.controller.js';
import { PayRuns } from './pay-runs.service.js';
import { PayRunsStore } from './pay-runs.store.js';

@Module({
  imports: [
    AccountsModule,
    ApprovalsModule,
    AuditModule,
    BenefitsModule,
    BudgetsModule,
    ChunkedWorkModule,
    FundsModule,
    JobsModule,
    PolicyModule,
    ProductionFilesModule,
  ],
  controllers: [PayRunsController],
  providers: [
    PayAnswersStore,
    PayFiles,
    PayProof,
    PayProofStore,
    PayRunActs,
    PayRunListsStore,
    PayRunViews,
    PayRuns,
    PayRunsStore,
  ],
})
export class PayoutsModule {}
