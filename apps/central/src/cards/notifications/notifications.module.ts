/** Tells others of the states of applications. */
import { Module } from '@nestjs/common';
import { NotificationsService } from './notifications.service.js';
import { NotificationsStore } from './notifications.store.js';

@Module({ providers: [NotificationsService, NotificationsStore] })
export class NotificationsModule {}
