/** The cash in a clerk's hands, from the beginning of a shift to its end. */
import { Module } from '@nestjs/common';
import { StaffModule } from '../../access/staff/staff.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { OperationsModule } from '../../records/operations/operations.module.js';
import { ReceiptsModule } from '../../records/receipts/receipts.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { CashLimitsService } from './cash-limits.service.js';
import { ShiftEnds } from './shift-ends.service.js';
import { ShiftListStore } from './shift-list.store.js';
import { ShiftRecords } from './shift-records.service.js';
import { ShiftsController } from './shifts.controller.js';
import { ShiftsOfActs } from './shifts-of-acts.service.js';
import { ShiftsOfActsStore } from './shifts-of-acts.store.js';
import { ShiftsService } from './shifts.service.js';
import { ShiftsStore } from './shifts.store.js';

@Module({
  imports: [
    AuditModule,
    FundsModule,
    OperationsModule,
    PolicyModule,
    ReceiptsModule,
    ReleasesModule,
    StaffModule,
  ],
  controllers: [ShiftsController],
  providers: [
    CashLimitsService,
    ShiftEnds,
    ShiftListStore,
    ShiftRecords,
    ShiftsOfActs,
    ShiftsOfActsStore,
    ShiftsService,
    ShiftsStore,
  ],
  exports: [ShiftsOfActs],
})
export class ShiftsModule {}
