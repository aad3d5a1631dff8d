/** The card window: card files, services, applications, and what they leave behind. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { AuditModule } from '../../records/audit/audit.module.js';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { OperationsModule } from '../../records/operations/operations.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PlacesModule } from '../../register/places/places.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { ReceiptsModule } from '../../records/receipts/receipts.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { TapModule } from '../tap/tap.module.js';
import { ApplyingService } from './applying.service.js';
import { ChangesOfData } from './changes-of-data.service.js';
import { CardApplicationsController } from './card-applications.controller.js';
import { CardApplicationsService } from './card-applications.service.js';
import { CardFilesController } from './card-files.controller.js';
import { CardFilesService } from './card-files.service.js';
import { ProofsOfLifeModule } from '../../insurance/proofs-of-life/proofs-of-life.module.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { ShiftsModule } from '../shifts/shifts.module.js';
import { CardFees } from './card-fees.service.js';
import { CardFeesStore } from './card-fees.store.js';
import { CardRecords } from './card-records.service.js';
import { CardServicesController } from './card-services.controller.js';
import { CardServicesService } from './card-services.service.js';
import { PastActsController } from './past-acts.controller.js';
import { PastActs } from './past-acts.service.js';
import { PastActsStore } from './past-acts.store.js';
import { PeopleByNameController } from './people-by-name.controller.js';
import { PeopleByName } from './people-by-name.service.js';
import { WhoseFile } from './whose-file.service.js';

@Module({
  imports: [
    FundsModule,
    ShiftsModule,
    ApprovalsModule,
    AuditModule,
    CardsModule,
    OperationsModule,
    PeopleModule,
    PlacesModule,
    UnitsModule,
    PolicyModule,
    ProofsOfLifeModule,
    ReceiptsModule,
    ReleasesModule,
    TapModule,
  ],
  controllers: [
    CardApplicationsController,
    CardFilesController,
    CardServicesController,
    PastActsController,
    PeopleByNameController,
  ],
  providers: [
    ApplyingService,
    ChangesOfData,
    CardApplicationsService,
    CardFees,
    CardFeesStore,
    CardFilesService,
    CardRecords,
    CardServicesService,
    PastActs,
    PastActsStore,
    PeopleByName,
    WhoseFile,
  ],
  exports: [CardRecords, WhoseFile],
})
export class CardWindowModule {}
