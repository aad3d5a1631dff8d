/** The card window: card files, services, applications, and what they leave behind. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CardsModule } from '../cards/cards.module.js';
import { PeopleModule } from '../people/people.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { ApplyingService } from './applying.service.js';
import { CardApplicationsController } from './card-applications.controller.js';
import { CardApplicationsService } from './card-applications.service.js';
import { CardFilesController } from './card-files.controller.js';
import { CardFilesService } from './card-files.service.js';
import { CardRecords } from './card-records.service.js';
import { CardRecordsStore } from './card-records.store.js';
import { CardRulesService } from './card-rules.service.js';
import { CardServicesController } from './card-services.controller.js';
import { CardServicesService } from './card-services.service.js';
import { IdentifyService } from './identify.service.js';

@Module({
  imports: [AuditModule, CardsModule, PeopleModule, PolicyModule, ReceiptsModule],
  controllers: [CardApplicationsController, CardFilesController, CardServicesController],
  providers: [
    ApplyingService,
    CardApplicationsService,
    CardFilesService,
    CardRecords,
    CardRecordsStore,
    CardRulesService,
    CardServicesService,
    IdentifyService,
  ],
  exports: [CardRecords, CardRulesService, IdentifyService],
})
export class CardWindowModule {}
