/** Staff: how they join, sign in and leave. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { OwnPassword } from './own-password.service.js';
import { Passwords } from './passwords.js';
import { SignInFailuresStore } from './sign-in-failures.store.js';
import { SignInsController } from './sign-ins.controller.js';
import { SignInsService } from './sign-ins.service.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffController } from './staff.controller.js';
import { StaffLife } from './staff-life.service.js';
import { StaffListService } from './staff-list.service.js';
import { StaffListStore } from './staff-list.store.js';
import { StaffStore } from './staff.store.js';
import { UnusedStaff } from './unused-staff.service.js';

@Module({
  imports: [ApprovalsModule, AuditModule, JobsModule],
  controllers: [SignInsController, StaffController],
  providers: [
    FirstAdministrator,
    OwnPassword,
    Passwords,
    SignInFailuresStore,
    SignInsService,
    StaffChanges,
    StaffLife,
    StaffListService,
    StaffListStore,
    StaffStore,
    UnusedStaff,
  ],
  exports: [FirstAdministrator, OwnPassword, Passwords, SignInsService, StaffLife, StaffStore],
})
export class StaffModule {}
