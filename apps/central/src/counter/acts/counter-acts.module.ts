/** Payments, collections and tills: all that moves money at a counter. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { BankModule } from '../../funds/bank/bank.module.js';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { BenefitsModule } from '../../insurance/benefits/benefits.module.js';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { KeysModule } from '../../cards/keys/keys.module.js';
import { OperationsModule } from '../../records/operations/operations.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { ShiftsModule } from '../shifts/shifts.module.js';
import { ReceiptsModule } from '../../records/receipts/receipts.module.js';
import { ActQueue } from './act-queue.js';
import { BankOutcomesController } from './bank-outcomes.controller.js';
import { BankOutcomes } from './bank-outcomes.service.js';
import { CashReleases } from './cash-releases.service.js';
import { CashReleasesStore } from './cash-releases.store.js';
import { CounterActsController } from './counter-acts.controller.js';
import { CounterActsService } from './counter-acts.service.js';
import { CounterActsStore } from './counter-acts.store.js';
import { TillsController } from './tills.controller.js';
import { UndoingFactsStore } from './undoing-facts.store.js';
import { UndoingsController } from './undoings.controller.js';
import { Undoings } from './undoings.service.js';
import { UnknownOutcomesService } from './unknown-outcomes.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

@Module({
  imports: [
    ApprovalsModule,
    BankModule,
    BenefitsModule,
    CardsModule,
    FundsModule,
    JobsModule,
    KeysModule,
    OperationsModule,
    ReceiptsModule,
    ReleasesModule,
    ShiftsModule,
  ],
  controllers: [BankOutcomesController, CounterActsController, TillsController, UndoingsController],
  providers: [
    ActQueue,
    BankOutcomes,
    CashReleases,
    CashReleasesStore,
    CounterActsService,
    CounterActsStore,
    UndoingFactsStore,
    Undoings,
    UnknownOutcomesService,
    UnknownOutcomesStore,
  ],
  exports: [CounterActsService, UnknownOutcomesStore],
})
export class CounterActsModule {}
