/** Central's own secrets, made once in a file only its user can read: token key, receipt key, the key of what is told to others. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readOrMake } from './write-once.js';

export type Secrets = {
  /** Signs tokens of terminals and staff (Ed25519). */
  readonly tokenKey: JWK;
  /** Makes receipts' verification codes, hex. */
  readonly receiptKey: string;
  /** Signs what is told to others of applications, hex; null in a file from before anybody was told. */
  readonly notifyKey: string | null;
};

/** Injection token of the secrets. */
export const SECRETS = Symbol('secrets');

/** Reads the secrets of a folder, making them when it has none. */
export const openSecrets = async (folder: string): Promise<Secrets> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const fresh: Secrets = {
    tokenKey: await exportJWK(privateKey),
    receiptKey: randomBytes(32).toString('hex'),
    notifyKey: randomBytes(32).toString('hex'),
  };
  const kept = JSON.parse(
    readOrMake(join(folder, 'secrets.json'), () => JSON.stringify(fresh, null, 2)),
  ) as Omit<Secrets, 'notifyKey'> & Partial<Secrets>;
  return { ...kept, notifyKey: kept.notifyKey ?? null };
};
