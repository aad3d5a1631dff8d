/** Cards and their sessions at terminals. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { PeopleModule } from '../people/people.module.js';
import { CardSessionsController } from './card-sessions.controller.js';
import { CardSessionsService } from './card-sessions.service.js';
import { CardsStore } from './cards.store.js';

@Module({
  imports: [AuditModule, BenefitsModule, ContributionsModule, KeysModule, PeopleModule],
  controllers: [CardSessionsController],
  providers: [CardSessionsService, CardsStore],
  exports: [CardsStore],
})
export class CardsModule {}
