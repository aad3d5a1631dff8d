/** Deaths that authorities report by file (死亡信息). */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { FileImportsModule } from '../../records/imports/file-imports.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { EnrolmentModule } from '../enrolment/enrolment.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { ProofsOfLifeModule } from '../proofs-of-life/proofs-of-life.module.js';
import { DeathReportsController } from './death-reports.controller.js';
import { DeathReports } from './death-reports.service.js';
import { DeathReportsStore } from './death-reports.store.js';
import { DeathsKind } from './deaths-kind.service.js';

@Module({
  imports: [
    AuditModule,
    ClaimsModule,
    EnrolmentModule,
    FileImportsModule,
    ParticipationsModule,
    PeopleModule,
    ProofsOfLifeModule,
  ],
  controllers: [DeathReportsController],
  providers: [DeathReports, DeathReportsStore, DeathsKind],
})
export class DeathsModule {}
