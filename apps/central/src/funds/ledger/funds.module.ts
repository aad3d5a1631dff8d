/** The funds' books. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { BooksCheckpoints } from './books-checkpoints.service.js';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { FundTransfersService } from './fund-transfers.service.js';
import { FundsController } from './funds.controller.js';
import { LedgerStore } from './ledger.store.js';

@Module({
  imports: [JobsModule],
  controllers: [FundsController],
  providers: [BooksCheckpoints, BooksService, BooksStore, FundTransfersService, LedgerStore],
  exports: [BooksService, FundTransfersService, LedgerStore],
})
export class FundsModule {}
