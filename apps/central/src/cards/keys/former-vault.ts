/** Reads the key vault of installations from before there were versions: one file of random master keys, not all of today's. */
import { createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { Refused } from '../../ground/http/refused.js';
import { masterKeyLength, perKey, type MasterKeyName, type MasterKeys } from './master-keys.js';

type FormerFile = {
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly sealed: string;
};

type FormerKeys = Record<CardAlgorithm, Partial<Record<MasterKeyName, string>>>;

const unseal = (text: string, passphrase: string): FormerKeys => {
  const { salt, iv, tag, sealed } = JSON.parse(text) as FormerFile;
  const key = scryptSync(passphrase, Buffer.from(salt, 'hex'), 32, { N: 2 ** 15, r: 8, maxmem: 2 ** 26 });
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'hex'));
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const opened = [decipher.update(Buffer.from(sealed, 'hex')), decipher.final()];
  return JSON.parse(Buffer.concat(opened).toString('utf8')) as FormerKeys;
};

/** Its keys, and fresh ones for names it did not have yet: no card was made with those. Throws Refused `key-vault-damaged`. */
export const readFormerVault = (text: string, passphrase: string): MasterKeys => {
  let former: FormerKeys;
  try {
    former = unseal(text, passphrase);
  } catch (fault) {
    throw new Refused(
      'key-vault-damaged',
      `key-vault.json does not open: ${fault instanceof Error ? fault.message : String(fault)}`,
    );
  }
  return perKey((algorithm, name) => {
    const known = former[algorithm][name];
    return known === undefined ? Uint8Array.from(randomBytes(masterKeyLength)) : fromHex(known);
  });
};
