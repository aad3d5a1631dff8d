/** Puts together the files that are handed over or fetched. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ProductionFilesController } from './production-files.controller.js';
import { ProductionFilesService } from './production-files.service.js';
import { ProductionFilesStore } from './production-files.store.js';

@Module({
  imports: [AuditModule],
  controllers: [ProductionFilesController],
  providers: [ProductionFilesService, ProductionFilesStore],
  exports: [ProductionFilesService],
})
export class ProductionFilesModule {}
