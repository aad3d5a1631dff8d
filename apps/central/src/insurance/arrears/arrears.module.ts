/** What follows when units do not pay in time. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { ArrearsNoticesController } from './arrears-notices.controller.js';
import { ArrearsNotices } from './arrears-notices.service.js';
import { ArrearsNoticesStore } from './arrears-notices.store.js';

@Module({
  imports: [AuditModule, CollectionModule],
  controllers: [ArrearsNoticesController],
  providers: [ArrearsNotices, ArrearsNoticesStore],
})
export class ArrearsModule {}
