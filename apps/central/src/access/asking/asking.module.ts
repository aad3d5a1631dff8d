/** The guards of every route: whether its asker may, and whether they ask too often; what the console asks for is done once. */
import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { AskCounts } from './ask-counts.js';
import { AskCountsStore } from './ask-counts.store.js';
import { AskCountsSweep } from './ask-counts-sweep.service.js';
import { AskedOnceInterceptor } from './asked-once.interceptor.js';
import { AskedOnceStore } from './asked-once.store.js';
import { AuthorityGuard } from './authority.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';

@Module({
  imports: [AuditModule, JobsModule],
  // In this order: an asker whom a route knows is counted by what they are.
  providers: [
    AskCounts,
    AskCountsStore,
    AskCountsSweep,
    AskedOnceStore,
    { provide: APP_GUARD, useClass: AuthorityGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_INTERCEPTOR, useClass: AskedOnceInterceptor },
  ],
})
export class AskingModule {}
