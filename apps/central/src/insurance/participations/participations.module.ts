/** Participations of people in schemes, for the other domains. */
import { Module } from '@nestjs/common';
import { PeopleModule } from '../../register/people/people.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { ParticipationsService } from './participations.service.js';
import { ParticipationsStore } from './participations.store.js';

@Module({
  imports: [PeopleModule, UnitsModule],
  providers: [ParticipationsService, ParticipationsStore],
  exports: [ParticipationsService],
})
export class ParticipationsModule {}
