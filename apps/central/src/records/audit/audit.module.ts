/** The audit trail. */
import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { AuditTrail } from './audit-trail.service.js';
import { AuditTrailStore } from './audit-trail.store.js';
import { AuditStore } from './audit.store.js';
import { ReadsOnRecord } from './reads-on-record.js';

@Module({
  controllers: [AuditController, AuditTrailController],
  providers: [AuditStore, AuditTrail, AuditTrailStore, ReadsOnRecord],
  exports: [AuditStore, AuditTrail, ReadsOnRecord],
})
export class AuditModule {}
