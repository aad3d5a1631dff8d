/** Runs that pay benefits through the bank (代发). */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { PayProof } from './pay-proof.service.js';
import { PayProofStore } from './pay-proof.store.js';
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
    ChunkedWorkModule,
    FundsModule,
    JobsModule,
  ],
  controllers: [PayRunsController],
  providers: [PayProof, PayProofStore, PayRunListsStore, PayRunViews, PayRuns, PayRunsStore],
})
export class PayoutsModule {}
