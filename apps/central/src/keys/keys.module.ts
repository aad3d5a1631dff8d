/** The master keys and all that is done with them. */
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { SECRETS, type Secrets } from '../secrets.js';
import { KeyFileVault } from './key-file-vault.js';
import { KEY_VAULT } from './key-vault.js';
import { KeysService } from './keys.service.js';

@Module({
  imports: [AuditModule],
  providers: [
    KeysService,
    {
      provide: KEY_VAULT,
      inject: [CONFIG, SECRETS],
      useFactory: (config: CentralConfig, secrets: Secrets) =>
        KeyFileVault.open(join(config.folder, 'key-vault.json'), secrets.vaultPassphrase, config.areaCode),
    },
  ],
  exports: [KeysService],
})
export class KeysModule {}
