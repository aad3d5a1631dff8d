/** Cards and their holders: their life, photos and applications, the rules for who may act, and the list of those refused. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { CardApplicationsStore } from './card-applications.store.js';
import { CardLives } from './card-lives.service.js';
import { CardLivesStore } from './card-lives.store.js';
import { ApplicationApprovals } from './application-approvals.service.js';
import { ApplicationsService } from './applications.service.js';
import { CarriedData } from './carried-data.service.js';
import { CarriedDataStore } from './carried-data.store.js';
import { CardRulesService } from './card-rules.service.js';
import { IdentifyService } from './identify.service.js';
import { CardsService } from './cards.service.js';
import { CardsStore } from './cards.store.js';
import { DenyListController } from './deny-list.controller.js';
import { DenyListStore } from './deny-list.store.js';
import { HoldingsService } from './holdings.service.js';
import { LapsesService } from './lapses.service.js';
import { PhotosController } from './photos.controller.js';
import { PhotosService } from './photos.service.js';
import { PinsGivenStore } from './pins-given.store.js';
import { PhotosStore } from './photos.store.js';

@Module({
  imports: [ApprovalsModule, AuditModule, JobsModule, PeopleModule, PolicyModule],
  controllers: [DenyListController, PhotosController],
  providers: [
    ApplicationApprovals,
    ApplicationsService,
    CardApplicationsStore,
    CardLives,
    CardLivesStore,
    CardRulesService,
    CardsService,
    CardsStore,
    CarriedData,
    CarriedDataStore,
    DenyListStore,
    HoldingsService,
    IdentifyService,
    LapsesService,
    PhotosService,
    PinsGivenStore,
    PhotosStore,
  ],
  exports: [
    ApplicationApprovals,
    ApplicationsService,
    CardApplicationsStore,
    CardLives,
    CardRulesService,
    CardsService,
    CardsStore,
    CarriedData,
    HoldingsService,
    IdentifyService,
    PhotosService,
  ],
})
export class CardsModule {}
