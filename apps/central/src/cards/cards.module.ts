/** Cards, their sessions at terminals, and the key vault that proves them. */
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { BenefitsModule } from '../benefits/benefits.module.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { ContributionsModule } from '../contributions/contributions.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SECRETS, type Secrets } from '../secrets.js';
import { CardSessionsController } from './card-sessions.controller.js';
import { CardSessionsService } from './card-sessions.service.js';
import { CardsStore } from './cards.store.js';
import { KeyFileVault } from '../keys/key-file-vault.js';
import { KEY_VAULT } from '../keys/key-vault.js';

@Module({
  imports: [AuditModule, BenefitsModule, ContributionsModule, PeopleModule],
  controllers: [CardSessionsController],
  providers: [
    CardSessionsService,
    CardsStore,
    {
      provide: KEY_VAULT,
      inject: [CONFIG, SECRETS],
      useFactory: (config: CentralConfig, secrets: Secrets) =>
        KeyFileVault.open(join(config.folder, 'key-vault.json'), secrets.vaultPassphrase, config.areaCode),
    },
  ],
  exports: [CardsStore, KEY_VAULT],
})
export class CardsModule {}
