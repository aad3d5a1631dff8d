/** Participations of people in schemes, for the other domains. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { Overlaps } from './overlaps.service.js';
import { OverlapsStore } from './overlaps.store.js';
import { ParticipationsService } from './participations.service.js';
import { ParticipationsStore } from './participations.store.js';

@Module({
  imports: [JobsModule, PeopleModule, UnitsModule],
  providers: [Overlaps, OverlapsStore, ParticipationsService, ParticipationsStore],
  exports: [Overlaps, ParticipationsService],
})
export class ParticipationsModule {}
