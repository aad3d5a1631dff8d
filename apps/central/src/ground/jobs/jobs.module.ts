/** Puts together what does the jobs. */
import { Module } from '@nestjs/common';
import { Listening } from '../database/listening.js';
import { Jobs } from './jobs.service.js';
import { JobsStore } from './jobs.store.js';

@Module({ providers: [Jobs, JobsStore, Listening], exports: [Jobs] })
export class JobsModule {}
