/** What follows when units and persons do not pay in time. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { ArrearsAgreementsController } from './arrears-agreements.controller.js';
import { ArrearsAgreements } from './arrears-agreements.service.js';
import { ArrearsAgreementsStore } from './arrears-agreements.store.js';
import { ArrearsNoticesController } from './arrears-notices.controller.js';
import { ArrearsNotices } from './arrears-notices.service.js';
import { ArrearsNoticesStore } from './arrears-notices.store.js';
import { PersonInstalmentsController } from './person-instalments.controller.js';
import { PersonInstalments } from './person-instalments.service.js';
import { PersonInstalmentsStore } from './person-instalments.store.js';

@Module({
  imports: [ApprovalsModule, AuditModule, CollectionModule, ContributionsModule, PeopleModule, PolicyModule],
  controllers: [ArrearsAgreementsController, ArrearsNoticesController, PersonInstalmentsController],
  providers: [
    ArrearsAgreements,
    ArrearsAgreementsStore,
    ArrearsNotices,
    ArrearsNoticesStore,
    PersonInstalments,
    PersonInstalmentsStore,
  ],
})
export class ArrearsModule {}
