/** Puts together the one mechanism of files of rows: kinds are handed over by the wings that own them. */
import { Module } from '@nestjs/common';
import { ChunkedWorkModule } from '../../ground/chunked-work/chunked-work.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { CardImportsController } from './card-imports.controller.js';
import { ExaminationService } from './examination.service.js';
import { FileImports } from './file-imports.service.js';
import { FileImportsStore } from './file-imports.store.js';
import { ImportListService } from './import-list.service.js';
import { ImportListStore } from './import-list.store.js';
import { StagingStore } from './staging.store.js';

@Module({
  imports: [AuditModule, ChunkedWorkModule],
  controllers: [CardImportsController],
  providers: [
    FileImports,
    FileImportsStore,
    ExaminationService,
    StagingStore,
    ImportListService,
    ImportListStore,
  ],
  exports: [FileImports],
})
export class FileImportsModule {}
