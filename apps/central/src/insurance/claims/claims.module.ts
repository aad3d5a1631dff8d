/** Claims to benefits (待遇申领), and the lives of the benefits granted. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { TransfersModule } from '../transfers/transfers.module.js';
import { BenefitChanges } from './benefit-changes.service.js';
import { BenefitsOnPaper } from './benefits-on-paper.service.js';
import { BenefitsOnPaperStore } from './benefits-on-paper.store.js';
import { ClaimDocumentsController } from './claim-documents.controller.js';
import { ClaimDocuments } from './claim-documents.service.js';
import { ClaimDocumentsStore } from './claim-documents.store.js';
import { ClaimEffects } from './claim-effects.service.js';
import { ClaimReckoning } from './claim-reckoning.service.js';
import { ClaimViews } from './claim-views.service.js';
import { ClaimsController } from './claims.controller.js';
import { Claims } from './claims.service.js';
import { ClaimsStore } from './claims.store.js';
import { Redeterminations } from './redeterminations.service.js';

@Module({
  imports: [
    AccountsModule,
    ApprovalsModule,
    AuditModule,
    BenefitsModule,
    ContributionsModule,
    ParticipationsModule,
    PeopleModule,
    PolicyModule,
    TransfersModule,
  ],
  controllers: [ClaimDocumentsController, ClaimsController],
  providers: [
    BenefitChanges,
    BenefitsOnPaper,
    BenefitsOnPaperStore,
    ClaimDocuments,
    ClaimDocumentsStore,
    ClaimEffects,
    ClaimReckoning,
    ClaimViews,
    Claims,
    ClaimsStore,
    Redeterminations,
  ],
  exports: [BenefitChanges, BenefitsOnPaper, ClaimReckoning],
})
export class ClaimsModule {}
