/** Puts together the papers about people. */
import { Module } from '@nestjs/common';
import { AccountsModule } from '../../insurance/accounts/accounts.module.js';
import { ContributionsModule } from '../../insurance/contributions/contributions.module.js';
import { ClaimsModule } from '../../insurance/claims/claims.module.js';
import { TransfersModule } from '../../insurance/transfers/transfers.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { CardWindowModule } from '../card-window/card-window.module.js';
import { DocumentsController } from './documents.controller.js';
import { Documents } from './documents.service.js';
import { DocumentsStore } from './documents.store.js';
import { OwnDocumentsController } from './own-documents.controller.js';

@Module({
  imports: [
    AccountsModule,
    CardWindowModule,
    ClaimsModule,
    ContributionsModule,
    PeopleModule,
    TransfersModule,
  ],
  controllers: [DocumentsController, OwnDocumentsController],
  providers: [Documents, DocumentsStore],
})
export class DocumentsModule {}
