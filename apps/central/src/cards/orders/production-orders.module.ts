/** Puts together what batch operators ask for in the console. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { ProductionFilesModule } from '../../records/files/production-files.module.js';
import { CardImportsModule } from '../imports/card-imports.module.js';
import { CardBatchesModule } from '../production/card-batches.module.js';
import { CardStockModule } from '../stock/card-stock.module.js';
import { BatchOrders } from './batch-orders.service.js';
import { CardMakersController } from './card-makers.controller.js';
import { ImportOrders } from './import-orders.service.js';
import { MakerOrders } from './maker-orders.service.js';
import { ProductionOrdersController } from './production-orders.controller.js';
import { ProductionOrders } from './production-orders.service.js';
import { ProductionOrdersStore } from './production-orders.store.js';

@Module({
  imports: [CardBatchesModule, CardImportsModule, CardStockModule, JobsModule, ProductionFilesModule],
  controllers: [CardMakersController, ProductionOrdersController],
  providers: [BatchOrders, ImportOrders, MakerOrders, ProductionOrders, ProductionOrdersStore],
})
export class ProductionOrdersModule {}
