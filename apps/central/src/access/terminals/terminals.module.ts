/** Terminals: enrolment, authentication, withdrawal. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { AssertionsSweepService } from './assertions-sweep.service.js';
import { ClocksService } from './clocks.service.js';
import { FleetController } from './fleet.controller.js';
import { FleetService } from './fleet.service.js';
import { FleetStore } from './fleet.store.js';
import { TerminalListController } from './terminal-list.controller.js';
import { TerminalListStore } from './terminal-list.store.js';
import { TerminalsController } from './terminals.controller.js';
import { TerminalsService } from './terminals.service.js';
import { TerminalsStore } from './terminals.store.js';
import { WaitingActsController } from './waiting-acts.controller.js';
import { WaitingActsService } from './waiting-acts.service.js';
import { WaitingActsStore } from './waiting-acts.store.js';

@Module({
  imports: [AuditModule, JobsModule],
  controllers: [FleetController, TerminalListController, TerminalsController, WaitingActsController],
  providers: [
    AssertionsSweepService,
    ClocksService,
    FleetService,
    FleetStore,
    TerminalListStore,
    TerminalsService,
    TerminalsStore,
    WaitingActsService,
    WaitingActsStore,
  ],
  exports: [TerminalsService],
})
export class TerminalsModule {}
