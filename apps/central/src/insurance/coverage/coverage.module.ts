/** Puts together the universal participation plan. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { FileImportsModule } from '../../records/imports/file-imports.module.js';
import { PlacesModule } from '../../register/places/places.module.js';
import { CardSharesStore } from './card-shares.store.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageService } from './coverage.service.js';
import { CoverageStore } from './coverage.store.js';
import { FollowedPeopleStore } from './followed-people.store.js';
import { PopulationKind } from './population-kind.service.js';

@Module({
  imports: [AuditModule, FileImportsModule, JobsModule, PlacesModule],
  controllers: [CoverageController],
  providers: [CardSharesStore, CoverageService, CoverageStore, FollowedPeopleStore, PopulationKind],
  exports: [CoverageService],
})
export class CoverageModule {}
