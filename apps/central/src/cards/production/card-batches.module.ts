/** Puts together batches of cards: making, approving, exporting, taking back, handing over. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { ChunkedWork } from '../../ground/chunked-work/chunked-work.service.js';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { CardStockModule } from '../stock/card-stock.module.js';
import { CardsModule } from '../lives/cards.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { BankAccountsService } from './bank-accounts.service.js';
import { BankAccountsStore } from './bank-accounts.store.js';
import { BatchAllotmentService } from './batch-allotment.service.js';
import { approvalWork, BatchApprovalService } from './batch-approval.service.js';
import { BatchExportService } from './batch-export.service.js';
import { BatchFilesService } from './batch-files.service.js';
import { BatchFilesStore } from './batch-files.store.js';
import { BatchItemsStore } from './batch-items.store.js';
import { BatchOverviewService } from './batch-overview.service.js';
import { BatchArrivalService } from './batch-arrival.service.js';
import { batchWorks } from './batch-words.js';
import { BatchResultsService } from './batch-results.service.js';
import { BatchResultsStore } from './batch-results.store.js';
import { BatchViewsController } from './batch-views.controller.js';
import { BatchViewsService } from './batch-views.service.js';
import { BatchViewsStore } from './batch-views.store.js';
import { CardBatchesController } from './card-batches.controller.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { CardMakersService } from './card-makers.service.js';
import { CardMakersStore } from './card-makers.store.js';
import { HandOversService } from './hand-overs.service.js';
import { HandOversStore } from './hand-overs.store.js';
import { SigningKeyService } from './signing-key.service.js';
import { SigningKeyStore } from './signing-key.store.js';
import { UnclaimedStore } from './unclaimed.store.js';

@Module({
  imports: [
    ApprovalsModule,
    AuditModule,
    ChunkedWorkModule,
    CardStockModule,
    CardsModule,
    JobsModule,
    KeysModule,
    PolicyModule,
  ],
  controllers: [BatchViewsController, CardBatchesController],
  providers: [
    BankAccountsService,
    BankAccountsStore,
    BatchAllotmentService,
    BatchApprovalService,
    BatchExportService,
    BatchFilesService,
    BatchFilesStore,
    BatchItemsStore,
    BatchOverviewService,
    BatchArrivalService,
    BatchResultsService,
    BatchResultsStore,
    BatchViewsService,
    BatchViewsStore,
    CardBatchesService,
    CardBatchesStore,
    CardMakersService,
    CardMakersStore,
    HandOversService,
    HandOversStore,
    SigningKeyService,
    SigningKeyStore,
    UnclaimedStore,
  ],
  exports: [
    BankAccountsService,
    BatchArrivalService,
    BatchExportService,
    BatchResultsService,
    CardBatchesService,
    CardMakersService,
    HandOversService,
  ],
})
export class CardBatchesModule {
  constructor(work: ChunkedWork) {
    for (const [kind, words] of Object.entries(batchWorks))
      work.add(kind, { words, byItself: kind === approvalWork });
  }
}
