/** The funds' books. */
import { Module } from '@nestjs/common';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { FundTransfersService } from './fund-transfers.service.js';
import { FundsController } from './funds.controller.js';
import { LedgerStore } from './ledger.store.js';

@Module({
  controllers: [FundsController],
  providers: [BooksService, BooksStore, FundTransfersService, LedgerStore],
  exports: [BooksService, FundTransfersService, LedgerStore],
})
export class FundsModule {}
