/** Staff and their sign-ins. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { StaffController } from './staff.controller.js';
import { StaffService } from './staff.service.js';
import { StaffStore } from './staff.store.js';

@Module({
  imports: [AuditModule],
  controllers: [StaffController],
  providers: [StaffService, StaffStore],
  exports: [StaffService],
})
export class StaffModule {}
