/** What follows when units do not pay in time. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { ArrearsAgreementsController } from './arrears-agreements.controller.js';
import { ArrearsAgreements } from './arrears-agreements.service.js';
import { ArrearsAgreementsStore } from './arrears-agreements.store.js';
import { ArrearsNoticesController } from './arrears-notices.controller.js';
import { ArrearsNotices } from './arrears-notices.service.js';
import { ArrearsNoticesStore } from './arrears-notices.store.js';

@Module({
  imports: [ApprovalsModule, AuditModule, CollectionModule],
  controllers: [ArrearsAgreementsController, ArrearsNoticesController],
  providers: [ArrearsAgreements, ArrearsAgreementsStore, ArrearsNotices, ArrearsNoticesStore],
})
export class ArrearsModule {}
