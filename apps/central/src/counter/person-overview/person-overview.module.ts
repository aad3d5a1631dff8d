/** Puts together what shows all about one person. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { CardWindowModule } from '../card-window/card-window.module.js';
import { PersonOverview } from './person-overview.service.js';
import { PersonOverviewStore } from './person-overview.store.js';
import { PersonOverviewsController } from './person-overviews.controller.js';

@Module({
  imports: [AuditModule, CardWindowModule, PeopleModule],
  controllers: [PersonOverviewsController],
  providers: [PersonOverview, PersonOverviewStore],
})
export class PersonOverviewModule {}
