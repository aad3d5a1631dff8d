/** The audit trail. */
import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditStore } from './audit.store.js';
import { ReadsOnRecord } from './reads-on-record.js';

@Module({
  controllers: [AuditController],
  providers: [AuditStore, ReadsOnRecord],
  exports: [AuditStore, ReadsOnRecord],
})
export class AuditModule {}
