/** Insurance relations that move (转移接续), with their money and months. */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { OutgoingModule } from '../outgoing/outgoing.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { MoveNotices } from './move-notices.service.js';
import { MovesOnPaper } from './moves-on-paper.service.js';
import { OverlapRefunds } from './overlap-refunds.service.js';
import { TransferSendingBack } from './sending-back.service.js';
import { TransferLetters } from './transfer-letters.service.js';
import { TransferMoney } from './transfer-money.service.js';
import { TransferReckoning } from './transfer-reckoning.service.js';
import { TransferViews } from './transfer-views.service.js';
import { TransfersController } from './transfers.controller.js';
import { Transfers } from './transfers.service.js';
import { TransfersStore } from './transfers.store.js';

@Module({
  imports: [
    AccountsModule,
    ApprovalsModule,
    AuditModule,
    CollectionModule,
    ContributionsModule,
    FundsModule,
    OutgoingModule,
    ParticipationsModule,
    PeopleModule,
    PolicyModule,
  ],
  controllers: [TransfersController],
  providers: [
    MoveNotices,
    MovesOnPaper,
    OverlapRefunds,
    TransferLetters,
    TransferMoney,
    TransferReckoning,
    TransferSendingBack,
    TransferViews,
    Transfers,
    TransfersStore,
  ],
  exports: [MovesOnPaper, TransferReckoning],
})
export class TransfersModule {}
