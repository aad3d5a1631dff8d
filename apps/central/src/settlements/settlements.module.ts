/** Payments, collections and tills: all that moves money at a counter. */
import { Module } from '@nestjs/common';
import { BankModule } from '../bank/bank.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { SettlementBatch } from './settlement-batch.js';
import { SettlementsController } from './settlements.controller.js';
import { SettlementsService } from './settlements.service.js';
import { SettlementsStore } from './settlements.store.js';
import { TillsController } from './tills.controller.js';
import { UnknownOutcomesService } from './unknown-outcomes.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

@Module({
  imports: [BankModule, CardsModule, FundsModule, KeysModule],
  controllers: [SettlementsController, TillsController],
  providers: [
    SettlementBatch,
    SettlementsService,
    SettlementsStore,
    UnknownOutcomesService,
    UnknownOutcomesStore,
  ],
})
export class SettlementsModule {}
