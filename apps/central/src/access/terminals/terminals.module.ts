/** Terminals: enrolment, authentication, withdrawal. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { TerminalsController } from './terminals.controller.js';
import { TerminalsService } from './terminals.service.js';
import { TerminalsStore } from './terminals.store.js';

@Module({
  imports: [AuditModule],
  controllers: [TerminalsController],
  providers: [TerminalsService, TerminalsStore],
  exports: [TerminalsService],
})
export class TerminalsModule {}
