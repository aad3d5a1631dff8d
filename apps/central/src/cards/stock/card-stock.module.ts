/** Puts together the stock of card bodies. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { CardStockController } from './card-stock.controller.js';
import { CardStockService } from './card-stock.service.js';
import { CardStockStore } from './card-stock.store.js';

@Module({
  imports: [AuditModule, KeysModule],
  controllers: [CardStockController],
  providers: [CardStockService, CardStockStore],
  exports: [CardStockService],
})
export class CardStockModule {}
