/** Puts together batches of cards: making, approving, exporting, taking back, handing over. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BatchWorkModule } from '../batch-work/batch-work.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { BatchItemsStore } from './batch-items.store.js';
import { BatchOverviewService } from './batch-overview.service.js';
import { CardBatchesController } from './card-batches.controller.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { UnclaimedStore } from './unclaimed.store.js';

@Module({
  imports: [AuditModule, BatchWorkModule, CardsModule],
  controllers: [CardBatchesController],
  providers: [BatchItemsStore, BatchOverviewService, CardBatchesService, CardBatchesStore, UnclaimedStore],
})
export class CardBatchesModule {}
