/** Benefits paid in error (追回): listed, paid back, kept back month by month, or written off. */
import { Module } from '@nestjs/common';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { CollectionModule } from '../collection/collection.module.js';
import { RecoveriesController } from './recoveries.controller.js';
import { RecoveriesDesk } from './recoveries-desk.service.js';
import { RecoveriesListStore } from './recoveries-list.store.js';
import { RecoveryInstalments } from './recovery-instalments.service.js';
import { RecoveryLines } from './recovery-lines.service.js';

@Module({
  imports: [ApprovalsModule, AuditModule, BenefitsModule, CollectionModule, FundsModule, PeopleModule],
  controllers: [RecoveriesController],
  providers: [RecoveriesDesk, RecoveriesListStore, RecoveryInstalments, RecoveryLines],
})
export class RecoveriesModule {}
