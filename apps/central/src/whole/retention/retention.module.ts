/** Puts together what removes data past its time. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { MonthsService } from './months.service.js';
import { RemovalsService } from './removals.service.js';
import { RemovalsStore } from './removals.store.js';

@Module({
  imports: [AuditModule, JobsModule],
  providers: [MonthsService, RemovalsService, RemovalsStore],
})
export class RetentionModule {}
