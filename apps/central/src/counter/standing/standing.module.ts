/** How the holder of a card in the reader stands. */
import { Module } from '@nestjs/common';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { BenefitsModule } from '../../insurance/benefits/benefits.module.js';
import { ContributionsModule } from '../../insurance/contributions/contributions.module.js';
import { ProofsOfLifeModule } from '../../insurance/proofs-of-life/proofs-of-life.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { TapModule } from '../tap/tap.module.js';
import { StandingController } from './standing.controller.js';
import { StandingService } from './standing.service.js';

@Module({
  imports: [BenefitsModule, CardsModule, ContributionsModule, PolicyModule, ProofsOfLifeModule, TapModule],
  controllers: [StandingController],
  providers: [StandingService],
})
export class StandingModule {}
