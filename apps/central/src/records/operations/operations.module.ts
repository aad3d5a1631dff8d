/** Operations, as terminals ask about them. */
import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { OperationsStore } from './operations.store.js';

@Module({ controllers: [OperationsController], providers: [OperationsStore] })
export class OperationsModule {}
