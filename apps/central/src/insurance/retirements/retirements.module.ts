/** Who reaches the age for a pension in the next months. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { TransfersModule } from '../transfers/transfers.module.js';
import { RetirementsAheadController } from './retirements-ahead.controller.js';
import { RetirementsAhead } from './retirements-ahead.service.js';
import { RetirementsAheadStore } from './retirements-ahead.store.js';

@Module({
  imports: [BenefitsModule, JobsModule, ParticipationsModule, PeopleModule, PolicyModule, TransfersModule],
  controllers: [RetirementsAheadController],
  providers: [RetirementsAhead, RetirementsAheadStore],
})
export class RetirementsModule {}
