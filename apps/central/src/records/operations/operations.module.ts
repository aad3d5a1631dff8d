/** The operation book, and what terminals ask about it. */
import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { OperationBook } from './operation-book.store.js';

@Module({ controllers: [OperationsController], providers: [OperationBook], exports: [OperationBook] })
export class OperationsModule {}
