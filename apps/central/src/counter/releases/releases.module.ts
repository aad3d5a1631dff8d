/** Acts and services at the counter that wait for a second person. */
import { Module } from '@nestjs/common';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { ActReleasesController } from './act-releases.controller.js';
import { ActReleases } from './act-releases.service.js';
import { ServiceReleases } from './service-releases.service.js';
import { ServiceReleasesStore } from './service-releases.store.js';

@Module({
  imports: [ApprovalsModule, CardsModule, PeopleModule],
  controllers: [ActReleasesController],
  providers: [ActReleases, ServiceReleases, ServiceReleasesStore],
  exports: [ActReleases, ServiceReleases],
})
export class ReleasesModule {}
