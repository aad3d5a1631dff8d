/** Puts together the view of the jobs and of long work. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsController } from './jobs.controller.js';
import { WorksController } from './works.controller.js';

@Module({
  imports: [AuditModule, ChunkedWorkModule, JobsModule],
  controllers: [JobsController, WorksController],
})
export class JobRecordsModule {}
