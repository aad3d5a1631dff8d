/** Terminals: enrolment, authentication, withdrawal. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { AssertionsSweepService } from './assertions-sweep.service.js';
import { TerminalsController } from './terminals.controller.js';
import { TerminalsService } from './terminals.service.js';
import { TerminalsStore } from './terminals.store.js';

@Module({
  imports: [AuditModule, JobsModule],
  controllers: [TerminalsController],
  providers: [AssertionsSweepService, TerminalsService, TerminalsStore],
  exports: [TerminalsService],
})
export class TerminalsModule {}
