/** Where the master keys live: behind one interface, so that a file or a security module can hold them. */
import type { MasterKeyId } from './master-keys.js';

/** Injection token of the vault; only KeysService asks for it, because every use has to be on record. */
export const KEY_VAULT = Symbol('key vault');

export interface KeyVault {
  /**
   * Diversified keys of many chips from one master key, over province and city: `serials` are T6–TD of their ATRs, 8 bytes
   * each, one after another; the answer has 16 bytes for each. The master key does not leave the vault.
   */
  diversify(key: MasterKeyId, serials: Uint8Array): Promise<Uint8Array>;
}
