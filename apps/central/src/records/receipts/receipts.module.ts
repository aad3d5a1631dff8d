/** Puts receipts together: issued with an act, verified by code, printed in numbered copies. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsService } from './receipts.service.js';
import { ReceiptsStore } from './receipts.store.js';

@Module({
  imports: [AuditModule],
  controllers: [ReceiptsController],
  providers: [ReceiptsService, ReceiptsStore],
  exports: [ReceiptsService],
})
export class ReceiptsModule {}
