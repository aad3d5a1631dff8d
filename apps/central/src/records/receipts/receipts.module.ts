/** Puts receipts together: issued with an act, verified by code, printed in numbered copies. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsService } from './receipts.service.js';
import { ReceiptNumbers } from './receipt-numbers.store.js';
import { ReceiptsStore } from './receipts.store.js';

@Module({
  imports: [AuditModule],
  controllers: [ReceiptsController],
  providers: [ReceiptNumbers, ReceiptsService, ReceiptsStore],
  exports: [ReceiptNumbers, ReceiptsService],
})
export class ReceiptsModule {}
