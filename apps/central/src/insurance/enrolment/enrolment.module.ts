/** Puts together what is asked about units and their people, and about what a person takes part in, at the console. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PlacesModule } from '../../register/places/places.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { AssessmentModule } from '../assessment/assessment.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { DuplicatesDesk } from './duplicates-desk.service.js';
import { DuplicatesController } from './duplicates.controller.js';
import { OverlapDesk } from './overlap-desk.service.js';
import { OverlapsController } from './overlaps.controller.js';
import { ParticipationsController } from './participations.controller.js';
import { PeopleController } from './people.controller.js';
import { PersonDesk } from './person-desk.service.js';
import { PersonMerges } from './person-merges.service.js';
import { RegisterCorrections } from './register-corrections.service.js';
import { UnitDesk } from './unit-desk.service.js';
import { UnitPeopleStore } from './unit-people.store.js';
import { UnitsController } from './units.controller.js';

@Module({
  imports: [
    ApprovalsModule,
    AssessmentModule,
    AuditModule,
    ClaimsModule,
    ParticipationsModule,
    PeopleModule,
    PlacesModule,
    PolicyModule,
    UnitsModule,
  ],
  controllers: [
    UnitsController,
    ParticipationsController,
    PeopleController,
    DuplicatesController,
    OverlapsController,
  ],
  providers: [
    DuplicatesDesk,
    OverlapDesk,
    PersonDesk,
    PersonMerges,
    RegisterCorrections,
    UnitDesk,
    UnitPeopleStore,
  ],
  exports: [RegisterCorrections],
})
export class EnrolmentModule {}
