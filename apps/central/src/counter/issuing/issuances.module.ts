/** Cards made at the counter, and the commands that centre makes for a card in a reader. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { CardWindowModule } from '../card-window/card-window.module.js';
import { CardsModule } from '../../cards/lives/cards.module.js';
import { KeysModule } from '../../cards/keys/keys.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { ReleasesModule } from '../releases/releases.module.js';
import { TapModule } from '../tap/tap.module.js';
import { TerminalsModule } from '../../access/terminals/terminals.module.js';
import { CardScriptsController } from './card-scripts.controller.js';
import { CardScriptsService } from './card-scripts.service.js';
import { IssuanceCommands } from './issuance-commands.service.js';
import { IssuanceCompletion } from './issuance-completion.service.js';
import { IssuanceMatching } from './issuance-matching.service.js';
import { IssuancesController } from './issuances.controller.js';
import { IssuancesService } from './issuances.service.js';
import { IssuancesStore } from './issuances.store.js';

@Module({
  imports: [
    AuditModule,
    CardWindowModule,
    CardsModule,
    KeysModule,
    PeopleModule,
    PolicyModule,
    ReleasesModule,
    TapModule,
    TerminalsModule,
  ],
  controllers: [CardScriptsController, IssuancesController],
  providers: [
    CardScriptsService,
    IssuanceCommands,
    IssuanceCompletion,
    IssuanceMatching,
    IssuancesService,
    IssuancesStore,
  ],
})
export class IssuancesModule {}
