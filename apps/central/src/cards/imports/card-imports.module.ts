/** Puts together the import of applicants' files. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { CardsModule } from '../lives/cards.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { CardImportsController } from './card-imports.controller.js';
import { CardImports } from './card-imports.service.js';
import { CardImportsStore } from './card-imports.store.js';
import { ExaminationService } from './examination.service.js';
import { ImportListService } from './import-list.service.js';
import { ImportListStore } from './import-list.store.js';
import { StagingStore } from './staging.store.js';

@Module({
  imports: [AuditModule, ChunkedWorkModule, CardsModule, PolicyModule],
  controllers: [CardImportsController],
  providers: [
    CardImports,
    CardImportsStore,
    ImportListService,
    ImportListStore,
    ExaminationService,
    StagingStore,
  ],
  exports: [CardImports],
})
export class CardImportsModule {}
