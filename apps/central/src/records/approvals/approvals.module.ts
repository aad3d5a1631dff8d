/** Approvals: whoever owns a kind hands its handler to `Approvals`. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { ApprovalLapses } from './approval-lapses.service.js';
import { ApprovalListsStore } from './approval-lists.store.js';
import { ApprovalsController } from './approvals.controller.js';
import { Approvals } from './approvals.service.js';
import { ApprovalsStore } from './approvals.store.js';
import { WaitingList } from './waiting-list.service.js';

@Module({
  imports: [AuditModule, JobsModule],
  controllers: [ApprovalsController],
  providers: [ApprovalLapses, ApprovalListsStore, Approvals, ApprovalsStore, WaitingList],
  exports: [Approvals, WaitingList],
})
export class ApprovalsModule {}
