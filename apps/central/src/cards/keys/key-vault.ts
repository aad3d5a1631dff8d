/** Where the master keys live: behind one interface, so that a file or a security module can hold them. */
import type { CheckValues, MasterKeyId, MasterKeys } from './master-keys.js';

/** Injection token of the vault; only this folder asks for it, because every use has to be on record. */
export const KEY_VAULT = Symbol('key vault');

/** How the vault did the last time it was asked: `unused` before the first. */
export type VaultStanding = 'unused' | 'ready' | 'failing';

/**
 * What every vault can do; `key-vault.spec.ts` holds the promises. Throws Refused: `keys-missing` for a version it does
 * not hold, `key-vault-locked` when passphrase or PIN is wrong, `key-vault-damaged`, `key-vault-unreachable`.
 */
export interface KeyVault {
  /** What kind it is, and where, for the list of keys. */
  readonly description: { readonly kind: 'file' | 'pkcs11'; readonly place: string };

  readonly standing: VaultStanding;

  /** Versions whose keys are all here, ascending. */
  versions(): Promise<readonly number[]>;

  /** Check values of a version, computed from the keys that are here. */
  checkValues(version: number): Promise<CheckValues>;

  /** Takes in all master keys of a version, whole or not at all; false when the version is here already, which stays as it is. */
  admit(version: number, keys: MasterKeys): Promise<boolean>;

  /**
   * Diversified keys of many chips from one master key, over province and city: `serials` are T6–TD of their ATRs, 8 bytes
   * each, one after another; the answer has 16 bytes for each. The master key does not leave the vault.
   */
  diversify(key: MasterKeyId, serials: Uint8Array): Promise<Uint8Array>;

  /** Lets go of a device; the vault opens it again when it is needed. */
  close(): Promise<void>;
}
