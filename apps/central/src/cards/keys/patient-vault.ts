/**
 * A vault that is not asked while a connection of the database is held: a security module may take its time, and whoever needs
 * those rows or connections would wait with it.
 */
import { requireNothingHeld } from '../../ground/database/held.js';
import type { KeyVault, VaultStanding } from './key-vault.js';
import type { CheckValues, MasterKeyId, MasterKeys } from './master-keys.js';

export class PatientVault implements KeyVault {
  constructor(private readonly vault: KeyVault) {}

  get description(): KeyVault['description'] {
    return this.vault.description;
  }

  get standing(): VaultStanding {
    return this.vault.standing;
  }

  async versions(): Promise<readonly number[]> {
    requireNothingHeld('the key vault');
    return this.vault.versions();
  }

  async checkValues(version: number): Promise<CheckValues> {
    requireNothingHeld('the key vault');
    return this.vault.checkValues(version);
  }

  async admit(version: number, keys: MasterKeys): Promise<boolean> {
    requireNothingHeld('the key vault');
    return this.vault.admit(version, keys);
  }

  async diversify(key: MasterKeyId, serials: Uint8Array): Promise<Uint8Array> {
    requireNothingHeld('the key vault');
    return this.vault.diversify(key, serials);
  }

  close(): Promise<void> {
    return this.vault.close();
  }
}
