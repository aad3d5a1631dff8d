/** Changing the bureau's parameters: proposed, shown in its effect, decided, checked ahead. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AssessmentModule } from '../assessment/assessment.module.js';
import { ProposalEffect } from './effect.service.js';
import { EffectStore } from './effect.store.js';
import { ParameterImports } from './parameter-import.service.js';
import { ParametersAhead } from './parameters-ahead.service.js';
import { ProposalsController } from './proposals.controller.js';
import { ParameterProposals } from './proposals.service.js';

@Module({
  imports: [ApprovalsModule, AssessmentModule, ChunkedWorkModule, JobsModule, PolicyModule],
  controllers: [ProposalsController],
  providers: [EffectStore, ParameterImports, ParameterProposals, ParametersAhead, ProposalEffect],
  exports: [ParameterImports, ParameterProposals, ParametersAhead, ProposalEffect],
})
export class ParametersModule {}
