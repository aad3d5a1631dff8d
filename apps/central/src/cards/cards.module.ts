/** Cards: their sessions at terminals, their life, their photos and applications, and the list of those refused. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { PeopleModule } from '../people/people.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { CardApplicationsStore } from './card-applications.store.js';
import { CardLives } from './card-lives.service.js';
import { CardLivesStore } from './card-lives.store.js';
import { CardPresence } from './card-presence.service.js';
import { CardSessionsController } from './card-sessions.controller.js';
import { CardSessionsService } from './card-sessions.service.js';
import { ApplicationsService } from './applications.service.js';
import { CardsService } from './cards.service.js';
import { CardsStore } from './cards.store.js';
import { DenyListController } from './deny-list.controller.js';
import { DenyListStore } from './deny-list.store.js';
import { HoldingsService } from './holdings.service.js';
import { LapsesService } from './lapses.service.js';
import { PhotosController } from './photos.controller.js';
import { PhotosService } from './photos.service.js';
import { PhotosStore } from './photos.store.js';
import { PlacesService } from './places.service.js';
import { PlacesStore } from './places.store.js';

@Module({
  imports: [AuditModule, BenefitsModule, ContributionsModule, KeysModule, PeopleModule, PolicyModule],
  controllers: [CardSessionsController, DenyListController, PhotosController],
  providers: [
    ApplicationsService,
    CardApplicationsStore,
    CardLives,
    CardLivesStore,
    CardPresence,
    CardSessionsService,
    CardsService,
    CardsStore,
    DenyListStore,
    HoldingsService,
    LapsesService,
    PhotosService,
    PhotosStore,
    PlacesService,
    PlacesStore,
  ],
  exports: [
    ApplicationsService,
    CardApplicationsStore,
    CardLives,
    CardPresence,
    CardSessionsService,
    CardsService,
    CardsStore,
    HoldingsService,
    PhotosService,
    PlacesService,
  ],
})
export class CardsModule {}
