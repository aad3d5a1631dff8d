/** The funds' books. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { BooksCheckpoints } from './books-checkpoints.service.js';
import { BooksService } from './books.service.js';
import { BooksStore } from './books.store.js';
import { FundTransfersService } from './fund-transfers.service.js';
import { FundsController } from './funds.controller.js';
import { LedgerStore } from './ledger.store.js';
import { ManyTransfers } from './many-transfers.service.js';
import { MovementsController } from './movements.controller.js';
import { MovementsService } from './movements.service.js';
import { MovementsStore } from './movements.store.js';
import { YearExpenses } from './year-expenses.service.js';
import { YearExpensesStore } from './year-expenses.store.js';

@Module({
  imports: [JobsModule],
  controllers: [FundsController, MovementsController],
  providers: [
    BooksCheckpoints,
    BooksService,
    BooksStore,
    FundTransfersService,
    LedgerStore,
    ManyTransfers,
    MovementsService,
    MovementsStore,
    YearExpenses,
    YearExpensesStore,
  ],
  exports: [BooksService, FundTransfersService, LedgerStore, ManyTransfers, YearExpenses],
})
export class FundsModule {}
