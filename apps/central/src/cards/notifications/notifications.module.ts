/** Tells others of the states of applications. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { NotificationsService } from './notifications.service.js';
import { NotificationsStore } from './notifications.store.js';

@Module({ imports: [JobsModule], providers: [NotificationsService, NotificationsStore] })
export class NotificationsModule {}
