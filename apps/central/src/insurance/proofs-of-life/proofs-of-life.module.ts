/** Proofs of life (待遇领取资格认证) of whoever draws a benefit that asks for one. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { LifeProofs } from './life-proofs.service.js';
import { LifeStandingsController } from './life-standings.controller.js';
import { LifeStandings } from './life-standings.service.js';
import { LifeStandingsStore } from './life-standings.store.js';

@Module({
  imports: [BenefitsModule, ChunkedWorkModule, JobsModule, PeopleModule, PolicyModule],
  controllers: [LifeStandingsController],
  providers: [LifeProofs, LifeStandings, LifeStandingsStore],
  exports: [LifeProofs],
})
export class ProofsOfLifeModule {}
