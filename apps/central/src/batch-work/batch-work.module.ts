/** Puts together the engine of long work. */
import { Module } from '@nestjs/common';
import { BatchWork } from './batch-work.service.js';
import { WorkStore } from './work.store.js';

@Module({ providers: [BatchWork, WorkStore], exports: [BatchWork] })
export class BatchWorkModule {}
