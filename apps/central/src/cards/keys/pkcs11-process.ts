/**
 * The process that talks to a security module. Calls of PKCS#11 block whoever makes them and cannot be called off, so they are made
 * here, where a token that hangs stops nobody else: central gives up waiting and ends this process.
 */
import { Refused } from '../../ground/http/refused.js';
import type { KeyVault } from './key-vault.js';
import type { MasterKeyId, MasterKeys } from './master-keys.js';
import type { FromVaultProcess, ToVaultProcess, VaultAct } from './pkcs11-messages.js';
import { Pkcs11Vault } from './pkcs11-vault.js';

let vault: KeyVault | null = null;

const perform = (act: VaultAct, parts: readonly unknown[]): Promise<unknown> => {
  if (vault === null) throw new Error('asked before it was opened');
  switch (act) {
    case 'versions':
      return vault.versions();
    case 'checkValues':
      return vault.checkValues(parts[0] as number);
    case 'admit':
      return vault.admit(parts[0] as number, parts[1] as MasterKeys);
    case 'diversify':
      return vault.diversify(parts[0] as MasterKeyId, parts[1] as Uint8Array);
  }
};

const answer = async (
  request: number,
  act: VaultAct,
  parts: readonly unknown[],
): Promise<FromVaultProcess> => {
  try {
    return { request, kind: 'done', answer: await perform(act, parts) };
  } catch (fault) {
    if (fault instanceof Refused) return { request, kind: 'refused', code: fault.code, detail: fault.detail };
    return { request, kind: 'failed', fault: fault instanceof Error ? (fault.stack ?? '') : String(fault) };
  }
};

process.on('message', (message: ToVaultProcess) => {
  if (message.kind === 'open') vault = new Pkcs11Vault(message.settings, message.region);
  else void answer(message.request, message.act, message.parts).then((said) => process.send?.(said));
});
// Whoever asked is gone, and with them whatever is still being done for them.
process.on('disconnect', () => process.exit());
