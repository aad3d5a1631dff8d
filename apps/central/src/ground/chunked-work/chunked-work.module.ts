/** Puts together the engine of long work. */
import { Module } from '@nestjs/common';
import { ChunkedWork } from './chunked-work.service.js';
import { WorkStore } from './work.store.js';

@Module({ providers: [ChunkedWork, WorkStore], exports: [ChunkedWork] })
export class ChunkedWorkModule {}
