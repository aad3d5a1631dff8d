/** Runs of assessment: what people and units owe, as lines that are never changed. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { DeclarationsModule } from '../declarations/declarations.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { AssessmentDesk } from './assessment-desk.service.js';
import { AssessmentDeskStore } from './assessment-desk.store.js';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentService } from './assessment.service.js';
import { BillsService } from './bills.service.js';
import { BillsStore } from './bills.store.js';
import { CheckService } from './check.service.js';
import { CheckStore } from './check.store.js';
import { Corrections } from './corrections.service.js';
import { CorrectionsStore } from './corrections.store.js';
import { DifferenceRowsStore } from './difference-rows.store.js';
import { DifferencesController } from './differences.controller.js';
import { DifferencesDesk } from './differences-desk.service.js';
import { DifferenceRuns } from './differences.service.js';
import { DifferencesStore } from './differences.store.js';
import { ParameterEffects } from './effects.service.js';
import { GapsService } from './gaps.service.js';
import { GapsStore } from './gaps.store.js';
import { ProjectBills } from './project-bills.service.js';
import { ProjectBillsStore } from './project-bills.store.js';
import { Reckoning } from './reckoning.service.js';
import { RunsStore } from './runs.store.js';
import { SingleAssessments } from './singles.service.js';
import { SinglesStore } from './singles.store.js';
import { Undeclared } from './undeclared.service.js';
import { UndeclaredStore } from './undeclared.store.js';

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    ApprovalsModule,
    ChunkedWorkModule,
    JobsModule,
    PolicyModule,
    ContributionsModule,
    DeclarationsModule,
    ParticipationsModule,
    UnitsModule,
  ],
  controllers: [AssessmentsController, DifferencesController],
  providers: [
    AssessmentDesk,
    AssessmentDeskStore,
    AssessmentService,
    BillsService,
    BillsStore,
    CheckService,
    CheckStore,
    Corrections,
    CorrectionsStore,
    DifferenceRowsStore,
    DifferenceRuns,
    DifferencesDesk,
    DifferencesStore,
    GapsService,
    GapsStore,
    ParameterEffects,
    ProjectBills,
    ProjectBillsStore,
    Reckoning,
    RunsStore,
    SingleAssessments,
    SinglesStore,
    Undeclared,
    UndeclaredStore,
  ],
  exports: [AssessmentService, GapsService, ParameterEffects, ProjectBills, SingleAssessments, Undeclared],
})
export class AssessmentModule {}
