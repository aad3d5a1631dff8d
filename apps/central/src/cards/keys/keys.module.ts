/** The master keys: their vault, their versions, and all that is done with them. */
import { join } from 'node:path';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { VAULT_PASSPHRASE, type VaultPassphrase } from '../../ground/vault-passphrase.js';
import { KeyFileVault } from './key-file-vault.js';
import { KEY_VAULT, type KeyVault } from './key-vault.js';
import { KeyListController } from './key-list.controller.js';
import { KeyListService } from './key-list.service.js';
import { KeyVersionsService } from './key-versions.service.js';
import { KeyVersionsStore } from './key-versions.store.js';
import { KeysService } from './keys.service.js';
import { OwnKeysService } from './own-keys.service.js';
import { PatientVault } from './patient-vault.js';
import { Pkcs11ProcessVault } from './pkcs11-process-vault.js';

/** The vault that the settings name; nothing of it is opened before a key is needed, so that central starts without it. */
const vaultOf = (
  { keyVault, keyVaultTimeoutMs, folder, areaCode }: CentralConfig,
  passphrase: VaultPassphrase,
): KeyVault => {
  const region = { provinceCode: `${areaCode.slice(0, 2)}0000`, cityCode: areaCode };
  return new PatientVault(
    keyVault.kind === 'pkcs11'
      ? new Pkcs11ProcessVault(keyVault, region, keyVaultTimeoutMs)
      : new KeyFileVault(join(folder, 'key-vault'), passphrase, region),
  );
};

@Module({
  imports: [AuditModule, PolicyModule],
  controllers: [KeyListController],
  providers: [
    KeyListService,
    KeysService,
    KeyVersionsService,
    KeyVersionsStore,
    OwnKeysService,
    { provide: KEY_VAULT, inject: [CONFIG, VAULT_PASSPHRASE], useFactory: vaultOf },
  ],
  exports: [KeysService, KeyVersionsService, OwnKeysService],
})
export class KeysModule implements OnApplicationShutdown {
  constructor(@Inject(KEY_VAULT) private readonly vault: KeyVault) {}

  onApplicationShutdown(): Promise<void> {
    return this.vault.close();
  }
}
