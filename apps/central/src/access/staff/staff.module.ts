/** Staff and their sign-ins. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { Passwords } from './passwords.js';
import { SignInFailuresStore } from './sign-in-failures.store.js';
import { SignInsController } from './sign-ins.controller.js';
import { SignInsService } from './sign-ins.service.js';
import { StaffStore } from './staff.store.js';

@Module({
  imports: [AuditModule],
  controllers: [SignInsController],
  providers: [Passwords, SignInFailuresStore, SignInsService, StaffStore],
  exports: [Passwords, SignInsService, StaffStore],
})
export class StaffModule {}
