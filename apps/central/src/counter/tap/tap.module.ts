/** A card in a terminal's reader: its session from reading to pulling, and whether it is still there. */
import { Module } from '@nestjs/common';
import { KeysModule } from '../../cards/keys/keys.module.js';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { AssessmentModule } from '../../insurance/assessment/assessment.module.js';
import { BenefitsModule } from '../../insurance/benefits/benefits.module.js';
import { ContributionsModule } from '../../insurance/contributions/contributions.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { OperationsModule } from '../../records/operations/operations.module.js';
import { ReceiptsModule } from '../../records/receipts/receipts.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { CardPresence } from './card-presence.service.js';
import { CardSessionsController } from './card-sessions.controller.js';
import { CardSessionsService } from './card-sessions.service.js';
import { CardSessionsStore } from './card-sessions.store.js';
import { OwnReceiptsController } from './own-receipts.controller.js';
import { OwnReceipts } from './own-receipts.service.js';
import { PaidForService } from './paid-for.service.js';
import { PaidForStore } from './paid-for.store.js';
import { StaleSessionsService } from './stale-sessions.service.js';

@Module({
  imports: [
    AssessmentModule,
    AuditModule,
    BenefitsModule,
    CardsModule,
    ContributionsModule,
    JobsModule,
    KeysModule,
    OperationsModule,
    PeopleModule,
    PolicyModule,
    ReceiptsModule,
  ],
  controllers: [CardSessionsController, OwnReceiptsController],
  providers: [
    CardPresence,
    CardSessionsService,
    CardSessionsStore,
    OwnReceipts,
    PaidForService,
    PaidForStore,
    StaleSessionsService,
  ],
  exports: [CardPresence, CardSessionsService],
})
export class TapModule {}
