/** Puts together the view of the jobs. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { JobsController } from './jobs.controller.js';

@Module({ imports: [AuditModule, JobsModule], controllers: [JobsController] })
export class JobRecordsModule {}
