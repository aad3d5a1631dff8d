/** Puts together what is asked about units and their people at the console. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { UnitDesk } from './unit-desk.service.js';
import { UnitPeopleStore } from './unit-people.store.js';
import { UnitsController } from './units.controller.js';

@Module({
  imports: [AuditModule, ParticipationsModule, PeopleModule, UnitsModule],
  controllers: [UnitsController],
  providers: [UnitDesk, UnitPeopleStore],
})
export class EnrolmentModule {}
